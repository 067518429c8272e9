"""The running jobs of an account, a slot each, in columns: ten thousand fit into two megabytes."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from enum import IntEnum
from itertools import compress
from math import inf, log

from bot.jobs.odds import age_of, odds
from bot.jobs.pace import Expectation

LIKELY = 0.5  # a chance over which a look in vain is a surprise
ESTIMATE_SIGMA = 0.35  # how far services are off, as a share of what is left
MOST_MISSES = 8
STEPS = 16  # of what lists told, until it is written to the columns


class Stage(IntEnum):
    """What we know of a job."""

    NEW = 0  # never looked at
    SEEN = 1
    ASKED = 2  # a request is under way, or is about to be


class Watched:
    """Times are epoch seconds. A slot is good until its job is removed."""

    def __init__(self) -> None:
        self.slots: dict[str, int] = {}  # by job id
        self.job: list[str] = []
        self.remote = array("q")  # hashes of remote ids: a false match costs one look
        self.stage = bytearray()
        self.created = array("d")
        self.looked = array("d")
        self._ran = array("d")  # when it was last known not to have ended; lists may know better
        self._since = array("d")  # the expectation counts from here
        self._log_mean = array("f")
        self._sigma = array("f")
        self._misses = bytearray()  # looks in vain that should have found it ended
        self._free: list[int] = []
        self._told = _Told()

    def add(self, job_id: str, remote_id: str, created: float, expectation: Expectation) -> int:
        if created < self._told.last:
            self._settle()  # those lists knew nothing of it
        slot = self._free.pop() if self._free else self._grow()
        self.slots[job_id] = slot
        self.job[slot] = job_id
        self.remote[slot] = hash(remote_id)
        self.stage[slot] = Stage.NEW
        self.created[slot] = self.looked[slot] = self._ran[slot] = self._since[slot] = created
        self._log_mean[slot] = expectation.log_mean
        self._sigma[slot] = expectation.sigma
        self._misses[slot] = 0
        return slot

    def remove(self, job_id: str) -> int | None:
        if (slot := self.slots.pop(job_id, None)) is not None:
            self.job[slot] = ""
            self.remote[slot] = 0
            self._free.append(slot)
        return slot

    def asked(self, slot: int, now: float) -> None:
        missed = self.stage[slot] == Stage.SEEN and self.odds(slot, now)[0] > LIKELY
        misses = self._misses[slot]
        self._misses[slot] = min(misses + 1, MOST_MISSES) if missed else max(misses - 1, 0)
        self.stage[slot] = Stage.ASKED
        self.looked[slot] = now

    def runs(self, slot: int, now: float, left: float | None) -> None:
        """It did when it was asked for; `left` is the service's estimate."""
        if self.stage[slot] != Stage.ASKED:
            self.looked[slot] = now
        self.stage[slot] = Stage.SEEN
        self._ran[slot] = self.looked[slot]
        if left is not None:
            self._since[slot] = now
            # One that is "done in a moment" for minutes must not keep everybody else waiting.
            self._log_mean[slot] = log(max(left, 2.0 ** self._misses[slot]))
            self._sigma[slot] = ESTIMATE_SIGMA

    def ran_since(self, created: float, at: float) -> None:
        """All that were created since then did, at this time."""
        self._told.add(created, at)
        if len(self._told) > STEPS:
            self._settle()

    def odds(self, slot: int, now: float) -> tuple[float, float]:
        """The chance that it has ended, and for how many seconds, on average."""
        since = self._since[slot]
        ran = self._last_ran(slot) - since
        mean, sigma = self._log_mean[slot], self._sigma[slot]
        return odds(mean, sigma, max(0.0, ran), now - since)

    def likely_at(self, slot: int, chance: float) -> float:
        """When it has ended with this chance."""
        since = self._since[slot]
        ran = max(self._last_ran(slot) - since, 0.0)
        return since + age_of(self._log_mean[slot], self._sigma[slot], ran, chance)

    def named(self, hashes: Collection[int]) -> list[int]:
        return list(compress(range(len(self.remote)), map(hashes.__contains__, self.remote)))

    def _last_ran(self, slot: int) -> float:
        return max(self._ran[slot], self._told.ran(self.created[slot]))

    def _settle(self) -> None:
        for slot in self.slots.values():
            self._ran[slot] = self._last_ran(slot)
        self._told = _Told()

    def _grow(self) -> int:
        self.job.append("")
        self.remote.append(0)
        for flags in (self.stage, self._misses):
            flags.append(0)
        for numbers in (self.created, self.looked, self._ran, self._since):
            numbers.append(0.0)
        for expected in (self._log_mean, self._sigma):
            expected.append(1.0)
        return len(self.job) - 1


class _Told:
    """When all that were created since some moment ran: a few steps instead of a write to each."""

    def __init__(self) -> None:
        self._created: list[float] = []  # rising, as do
        self._ran: list[float] = []

    def __len__(self) -> int:
        return len(self._ran)

    @property
    def last(self) -> float:
        return self._ran[-1] if self._ran else -inf

    def add(self, created: float, at: float) -> None:
        """Newer than what was added before, and so in place of all that it covers."""
        covered = bisect_left(self._created, created)
        self._created[covered:] = [created]
        self._ran[covered:] = [at]

    def ran(self, created: float) -> float:
        step = bisect_right(self._created, created)
        return self._ran[step - 1] if step else -inf
