"""When to look again: rhythm and patience, pure but for a budget's memory."""

from bot.domain.errors import Fault, RateLimited, Transient
from bot.domain.job import Job, Progress
from bot.domain.ports import Traits

DAY = 24 * 3600.0


def next_look(traits: Traits, progress: Progress) -> float:
    """Seconds to the next poll: near the expected end, never rarer than the service's most."""
    least, most = traits.look_every
    if progress.left is None:
        return min(max(least, 4.0), most)
    return min(max(progress.left, least), most)


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


class Budget:
    """How often one account may be asked: a leaky bucket (GCRA), in memory.

    It lets a short burst pass, so its owner allows for that (`Traits.requests_per`).
    """

    def __init__(self, requests: int, per: float, burst: int = 10) -> None:
        self._every = per / requests
        self._slack = self._every * burst
        self._free_at = 0.0

    def take(self, now: float) -> float:
        """Seconds to wait before asking; 0.0 takes the request."""
        free_at = max(self._free_at, now - self._slack)
        if free_at > now:
            return free_at - now
        self._free_at = free_at + self._every
        return 0.0
