"""What the inside needs to be remembered: the store's verbs, in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.errors import Fault
from bot.domain.job import Job, Place
from bot.domain.message import PartKey, Post
from bot.domain.notes import Result
from bot.domain.notice import Notice
from bot.domain.recording import Source, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A job to be made, unless there is one for the same thing already (`dedupe_key`)."""

    dedupe_key: str
    place: Place
    message_ts: str | None
    user: str
    requester: str
    source: Source
    wish: Wish
    reuse_key: str
    run: int = 1
    failure: Fault | None = None  # known from the start to be impossible: say so in its thread


class Store(Protocol):
    """Memory. Every verb is one transaction, durable when it returns; raises StoreTrouble.

    Writes that make something due wake the engine once they are durable.
    """

    async def take_in(self, notice: Notice) -> bool:
        """Store what we were told; False when it was known. Wakes the inbox."""
        ...

    async def unsettled(self, limit: int) -> Sequence[Notice]:
        """What we were told and have not acted upon, oldest first."""
        ...

    async def settle(self, notice: Notice, jobs: Sequence[NewJob] = ()) -> Sequence[Job]:
        """Make these jobs (those that exist already are left alone) and tick the notice off."""
        ...

    async def add(self, new: NewJob) -> Job | None:
        """Make one job, by command or click; None when it exists already."""
        ...

    async def job(self, job_id: str) -> Job | None:
        """By id."""
        ...

    async def numbered(self, team: str, number: int) -> Job | None:
        """By what people call it."""
        ...

    async def in_channel(self, team: str, channel: str, limit: int) -> Sequence[Job]:
        """A channel's jobs, newest first."""
        ...

    async def of_user(self, team: str, user: str, limit: int) -> Sequence[Job]:
        """What someone shared or asked for, anywhere in the team, newest first."""
        ...

    async def about(self, team: str, channel: str, message_ts: str) -> Sequence[Job]:
        """The jobs of one message; with an empty channel and ts nothing."""
        ...

    async def about_file(self, team: str, file_id: str) -> Sequence[Job]:
        """The jobs of one Slack file."""
        ...

    async def unended(self) -> Sequence[tuple[tuple[str, str], float]]:
        """(lane and id, when) of everything that wants attention: read at start."""
        ...

    async def save(
        self, old: Job, new: Job, *, posts: Sequence[Post] = (), result: Result | None = None
    ) -> bool:
        """One transition: False, and nothing written, when somebody else moved the job first.

        A job with `cancel_at` set cannot be saved into SUBMITTING, POSTING or ASKING.
        """
        ...

    async def cancel(self, job_id: str, by: str, at: float, *, withdrawn: bool = False) -> bool:
        """Flag a job to be stopped; False when it ended, is flagged, or has begun to post."""
        ...

    async def cancelled(self, job_id: str) -> bool:
        """Whether a job is flagged to be stopped."""
        ...

    async def result(self, job_id: str) -> Result | None:
        """What the service gave us for a job."""
        ...

    async def reusable(self, job: Job) -> Result | None:
        """The result of an earlier job with the same reuse key, if it is still kept."""
        ...

    async def twin(self, job: Job) -> bool:
        """Whether an older job with the same reuse key is still under way."""
        ...

    async def remote_ids(self, provider: str) -> frozenset[str]:
        """Every service-side id that one of our jobs holds already."""
        ...

    async def submitting(self, account: str, but: str) -> bool:
        """Whether another job of this account has an unanswered paid call."""
        ...

    async def forget_before(self, at: float) -> int:
        """Drop what was said in recordings, and the inbox, from before then; returns how many."""
        ...

    async def creates_since(self, account: str, since: float) -> int:
        """How many paid calls were intended since then."""
        ...

    async def posts(self, job_id: str) -> Sequence[Post]:
        """All outbox rows of a job in their order."""
        ...

    async def intend(self, key: PartKey, at: float, ref: str | None = None) -> bool:
        """Mark a post as about to be made; False when its job was cancelled meanwhile.

        The status part may always be made.
        """
        ...

    async def sent(self, key: PartKey, ref: str, at: float, *, thread: str | None = None) -> None:
        """Tick a post off and drop its body; `thread` names the parent we just made."""
        ...

    async def unsent(self, key: PartKey, attempts: int, *, dead: bool = False) -> None:
        """A post that certainly did not happen: to be made again, or never."""
        ...

    async def shown(self, job_id: str, digest: str) -> None:
        """What the status message shows now."""
        ...

    async def post_due(self, job: Job, at: float | None) -> None:
        """When the thread wants attention again; left alone when the job has moved meanwhile."""
        ...


class StoreTrouble(Exception):  # may pass: disk full, locked
    """The store could not do it; nothing was written."""
