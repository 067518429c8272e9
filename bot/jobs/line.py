"""Who wants a turn at an account: first by what it is for, then the oldest."""

from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import NamedTuple

from bot.domain.job import Job


class Errand(IntEnum):
    """What a request is for; the lower goes first."""

    CANCEL = 0
    FETCH = 1  # a result that is known to be there
    FIND = 2  # a paid call whose answer was lost
    ORDER = 3
    SEND = 4


ALL_BUT_CANCELS = frozenset(Errand) - {Errand.CANCEL}


class _Asked(NamedTuple):
    """Who wants a turn: the lane in which it is woken, and its age."""

    lane: str
    age: tuple[float, int]


class Line:
    """The jobs of one account that wait for their turns."""

    def __init__(self) -> None:
        self._asked: dict[Errand, dict[str, _Asked]] = {errand: {} for errand in Errand}

    def join(self, job: Job, errand: Errand) -> None:
        """A job wants a turn."""
        self._asked[errand][job.id] = _Asked(job.lane, (job.created_at, job.number))

    def fetch(self, job_ids: Iterable[str], now: float) -> None:
        """Jobs whose results are there."""
        self._asked[Errand.FETCH] |= {job_id: _Asked("job", (now, 0)) for job_id in job_ids}

    def first(self, held: Collection[Errand]) -> str | None:
        """The job that is next; nobody goes on an errand that is held."""
        for errand, jobs in self._asked.items():
            if jobs and errand not in held:
                return min(jobs, key=lambda job_id: jobs[job_id].age)
        return None

    @property
    def orders(self) -> Collection[str]:
        """The jobs that want to order."""
        return self._asked[Errand.ORDER].keys()

    def leave(self, job_id: str) -> str:
        """A job has its turn, or wants none any more; the lane in which it waits."""
        asked = [jobs.pop(job_id, None) for jobs in self._asked.values()]
        return next((one.lane for one in asked if one), "job")
