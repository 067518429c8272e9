"""What becomes of a recording that was shared: read from its thread, as a person would."""

from dataclasses import dataclass
from enum import StrEnum

from bot.sandbox.slack.messages import Message

EVENT = "threadscribe_job"
UNSEEN_FOR = 20.0  # seconds without a word from the bot: it takes no notice
QUIET_FOR = 10.0  # seconds in which nothing moved, though nothing can be cancelled any more
LAST_TOUCH = 1.0  # seconds that pass after the status got its last words
LAST_WORDS = 6.0  # seconds in which it gets them


class Outcome(StrEnum):
    """How far it has come."""

    UNDER_WAY = "under way"
    DELIVERED = "delivered"
    FAILED = "failed"
    IGNORED = "ignored"


@dataclass(slots=True)
class Shared:
    """One shared file and the state of its thread; `now` is any clock that runs on."""

    name: str
    channel: str
    ts: str
    since: float
    _seen: list[tuple[str, str, str, int]] | None = None

    def look(self, thread: list[Message], now: float) -> Outcome:
        """What has become of it."""
        seen = [(m.ts, m.text, repr(m.blocks), len(m.files)) for m in thread]
        if seen != self._seen:
            self._seen, self.since = seen, now
        quiet = now - self.since
        if _part(thread, "status") is None:
            return Outcome.IGNORED if quiet > UNSEEN_FOR else Outcome.UNDER_WAY
        if _delivered(thread):
            calm = LAST_WORDS if "cancel" in _actions(_part(thread, "status")) else LAST_TOUCH
            return Outcome.DELIVERED if quiet > calm else Outcome.UNDER_WAY
        return Outcome.FAILED if _over(thread, quiet) else Outcome.UNDER_WAY


def status_text(thread: list[Message]) -> str:
    """The status message's text, or nothing."""
    status = _part(thread, "status")
    return status.text if status else ""


def _delivered(thread: list[Message]) -> bool:
    return _part(thread, "result") is not None and any(m.by_app and m.files for m in thread)


def _over(thread: list[Message], quiet: float) -> bool:
    """Failed, cancelled, or waiting for an answer that nobody is there to give."""
    status = _part(thread, "status")
    pressable = _actions(status) | _actions(_part(thread, "question"))
    if "cancel" in pressable:
        return False
    return bool(pressable) or quiet > QUIET_FOR


def _part(thread: list[Message], part: str) -> Message | None:
    for message in reversed(thread):
        about = message.metadata or {}
        if about.get("event_type") == EVENT and about.get("event_payload", {}).get("part") == part:
            return message
    return None


def _actions(message: Message | None) -> set[str]:
    blocks = message.blocks if message else []
    rows = (block.get("elements", []) for block in blocks if block["type"] == "actions")
    return {element.get("action_id", "") for row in rows for element in row}
