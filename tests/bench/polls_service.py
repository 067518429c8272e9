"""A transcription service as numbers: how long jobs take, what it answers."""

import heapq
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

AUDIO_SIGMA = 0.5  # how much recordings differ in length
PACE_SIGMA = 0.35  # how much two of the same length differ in the time they take
ESTIMATE_SIGMA = 0.3  # how far the service's estimate of what is left is off, job by job
PACE = 0.1  # seconds taken per second of audio


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """So many jobs at the service at any time, each there for so many seconds on average."""

    jobs: int
    seconds: float
    limited: bool = False  # whether the service's limits on new jobs hold
    measured: float = 3600.0  # seconds of the virtual clock that count

    @property
    def name(self) -> str:
        length = (
            f"{self.seconds / 60:g} min" if self.seconds < 3600 else f"{self.seconds / 3600:g} h"
        )
        return f"{self.jobs:,} x {length}"

    @property
    def warm_up(self) -> float:
        return 1.5 * self.seconds + 600.0


@dataclass(slots=True, eq=False)
class Recording:
    """One job: its audio as we know it, the time it takes as only the service knows it."""

    id: str
    audio: float
    takes: float
    bias: float  # of the service's estimate
    submitted: float = 0.0
    ends: float = 0.0
    seen: bool = False


def recordings(case: Case, seed: int) -> Iterator[tuple[float, Recording]]:
    """What is shared, and when: the same for whoever asks with the same seed."""
    random = Random(seed)
    shift = 0.5 * (AUDIO_SIGMA**2 + PACE_SIGMA**2)  # so that the mean is what the case says
    now = 0.0
    for number in range(10**9):
        now += random.expovariate(case.jobs / case.seconds)
        audio = case.seconds / PACE * exp(random.gauss(-shift, AUDIO_SIGMA))
        takes = audio * PACE * exp(random.gauss(0.0, PACE_SIGMA))
        bias = exp(random.gauss(0.0, ESTIMATE_SIGMA))
        yield now, Recording(f"{number:032x}", audio, takes, bias)


class Service:
    """Answers about its jobs. Its list is of those completed, newest created first."""

    def __init__(self, list_shows: int) -> None:
        self._list_shows = list_shows
        self._running: list[tuple[float, int, Recording]] = []
        self._completed: list[tuple[float, str]] = []  # by creation
        self._count = 0

    def create(self, job: Recording, now: float) -> None:
        job.submitted, job.ends = now, now + job.takes
        self._count += 1
        heapq.heappush(self._running, (job.ends, self._count, job))

    def left(self, job: Recording, now: float) -> float | None:
        """Its estimate of the seconds to go; None once it has ended."""
        return None if job.ends <= now else (job.ends - now) * job.bias

    def completed(self, now: float) -> list[str]:
        self.ended(now)
        newest = self._completed[-self._list_shows :]
        return [job_id for _, job_id in reversed(newest)]

    def ended(self, now: float) -> list[Recording]:
        """Those that ended since this was asked last: nobody outside a bound can know."""
        ended = []
        while self._running and self._running[0][0] <= now:
            ended.append(heapq.heappop(self._running)[2])
            insort(self._completed, (ended[-1].submitted, ended[-1].id))
        return ended

    @property
    def next_end(self) -> float:
        return self._running[0][0] if self._running else float("inf")
