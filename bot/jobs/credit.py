"""Whether an account has credit, by its orders: while it has none, one job asks for all."""

from bot.domain.errors import Fault
from bot.domain.job import Job

ANSWER = 0.5  # seconds between two looks whether the last paid call is answered
FIRST, LOOK = 30.0, 300.0  # seconds between two orders without credit: doubled, up to this


class Credit:
    """What one account's orders told of its credit.

    After a start nothing is stored of it: a job that waits for credit tells it.
    """

    def __init__(self) -> None:
        self._there: bool | None = None
        self._refused_at = 0.0
        self._refusals = 0  # in a row
        self._asking: str | None = None  # the job whose order asks for all

    def join(self, job: Job) -> bool:
        """A job gets in line; whether it is the one that asks, and need not wait for its turn."""
        if self._there is None and job.waiting is Fault.NO_CREDIT:
            self._there = False
        return self.asks(job.id)  # it had to be uploaded again, or its order did not get through

    def asks(self, job_id: str) -> bool:
        """Whether all others wait for what this job is answered."""
        return job_id == self._asking

    def turn(self, job_id: str) -> float:
        """This job is to order next; seconds until another may."""
        if self._there is not False:
            return ANSWER
        self._asking = job_id
        return LOOK

    def refused(self, now: float) -> float:
        """There is none; seconds until another order."""
        self._there, self._refused_at, self._asking = False, now, None
        wait = min(FIRST * 2.0 ** min(self._refusals, 10), LOOK)
        self._refusals += 1
        return wait

    def is_news(self, job: Job) -> bool:
        """Whether there is none for this job either, and it has not heard the last refusal."""
        heard = job.waiting is Fault.NO_CREDIT and job.updated_at >= self._refused_at
        return self._there is False and not heard

    def taken(self) -> bool:
        """An order was taken; whether there was no credit until now."""
        came = self._there is False
        self._there, self._asking, self._refusals = True, None, 0
        return came
