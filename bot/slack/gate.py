"""Keeps a pause that Slack asked for: one gate per token, for each method by itself (slack 2.4)."""

from dataclasses import dataclass

from bot.domain.errors import Fault, RateLimited
from bot.domain.ports import Clock


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float
    until: float


class Gate:
    """Which methods are not to be called now. Calls under way when it closes are not held back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pauses: dict[str, _Pause] = {}

    def check(self, method: str) -> None:
        """Raises RateLimited, with what is left of the pause, while a method is closed."""
        pause = self._pauses.get(method)
        if pause is None:
            return
        left = pause.until - self._clock.now()
        if left > pause.seconds:  # our clock was set back meanwhile
            left = pause.seconds
            self._pauses[method] = _Pause(left, self._clock.now() + left)
        if left > 0:
            raise RateLimited(
                f"{method}: closed after a rate limit",
                retry_after=left,
                fault=Fault.SLACK_DOWN,
            )
        del self._pauses[method]

    def close(self, method: str, seconds: float) -> None:
        """Close a method for so long; a longer pause that was asked for before stays."""
        until = self._clock.now() + seconds
        known = self._pauses.get(method)
        if known is None or until > known.until:
            self._pauses[method] = _Pause(seconds, until)
