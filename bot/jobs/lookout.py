"""Whom to ask next, of the jobs that a service works on: one request at a time, the worthiest.

A request is worth the chance that it finds an ended job. Looking at a job finds it with the
chance that it ended since it was last known to run, by the service's own estimate or else by the
learned pace. The list names `y` of them on average but costs one more request for each, so it is
worth y / (1 + y). Added to this is what keeps a job from being forgotten while others end: it grows
with the time since its last look, and a look that is overdue is always worth something.

A job that can be worth nothing yet sleeps in a heap until it can be.
"""

import heapq
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import IntEnum
from math import inf, log
from typing import TypeAlias

from bot.domain.ports import Traits
from bot.jobs.odds import age_of, chance
from bot.jobs.pace import Expectation

WORTH = 0.03  # a chance under which a request is not made
FIRST = 0.2  # what the first look at a job is worth: it tells an estimate, or a quick failure
STALE = 2.0  # round robins after which a look is overdue
URGENT = 3.0  # round robins after which a look goes before everything else
LIKELY = 0.5  # a chance over which a look in vain is a surprise
ESTIMATE_SIGMA = 0.35  # how far services are off, as a share of what is left
UNANSWERED = 30.0  # seconds after which a request that told nothing is made again
FORGET = 60.0  # seconds: how far back a list reaches was learned for so long
SWEEP = 10.0  # seconds between estimates of how often sleepers end

_SLOTS = 20  # bits of a heap entry


@dataclass(frozen=True, slots=True)
class Look:
    """Ask for this job."""

    job_id: str


@dataclass(frozen=True, slots=True)
class List:
    """Ask for the list of what has ended."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is worth a request before this moment, unless something happens."""

    until: float


Worthiest: TypeAlias = Look | List | Rest


class _Stage(IntEnum):
    NEW = 0  # never looked at
    SEEN = 1
    ASKED = 2  # a look is under way, or is about to be


class Lookout:
    """The running jobs of one account. Times are epoch seconds; jobs that it does not know are nobody."""

    def __init__(self, traits: Traits) -> None:
        requests, per = traits.requests_per
        self._a_request = per / requests  # seconds
        self._first_look = traits.first_look
        self._least, self._most = traits.look_every
        self._list_shows = traits.list_shows

        self._slots: dict[str, int] = {}  # by job id; the columns below are by slot
        self._free: list[int] = []
        self._job: list[str] = []
        self._remote: list[str] = []
        self._stage = bytearray()
        self._misses = bytearray()  # looks in vain that should have found it ended
        self._created = array("d")
        self._since = array("d")  # the expectation counts from here
        self._log_mean = array("f")
        self._sigma = array("f")
        self._looked = array("d")
        self._ran = array("d")  # when it was last known not to have ended
        self._wakes = array("q")  # milliseconds

        self._asleep: list[int] = []  # a heap of wakes << _SLOTS | slot
        self._awake: set[int] = set()

        self._listed = -inf  # when the last list was asked for
        self._answered = True
        self._reach = -inf  # the list shows what was created since
        self._ended: dict[str, float] = {}  # creation of those that left last, by remote id
        self._swept = -inf
        self._yield = 0.0  # how many sleepers a list would have named at ...
        self._yield_at = 0.0
        self._flow = 0.0  # ... and how many more a second

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._slots

    def watch(
        self, job_id: str, remote_id: str, *, created: float, expectation: Expectation, now: float
    ) -> None:
        """The service has taken this job."""
        self.drop(job_id)
        slot = self._free.pop() if self._free else self._grow()
        self._slots[job_id] = slot
        self._job[slot] = job_id
        self._remote[slot] = remote_id
        self._stage[slot] = _Stage.NEW
        self._misses[slot] = 0
        created = min(created, now)
        for column in (self._created, self._since, self._looked, self._ran):
            column[slot] = created
        self._log_mean[slot] = expectation.log_mean
        self._sigma[slot] = expectation.sigma
        self._sleep(slot)

    def looking(self, job_id: str, now: float) -> None:
        """It is being asked for now, or something else is about to happen to it."""
        if (slot := self._slots.get(job_id)) is None:
            return
        missed = self._stage[slot] == _Stage.SEEN and self._chance(slot, now) > LIKELY
        self._misses[slot] = min(self._misses[slot] + 1, 6) if missed else self._misses[slot] // 2
        self._stage[slot] = _Stage.ASKED
        self._looked[slot] = now
        self._sleep(slot)

    def saw(self, job_id: str, now: float, left: float | None) -> None:
        """It still runs, for so many seconds by the service's own estimate."""
        if (slot := self._slots.get(job_id)) is None:
            return
        if self._stage[slot] != _Stage.ASKED:
            self._looked[slot] = now
        self._stage[slot] = _Stage.SEEN
        self._ran[slot] = self._looked[slot]
        if left is not None:
            self._since[slot] = now
            # One that is "done in a moment" for minutes must not keep everybody else waiting.
            self._log_mean[slot] = log(max(left, 2.0 ** self._misses[slot]))
            self._sigma[slot] = ESTIMATE_SIGMA
        self._sleep(slot)

    def drop(self, job_id: str) -> None:
        """Nothing more is to be seen there."""
        if (slot := self._slots.pop(job_id, None)) is None:
            return
        self._awake.discard(slot)
        self._wakes[slot] = -1
        self._free.append(slot)
        self._ended[self._remote[slot]] = self._created[slot]
        if len(self._ended) > 2 * self._list_shows:
            del self._ended[next(iter(self._ended))]
        self._job[slot] = self._remote[slot] = ""

    def next(self, now: float) -> Worthiest:
        """What the next request is best used for."""
        self._rouse(now)
        worth, slot = max(((self._worth(slot, now), slot) for slot in self._awake), default=(0, -1))
        list_worth, list_again = self._list_worth(now)
        if list_worth >= max(worth, WORTH):
            return List()
        if slot >= 0:
            return Look(self._job[slot])
        wakes = (self._asleep[0] >> _SLOTS) / 1000 if self._asleep else inf
        return Rest(until=max(min(wakes, list_again), now + 0.001))

    def listing(self, now: float) -> None:
        """The list is being asked for now."""
        self._listed = now
        self._answered = False

    def listed(self, now: float, ended: Collection[str]) -> list[str]:
        """Whose results can be fetched, by the remote ids in the list's answer."""
        if self._answered:
            self._listed = now
        self._answered = True
        ended = frozenset(ended)
        self._reach = self._reaches_back_to(ended)
        found = []
        for job_id, slot in self._slots.items():
            if self._remote[slot] in ended:
                if self._stage[slot] != _Stage.ASKED:
                    found.append(job_id)
            elif self._created[slot] >= self._reach:
                self._ran[slot] = max(self._ran[slot], self._listed)
        for job_id in found:
            self.looking(job_id, now)
        for slot in [slot for slot in self._awake if self._created[slot] >= self._reach]:
            self._sleep(slot)
        self._yield, self._yield_at = 0.0, self._listed
        return found

    def next_look(self, job_id: str, now: float) -> float | None:
        """About when a job is asked for next, if others do not need the requests more."""
        if (slot := self._slots.get(job_id)) is None:
            return None
        return max(self._wakes[slot] / 1000, now)

    def _grow(self) -> int:
        self._job.append("")
        self._remote.append("")
        self._stage.append(0)
        self._misses.append(0)
        for column in (self._created, self._since, self._looked, self._ran):
            column.append(0.0)
        self._log_mean.append(0.0)
        self._sigma.append(1.0)
        self._wakes.append(-1)
        return len(self._job) - 1

    def _sleep(self, slot: int) -> None:
        """Until it can be worth a request."""
        self._awake.discard(slot)
        wakes = int(self._wake_time(slot) * 1000) + 1
        self._wakes[slot] = wakes
        heapq.heappush(self._asleep, wakes << _SLOTS | slot)

    def _wake_time(self, slot: int) -> float:
        looked = self._looked[slot]
        if self._stage[slot] == _Stage.ASKED:
            return looked + UNANSWERED
        if self._stage[slot] == _Stage.NEW:
            return self._created[slot] + self._first_look
        since = self._since[slot]
        ran = max(self._ran[slot] - since, 0.0)
        likely = since + age_of(self._log_mean[slot], self._sigma[slot], ran, WORTH)
        return max(looked + self._least, min(likely, looked + self._overdue()))

    def _overdue(self) -> float:
        """Seconds after which a job has waited too long for a look."""
        return max(self._most, STALE * len(self._slots) * self._a_request)

    def _rouse(self, now: float) -> None:
        """Wake whoever is due; a list may have shown meanwhile that it is too early."""
        while self._asleep and (self._asleep[0] >> _SLOTS) / 1000 <= now:
            entry = heapq.heappop(self._asleep)
            slot = entry & ((1 << _SLOTS) - 1)
            if self._wakes[slot] != entry >> _SLOTS or slot in self._awake:
                continue
            if self._wake_time(slot) > now:
                self._sleep(slot)
            else:
                self._awake.add(slot)

    def _worth(self, slot: int, now: float) -> float:
        age = now - self._looked[slot]
        worth = self._chance(slot, now)
        worth += (age / (URGENT * max(len(self._slots) * self._a_request, self._most))) ** 3
        least = FIRST if self._stage[slot] == _Stage.NEW else WORTH
        return max(worth, least)

    def _chance(self, slot: int, now: float) -> float:
        since = self._since[slot]
        ran = max(self._ran[slot] - since, 0.0)
        return chance(self._log_mean[slot], self._sigma[slot], ran, now - since)

    def _list_worth(self, now: float) -> tuple[float, float]:
        """And when it may be worth a request, if it is not now."""
        if not self._list_shows or not self._slots:
            return 0.0, inf
        again = self._listed + (self._least if self._answered else UNANSWERED)
        if now < again:
            return 0.0, again
        if now - self._listed > FORGET:
            self._reach = -inf
        self._sweep(now)
        seen = sum(self._chance(slot, now) for slot in self._visible(self._awake))
        named = seen + self._yield + self._flow * (now - self._yield_at)
        worth = named / (1 + named)
        if self._overdue() > self._most and now - self._listed >= self._most:
            worth = max(worth, WORTH)
        wait = (WORTH / (1 - WORTH) - named) / self._flow if self._flow > 0 else inf
        return worth, now + min(max(wait, 0.1), self._most)

    def _sweep(self, now: float) -> None:
        """Estimate how many sleepers end; seldom, for there may be ten thousand."""
        if now - self._swept < max(SWEEP, len(self._slots) / 100):
            return
        self._swept = self._yield_at = now
        sleepers = set(self._slots.values()) - self._awake
        self._yield = later = 0.0
        for slot in self._visible(sleepers):
            self._yield += self._chance(slot, now)
            later += self._chance(slot, now + SWEEP)
        self._flow = max(later - self._yield, 0.0) / SWEEP

    def _visible(self, slots: Collection[int]) -> Iterator[int]:
        """Those that the list would name, had they ended."""
        reach, created, stage = self._reach, self._created, self._stage
        return (s for s in slots if created[s] >= reach and stage[s] != _Stage.ASKED)

    def _reaches_back_to(self, ended: frozenset[str]) -> float:
        if len(ended) < self._list_shows:
            return -inf
        known = [self._ended[remote] for remote in ended if remote in self._ended]
        known += [
            self._created[slot] for slot in self._slots.values() if self._remote[slot] in ended
        ]
        return min(known, default=inf)
