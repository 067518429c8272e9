"""What the inside needs to be remembered: the store's verbs, in our words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.edition import Edition
from bot.domain.errors import Fault
from bot.domain.job import Event, Job, Place, State
from bot.domain.message import Post
from bot.domain.notes import Result
from bot.domain.notice import Notice
from bot.domain.outbox import Outbox
from bot.domain.recording import Source, Wish
from bot.domain.rules import Rules
from bot.domain.search import Hit, Sought
from bot.domain.transcript import Transcript


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many jobs are in which state, and what waits. Times are epoch seconds."""

    jobs: Mapping[str, int]
    oldest_due: float | None  # since when the longest overdue job has waited for its step
    inbox: int
    outbox: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Underway:
    """A job that a service works on, in so few words that ten thousand are read in a moment."""

    job_id: str
    number: int
    account: str
    remote_id: str
    submitted_at: float
    seconds: float | None
    speakers: bool
    redact: bool


class Store(Outbox, Protocol):
    """Memory. Every verb is one transaction, durable when it returns; raises StoreTrouble.

    Writes that make something due wake the engine once they are durable.
    """

    async def take_in(self, notice: Notice) -> bool:
        """Store what we were told; False when it was known. Wakes the inbox."""
        ...

    async def unsettled(self, limit: int) -> Sequence[Notice]:
        """What we were told and have not acted upon, oldest first."""
        ...

    async def settle(
        self, notice: Notice, jobs: Sequence[NewJob] = (), *, post: Post | None = None
    ) -> Sequence[Job]:
        """Make these jobs (those that exist already are left alone) and tick the notice off.

        With a post, a job that is done has this to say as well, unless it has it already.
        """
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

    async def in_thread(self, place: Place, limit: int) -> Sequence[Job]:
        """A thread's jobs, newest first."""
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

    async def unended(self, until: float) -> Sequence[tuple[tuple[str, str], float]]:
        """(lane and id, when) of everything that wants attention until then."""
        ...

    async def underway(self, after: Underway | None, limit: int) -> Sequence[Underway]:
        """A page of what services work on, oldest first: at start, all of it is looked at anew."""
        ...

    async def save(
        self, old: Job, new: Job, *, posts: Sequence[Post] = (), result: Result | None = None
    ) -> bool:
        """One transition: False, and nothing written, when somebody else moved the job first.

        A job with `cancel_at` set cannot be saved into SUBMITTING, POSTING or ASKING.
        """
        ...

    async def cancel(
        self, job_id: str, by: str, at: float, *, ending: State = State.CANCELLED
    ) -> bool:
        """Flag a job to be stopped; False when it ended, is flagged, or has begun to post."""
        ...

    async def cancelled(self, job_id: str) -> bool:
        """Whether a job is flagged to be stopped."""
        ...

    async def result(self, job_id: str) -> Result | None:
        """What the service gave us for a job."""
        ...

    async def edition(self, job_id: str) -> Edition:
        """What people made of a job's result."""
        ...

    async def edit(
        self,
        job_id: str,
        edition: Edition,
        *,
        result: Result | None = None,
        told: Transcript | None = None,
    ) -> bool:
        """Keep the next revision, with a new result where its notes were written anew.

        `told` is the transcript as people want it read: what is searched from now on.

        False, and nothing written, when somebody else made a change first. Wakes the thread.
        """
        ...

    async def revised(self, job_id: str, revision: int) -> None:
        """The thread shows this revision."""
        ...

    async def reusable(self, job: Job) -> Result | None:
        """The result of an earlier job with the same reuse key, if it is still kept."""
        ...

    async def search(
        self, team: str, channels: Collection[str], wanted: Sought, limit: int
    ) -> Sequence[Hit]:
        """Lines that have all that is sought, of recordings in their threads in these channels.

        Newest recordings first, each from its end. What is being deleted or was never posted has
        none.
        """
        ...

    async def tend_index(self) -> bool:
        """Have searched what is not searched yet, and nothing left of what was forgotten.

        One recording at a time: whether there may be more.
        """
        ...

    async def twin(self, job: Job) -> bool:
        """Whether an older job with the same reuse key is still under way."""
        ...

    async def remote_ids(self, provider: str) -> frozenset[str]:
        """Every service-side id that one of our jobs holds already."""
        ...

    async def submitting(self, account: str) -> bool:
        """Whether a job of this account has an unanswered paid call."""
        ...

    async def forget_before(self, at: float) -> int:
        """Drop what was said in recordings, and the inbox, from before then; returns how many."""
        ...

    async def forget(self, job_id: str) -> None:
        """Drop what was said in one recording: its result, and whatever was still to be posted.

        Where it has ended, it is due once more, for its service to delete it, too.
        """
        ...

    async def rest(self, job_id: str) -> None:
        """Nothing more is to be done for a job that has ended."""
        ...

    async def begin(self, job_id: str) -> None:
        """A step begins that has been known to kill a process; `save` and `park` end it."""
        ...

    async def park(self, job_id: str | None = None) -> None:
        """That step ended without a transition; without an id, all of them: we stop in order."""
        ...

    async def bury(self) -> int:
        """At start: count one more crash against each job that a dead process was stepping.

        What was arranged by a clock that has been set back since is due now, and what a dead
        process set aside for calls counts as spent.
        """
        ...

    async def story(self, job_id: str) -> Sequence[Event]:
        """What happened to a job, oldest first."""
        ...

    async def census(self) -> Census:
        """How many there are of what, for whoever watches over us."""
        ...

    async def rules(self, team: str, channel: str) -> Rules:
        """What a channel has arranged for its recordings."""
        ...

    async def arrange(self, team: str, channel: str, rules: Rules, by: str) -> None:
        """Arrange it, for all recordings that are shared from now on."""
        ...

    async def mark(self, name: str, at: float) -> None:
        """Remember a moment by name."""
        ...

    async def marked(self, name: str) -> float | None:
        """A moment that was remembered."""
        ...

    async def nth_create(self, account: str, nth: int) -> float | None:
        """When the nth newest paid call was intended, if there were so many."""
        ...

    async def level(self, account: str) -> Mapping[str, float] | None:
        """An account's request budget, as it was kept."""
        ...

    async def keep_level(self, account: str, level: Mapping[str, float]) -> None:
        """Keep an account's request budget."""
        ...

    async def pace(self, name: str) -> Mapping[str, float] | None:
        """What was learned of a service's pace."""
        ...

    async def keep_pace(self, name: str, pace: Mapping[str, float]) -> None:
        """Keep what was learned of a service's pace."""
        ...


class StoreTrouble(Exception):  # may pass: disk full, locked
    """The store could not do it; nothing was written."""
