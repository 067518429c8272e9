"""What we say in Slack, and the rows that make sure we say it once."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: `text` for notifications and screen readers, `blocks` in Block Kit's shapes.

    `typed` says what to write where blocks, and with them the buttons, are not taken.
    """

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    typed: str = ""

    @property
    def plain(self) -> "Message":
        """The same without blocks: less to look at, the same words."""
        return Message(text=f"{self.text} {self.typed}".rstrip())


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile:
    """A file for the thread."""

    name: str
    title: str
    text: str

    @property
    def content(self) -> bytes:
        """Its bytes, UTF-8."""
        return self.text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A file that is no text; `title` says what it shows to whoever does not see it."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A file that is made at the moment when it is posted: a picture, a document."""

    shape: str


File = TextFile | DataFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture for the thread; `alt` says what it shows to whoever does not see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about a recording, in the place of its answer until there is one."""

    question: str
    asker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartKey:
    """Names one visible thing of one job: there is never more than one of it."""

    job: str
    part: str  # status, question, result, result-2, ..., transcript, ..., notice, answer-<ts>


Said = Message | TextFile | Printed
Body = Said | Asked | None


class PostState(StrEnum):
    """How far a post has come."""

    WAITING = "waiting"
    INTENDED = "intended"  # the call may have been made: look before making it again
    SENT = "sent"
    DEAD = "dead"
    REPLACED = "replaced"  # taken back: another file says it now


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An outbox row. `body` is emptied once it is sent.

    `ref` is the message's ts once it is known; for files their ids from before they are shared,
    with spaces between them.
    """

    key: PartKey
    seq: int  # the order within the thread
    body: Body
    state: PostState = PostState.WAITING
    intent_at: float | None = None
    attempts: int = 0
    ref: str | None = None
    shown: str | None = None  # a digest of what stands there
