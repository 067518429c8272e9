"""What the inside needs of services, of media and of time, in our words.

The edges fit these shapes (`memory.py` has the store's, `front.py` Slack's). Each verb says which
errors it raises (`domain/errors.py`); whatever else it raises is a bug. No verb retries by itself,
and each finishes or fails within a time limit of its own: it is never cancelled from outside.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.domain.errors import Fault, Rejected
from bot.domain.job import Handles, Progress, Spent, Ticket
from bot.domain.notes import Result
from bot.domain.price import Price
from bot.domain.recording import Source, Wish


class Clock(Protocol):
    """Time, so that tests can move it."""

    def now(self) -> float:
        """Epoch seconds, which only ever go on."""
        ...

    def wall(self) -> float:
        """Epoch seconds as the clock on the wall has them, which somebody may set."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for zero or less."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """A recording, open for reading once, front to back.

    `size` is in bytes and exact: uploads are told it beforehand, and `chunks` raises
    Transient when the source ends early or late. `seconds` is None when nobody knows yet;
    `heard` then says, once all chunks went by, what they told themselves.
    """

    name: str
    content_type: str
    size: int
    seconds: float | None
    chunks: AsyncIterator[bytes]
    heard: Callable[[], float | None] = lambda: None
    team: str = ""  # whose recording it is, where a service keeps its users apart


class Media(Protocol):
    """Gets at the audio of what was shared."""

    def open(
        self, source: Source, traits: "Traits", stop: Callable[[], bool]
    ) -> AbstractAsyncContextManager[Audio]:
        """Open a recording in a container that the service takes, converted if it must be.

        `stop()` is asked between chunks; once true, `Stopped` is raised soon.
        Raises Transient, Rejected (with the fault to tell), NeedsOperator, Stopped.
        """
        ...

    async def check_link(self, url: str) -> bool:
        """Whether we must fetch this link ourselves (True), or a service may (False).

        Raises Rejected (with the fault to tell), Transient.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a recording, as a file of its own. `offset` is where in the recording it begins."""

    path: Path
    container: str  # a file extension
    content_type: str
    offset: float  # seconds
    seconds: float


class Cutter(Protocol):
    """Makes of recordings what a service takes, where it is too large or of an odd kind."""

    async def cut(
        self,
        recording: Path,
        folder: Path,
        *,
        most: tuple[int, float],
        stop: Callable[[], bool],
        plain: bool = False,
    ) -> Sequence[Piece]:
        """All of it in pieces in their order, each at `most` so many bytes and seconds.

        Cut where it is quiet: no word is in two. They lie in `folder`, and are MP3 when `plain`.
        Raises Rejected, Transient, Stopped.
        """
        ...


class Stopped(Exception):  # not an error: we were asked to
    """A transfer ended because its job was cancelled or the program stops."""


class CancelMoney(StrEnum):
    """What cancelling costs."""

    BILLED = "billed"  # as if it had run, minimum charges included
    REFUNDED = "refunded"
    UNKNOWN = "unknown"  # the service does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What a service can do, as data: asked by the engine, the words and the modals."""

    label: str  # as people know it: "Tuplets"
    model: str  # which of its models: they differ in pace
    takes_links: bool
    containers: frozenset[str]  # file extensions without the dot that it takes as they are
    min_seconds: float
    max_seconds: float
    max_bytes: int
    notes_min_seconds: float  # under this it writes no notes
    languages: frozenset[str] | None  # None: any
    redact_languages: frozenset[str] | None  # None: it does not say which; empty: it cannot redact
    speaker_counts: tuple[int, int] | None  # of which it may be told; None: it asks none
    repeats: bool  # whether the paid call may be made again with the same key, and is paid once
    lists: bool  # whether `find` can look for a create whose answer was lost
    list_shows: int  # how many rows one list call shows, the newest created; 0: it cannot list
    creates_per: tuple[tuple[int, float], ...]  # (how many, per how many seconds)
    requests_per: tuple[int, float]
    cancel_money: CancelMoney | None  # None: cannot be stopped there
    first_look: float  # seconds from submit to the first poll
    look_every: tuple[float, float]  # the least and the most seconds between polls
    unit: str | None  # of what it charges: "USD", or its own; None: it is free of charge
    forgets: bool  # whether it deletes a finished job when it is asked to
    answers_within: float = 30.0  # seconds that the paid call may take
    rough: bool = False  # a demo, whose every message says so
    takes_shares: bool = False  # whether its links may be those of drives, as people share them
    price: Price | None = None  # where its pages publish one
    tells_credit: bool = False  # whether `check` returns what is left, in US dollars

    def check_length(self, seconds: float | None) -> None:
        """Raises Rejected when it takes no recording of this length."""
        if seconds is None:
            return
        if seconds < self.min_seconds:
            raise Rejected("media: too short", Fault.TOO_SHORT)
        if seconds > self.max_seconds:
            raise Rejected("media: too long", Fault.TOO_LONG)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One paid transcription, all that a service needs to know of it.

    `key` is the same whenever the same order is made again, and never another's.
    """

    key: str
    wish: Wish
    handles: Handles | None  # the upload ...
    link: str | None  # ... or the link, never both
    name: str
    seconds: float | None

    def about(self, seconds: float | None) -> bool:
        """Whether a job of this length may be of this recording, as far as both are known."""
        if seconds is None or self.seconds is None:
            return True
        return abs(seconds - self.seconds) <= max(2.0, self.seconds * 0.02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """The service is at it."""

    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The service is done, and here is everything it made."""

    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The service gave up on this recording, or says it was cancelled."""

    fault: Fault
    said: str = ""
    spent: Spent = Spent.MAYBE
    cost: str | None = None


class Stopping(StrEnum):
    """What came of asking a service to stop."""

    ACCEPTED = "accepted"
    TOO_LATE = "too_late"  # it had ended already
    UNSUPPORTED = "unsupported"


class Provider(Protocol):
    """A transcription service, in our words."""

    name: str  # stored with every job: renaming it strands them
    account: str  # a fingerprint of the credentials: whose budget this is
    traits: Traits

    async def prepare(self, audio: Audio) -> Handles:
        """Upload; costs nothing and may be repeated.

        Raises Transient, Rejected, NeedsOperator, and what `audio.chunks` raises.
        """
        ...

    async def submit(self, order: Order) -> Ticket:
        """The paid call. Made at most once per intent, unless `traits.repeats`.

        Raises Unreachable, RateLimited or Busy (no effect, may be repeated), Unclear (find out
        first), Rejected, NeedsOperator (no effect). `HandlesGone` when the upload is to be redone.
        """
        ...

    async def find(
        self, order: Order, since: float | None, known: frozenset[str]
    ) -> Sequence[Ticket]:
        """Jobs made since then that fit this order and are not `known` remote ids.

        None when the moment was written down by another process, by a clock that may have been
        set meanwhile: then since the upload.

        Raises Transient, NeedsOperator.
        """
        ...

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        """How far it is. Raises Transient, NeedsOperator; Rejected(LOST) when it knows no such job."""
        ...

    async def list_ended(self) -> Collection[str]:
        """Remote ids of the account's newest jobs that ended well, `traits.list_shows` at most.

        Raises Transient, NeedsOperator.
        """
        ...

    async def cancel(self, ticket: Ticket) -> Stopping:
        """Ask it to stop. Raises Transient, NeedsOperator."""
        ...

    async def check(self) -> Decimal | None:
        """Prove the credentials, free of charge. Raises Transient, NeedsOperator."""
        ...


class HandlesGone(Exception):  # not an error: upload again
    """The service no longer takes these upload handles; nothing was paid."""


class Engine(Protocol):
    """Wakes whoever is due. Losing or doubling a wake is harmless: the tables are the truth."""

    def wake(self, key: tuple[str, str], at: float) -> None:
        """Look at this (lane, id) at this time. Called once the change is durable."""
        ...
