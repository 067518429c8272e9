"""Patience: how long until the next try, and when there is no next one."""

from bot.domain.errors import Fault, RateLimited, Transient
from bot.domain.job import Job

DAY = 24 * 3600.0


def rarer(job: Job, now: float, least: float) -> float:
    """Seconds until the next try of what the job's present state wants: the longer, the later."""
    return min(max((now - job.updated_at) / 8, least), 120.0)


def backoff(attempts: int) -> float:
    """Seconds to wait after so many failures in a row: 2, 4, 8, ... 120."""
    return float(min(2 ** min(attempts, 10), 120))


def waiting(error: Transient) -> Fault:
    """What keeps a job from going on, in people's words."""
    return Fault.SLOW_DOWN if isinstance(error, RateLimited) else error.fault


def patience(job: Job) -> float:
    """Seconds that a service may have a running job: far longer than it can need."""
    return max(3600.0, 4 * (job.seconds or 0.0))


def overdue(job: Job, now: float) -> bool:
    """Whether the service has had a running job for far longer than it can need."""
    return now - (job.submitted_at or now) > patience(job)
