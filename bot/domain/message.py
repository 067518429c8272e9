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


Body = Message | TextFile | Asked | None


class PostState(StrEnum):
    """How far a post has come."""

    WAITING = "waiting"
    INTENDED = "intended"  # the call may have been made: look before making it again
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An outbox row. `body` is what is said, emptied once it is sent.

    `ref` is the message's ts once it is known; for a file, its id from before it is shared.
    """

    key: PartKey
    seq: int  # the order within the thread
    body: Body
    state: PostState = PostState.WAITING
    intent_at: float | None = None
    attempts: int = 0
    ref: str | None = None
