"""What a step wants to happen. Steps return it, only the worker writes it."""

from dataclasses import dataclass

from bot.domain.job import Job
from bot.domain.message import Post
from bot.domain.notes import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The job as it is to be from now on; it is looked at again after `wait` seconds."""

    job: Job
    wait: float = 0.0
    posts: tuple[Post, ...] = ()
    result: Result | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze:
    """Nothing to write: look again after `wait` seconds."""

    wait: float


@dataclass(frozen=True, slots=True)
class Park:
    """Nothing to write and nothing to arrange: its account knows when to wake it."""


Outcome = Move | Snooze | Park
