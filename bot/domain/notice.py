"""What the world told us: one inbox row, stored before it is acknowledged."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.recording import SlackFile


class Kind(StrEnum):
    """What happened."""

    SHARED = "shared"  # a message with files
    MENTION = "mention"  # words for us, in a channel, a thread or a direct message
    MESSAGE_DELETED = "message_deleted"
    FILE_DELETED = "file_deleted"
    INVITED = "invited"  # we were added to a channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that concerns us, in ids and the few words that were addressed to us.

    `key` is made of the content, not of the delivery: the same thing told three times has one key.
    """

    key: str
    kind: Kind
    team: str
    channel: str
    user: str
    ts: str  # the message it is about; for deletions the deleted one
    thread_ts: str | None = None
    files: tuple[SlackFile, ...] = ()
    words: str = ""
