"""Slack's way of saying no."""

from collections.abc import Sequence
from typing import Any


class SlackError(Exception):
    """An answer with `ok: false`; the text is Slack's name for the error."""

    def __init__(self, name: str, *, messages: Sequence[str] = (), **more: Any) -> None:
        super().__init__(name)
        self.body: dict[str, Any] = {"ok": False, "error": name, **more}
        if messages:
            self.body["response_metadata"] = {"messages": list(messages)}


class RateLimitedError(Exception):
    """Too many calls; `seconds` until the next one passes."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds
