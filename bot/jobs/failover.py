"""From a service that certainly cannot take a recording to one that may, where a channel says so.

Only what was certainly not ordered goes on: a recording that may have been paid for stays.
"""

from dataclasses import replace

from bot.domain.errors import Fault
from bot.domain.job import Job, Spent, State
from bot.jobs.outcome import Move
from bot.jobs.parts import Parts

PATIENCE = 600.0  # seconds that a service may be down or full before another one is asked

_BEFORE_ORDER = frozenset({State.SENDING, State.READY, State.SUBMITTING})
_STILL_WAITING = frozenset({State.SENDING, State.READY})
_AT_ONCE = frozenset({Fault.NO_CREDIT, Fault.BAD_CREDENTIALS, Fault.FORBIDDEN, Fault.NO_PROVIDER})
_IN_TIME = frozenset({Fault.SERVICE_DOWN, Fault.NO_SLOT, Fault.SLOW_DOWN})
_CANNOT = frozenset({Fault.TOO_SHORT, Fault.TOO_LONG, Fault.TOO_LARGE, Fault.REFUSED})


def passed_on(parts: Parts, old: Job, move: Move) -> Move:
    """The same move, or instead of it one to the next service."""
    job = move.job
    cannot = old.state in _BEFORE_ORDER and old.wish.failover and _cannot(job, parts.clock.now())
    if not cannot or job.cancel_at is not None or job.spent is not Spent.NOTHING:
        return move
    traits = parts.traits(old)
    passed = (*old.passed, traits.label) if traits else old.passed
    anew = replace(old.to(State.ACCEPTED), passed=passed, provider=None, account=None, handles=None)
    if traits is None or not parts.candidates(anew):
        return move
    return Move(job=anew)


def _cannot(job: Job, now: float) -> bool:
    """Whether it ended, or waits, because this service cannot take it."""
    if job.state is State.FAILED:
        fault = job.failure.fault if job.failure else Fault.INTERNAL
        return fault in _AT_ONCE | _IN_TIME | _CANNOT
    if job.state not in _STILL_WAITING or job.waiting is None:
        return False
    long = now - (job.waiting_since or now) > PATIENCE
    return job.waiting in _AT_ONCE or (long and job.waiting in _IN_TIME)
