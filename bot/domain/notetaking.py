"""What the inside needs of whoever writes notes or answers questions from a transcript.

A notetaker sees one recording and nothing else, and returns claims that each point to the line
they stand in. What it learns on the way (parts of a long recording, a dialect that an endpoint
speaks) it keeps in the notebook, so that nothing is paid for twice.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.domain.notes import Maker, Moment, Notes
from bot.domain.transcript import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A recording to be boiled down, and what helps to understand it.

    `day` is the day of the recording where its sharer lives (ISO 8601), or None; `people` are the
    names of those in its thread; `words` are the channel's names and jargon. `writing` counts how
    often somebody wanted the notes written anew: what was kept for another writing is not used.
    """

    job: str
    title: str
    transcript: Transcript
    day: str | None = None
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    writing: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to know of a recording; `passages` are lines of it, best first."""

    job: str
    words: str
    transcript: Transcript
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a recording says to a question: prose where somebody wrote some, always its moments.

    Without moments it was not said in this recording.
    """

    moments: tuple[Moment, ...]
    text: str | None = None
    origin: str | None = None


class Notetaker(Protocol):
    """Writes notes. The first that works is believed; each works within limits of its own."""

    name: str  # as people know it
    maker: Maker

    async def write(self, brief: Brief) -> Notes:
        """The notes of a recording; every claim in them has its moment.

        Raises Transient (may be tried again), Rejected (not with this recording), NeedsOperator.
        """
        ...


class Answerer(Protocol):
    """Answers questions from the passages it is given, and from nothing else."""

    async def answer(self, question: Question) -> Answer:
        """Raises Transient, Rejected, NeedsOperator."""
        ...


class Notebook(Protocol):
    """What notetakers keep over restarts (`memory.py` has the rest of the store)."""

    async def kept(self, key: str) -> str | None:
        """What was kept under this key, if retention still allows."""
        ...

    async def keep(self, key: str, job_id: str, text: str) -> None:
        """Keep this under this key; it is forgotten with the job."""
        ...

    async def reserve(self, job_id: str, usd: Decimal, per_job: Decimal, per_day: Decimal) -> bool:
        """Set money aside for a call before it is made; False when that would exceed a limit.

        The limits are of this job in all, and of all jobs since midnight UTC, what is set aside
        and not yet settled included.
        """
        ...

    async def settle_call(self, job_id: str, reserved: Decimal, usd: Decimal, tokens: int) -> None:
        """A call is over: this is what it cost in place of what was set aside."""
        ...

    async def spent(self, job_id: str) -> Decimal:
        """What a job's notes have cost so far, in US dollars."""
        ...
