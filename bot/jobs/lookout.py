"""Whom to ask next, of the jobs that a service works on: one request at a time, the worthiest.

What a late sight costs is the time since the job ended. So a look at a job is worth the seconds
that it has probably ended ago (by the service's own estimate, or else by the learned pace), and
one request of the list the sum of these over all that it would name. A look that finds a job ended
brings its result too and saves the request for that: its worth is divided by the chance of being
in vain. At a rate of one request in so many seconds this keeps the mean delay least, as with
order quantities: ask when the delay that has piled up is worth the request. Choosing by the chance
of a hit alone finds as many, but those that have waited longest too late.

A request has its price, too: spent on what hardly tells anything it is missing a moment later,
when there is a result to fetch or an order to place. So the fewer are saved up, the more a look
has to be worth; when no more can be saved up, it is free.

The list is of what ended well: being named there is proof, while absence from a list of what runs
may be a job in the queue. What failed is found by single looks. A list that is full shows the
newest created; how far back it reaches is learned from the jobs in it that are known.

A job that can be worth nothing yet sleeps until it can be. Of those awake the worthiest
are at the front; thousands are compared only now and then.
"""

import heapq
from array import array
from bisect import insort
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import compress
from math import inf
from typing import TypeAlias

from bot.domain.ports import Traits
from bot.jobs.pace import Expectation
from bot.jobs.tidings import Tidings
from bot.jobs.watched import Stage, Watched

WORTH = 0.03  # a chance under which a request is not made
FIRST = 1.0  # seconds that a first look is worth beside: it tells an estimate, or a quick failure
DOUBT = 1e-5  # a second: the chance that a job has ended against all expectations
ROUNDS = 2.0  # times round all jobs, one a request, after which a look is overdue
UNANSWERED = 30.0  # seconds after which a request that told nothing is made again
DEAR = 30.0  # requests' time that a look has to be worth when none is saved up
FRONT = 64  # jobs that are compared at each choice
COMPARED = 100  # jobs a second

_SLOT = 20  # bits of an entry


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


class Lookout:
    """The running jobs of one account; times are epoch seconds. Strangers' ids are ignored."""

    def __init__(self, traits: Traits) -> None:
        requests, per = traits.requests_per
        self._a_request = per / requests  # seconds
        self._first_look = traits.first_look
        self._least, self._most = traits.look_every
        self._jobs = Watched()
        self._list = Tidings(self._jobs, traits.list_shows, traits.look_every)
        self._wakes = array("q")  # by slot: milliseconds
        self._asleep = array(
            "q"
        )  # sorted: wakes << _SLOT | slot; ints in a heap weigh six times that
        self._awake = bytearray()  # by slot
        self._front: set[int] = set()
        self._compared = -inf

    def __len__(self) -> int:
        return len(self._jobs.slots)

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._jobs.slots

    def watch(
        self, job_id: str, remote_id: str, *, created: float, expectation: Expectation, now: float
    ) -> None:
        """The service took this job then, and is at it."""
        self.drop(job_id)
        slot = self._jobs.add(job_id, remote_id, min(created, now), expectation)
        if slot == len(self._wakes):
            self._wakes.append(0)
            self._awake.append(False)
        self._sleep(slot)

    def looking(self, job_id: str, now: float) -> None:
        """A request for it is being made."""
        if (slot := self._jobs.slots.get(job_id)) is not None:
            self._jobs.asked(slot, now)
            self._sleep(slot)

    def saw(self, job_id: str, now: float, left: float | None) -> None:
        """It still runs, for so many seconds by the service's own estimate."""
        if (slot := self._jobs.slots.get(job_id)) is not None:
            self._jobs.runs(slot, now, left)
            self._sleep(slot)

    def drop(self, job_id: str) -> None:
        """Nothing more is to be seen there."""
        if (slot := self._jobs.slots.get(job_id)) is not None:
            self._list.remember(slot)
            self._jobs.remove(job_id)
            self._forget(slot)
            self._wakes[slot] = -1

    def next(self, now: float, *, saved_up: float = 1.0) -> Worthiest:
        """What the next request is best used for; `saved_up` of those that can be, of 1."""
        self._rouse(now)
        self._compare(now)
        worth, slot = max(((self._worth(slot, now), slot) for slot in self._front), default=(0, -1))
        listed = self._list.worth(now, wanted=self._overdue() > self._most)
        if slot < 0 and listed <= 0.0:
            wakes = (self._asleep[0] >> _SLOT) / 1000 if self._asleep else inf
            return Rest(until=min(wakes, self._list.again(now)))
        if max(worth, listed) < DEAR * self._a_request * (1.0 - saved_up) ** 2:
            return Rest(until=now + self._a_request / 2)
        return List() if listed > worth else Look(self._jobs.job[slot])

    def listing(self, now: float) -> None:
        """The list is being asked for."""
        self._list.asked(now)

    def listed(self, now: float, ended: Collection[str]) -> list[str]:
        """The jobs whose results can be fetched, by the remote ids that the list shows."""
        found = self._list.told(frozenset(map(hash, ended)), now)
        for slot in found:
            self._jobs.asked(slot, now)
            self._sleep(slot)
        self._doze(self._front, now)
        return [self._jobs.job[slot] for slot in found]

    def hinted(self, now: float, remote_id: str) -> list[str]:
        """The job that its service says has ended, unless it was asked for just now."""
        named = self._jobs.named(frozenset({hash(remote_id)}))
        due = [slot for slot in named if self._may_ask(slot, now)]
        for slot in due:
            self._jobs.asked(slot, now)
            self._sleep(slot)
        return [self._jobs.job[slot] for slot in due]

    def _may_ask(self, slot: int, now: float) -> bool:
        asked = self._jobs.stage[slot] == Stage.ASKED
        return not asked and self._jobs.looked[slot] + self._least <= now

    def next_look(self, job_id: str, now: float) -> float | None:
        """About when a job is asked for next, if others do not need the requests more."""
        if (slot := self._jobs.slots.get(job_id)) is None:
            return None
        return max(self._wakes[slot] / 1000, now)

    def _sleep(self, slot: int) -> None:
        """Until it can be worth a request."""
        self._forget(slot)
        wakes = int(self._wake_time(slot) * 1000) + 1
        self._wakes[slot] = wakes
        insort(self._asleep, wakes << _SLOT | slot)

    def _wake_time(self, slot: int) -> float:
        jobs = self._jobs
        looked = jobs.looked[slot]
        if jobs.stage[slot] == Stage.ASKED:
            return looked + UNANSWERED
        if jobs.stage[slot] == Stage.NEW:
            return jobs.created[slot] + self._first_look
        likely = jobs.likely_at(slot, WORTH)
        return max(looked + self._least, min(likely, looked + self._overdue()))

    def _overdue(self) -> float:
        """Seconds after which a job has waited long for a look, however unlikely its end is."""
        return max(self._most, ROUNDS * len(self) * self._a_request)

    def _rouse(self, now: float) -> None:
        """Wake whoever is due; a list may have shown meanwhile that it is too early."""
        while self._asleep and (self._asleep[0] >> _SLOT) / 1000 <= now:
            entry = self._asleep.pop(0)
            slot = entry & ((1 << _SLOT) - 1)
            if self._wakes[slot] != entry >> _SLOT or self._awake[slot]:
                continue
            if self._wake_time(slot) > now:
                self._sleep(slot)
            else:
                self._awake[slot] = True
                self._front.add(slot)

    def _compare(self, now: float) -> None:
        lately = 0 <= now - self._compared < len(self) / COMPARED
        if lately and 0 < len(self._front) <= 2 * FRONT:
            return
        self._compared = now
        self._doze(self._up(), now)
        self._front = set(heapq.nlargest(FRONT, self._up(), lambda slot: self._worth(slot, now)))

    def _doze(self, slots: Iterable[int], now: float) -> None:
        """A list may have shown of some that it is too early."""
        for slot in [slot for slot in slots if self._wake_time(slot) > now]:
            self._sleep(slot)

    def _worth(self, slot: int, now: float) -> float:
        """Seconds of delay that a look ends, for each request that it costs beside the fetch."""
        ended, late = self._jobs.odds(slot, now)
        age = now - self._jobs.looked[slot]
        worth = (late + DOUBT * age * age / 2) / max(1.0 - ended, 0.001)
        return worth + FIRST if self._jobs.stage[slot] == Stage.NEW else worth

    def _up(self) -> Iterator[int]:
        return compress(range(len(self._awake)), self._awake)

    def _forget(self, slot: int) -> None:
        self._awake[slot] = False
        self._front.discard(slot)
