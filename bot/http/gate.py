"""Keeps a pause that another machine asked for: nobody of ours asks again before it is over."""

from dataclasses import dataclass

from bot.domain.errors import Fault, RateLimited
from bot.domain.ports import Clock
from bot.http.pause import UNREADABLE

SHORTEST_PAUSE = 1.0  # seconds; whoever asks us to come back at once does not mean it


@dataclass(frozen=True, slots=True)
class _Pause:
    seconds: float
    until: float


class Gate:
    """What is not to be called now. Calls under way when it closes are not held back.

    Slack's methods have one gate per token, each method with a pause of its own (slack 2.4); so
    have the hosts of links. `fault` is what to tell people when a pause never ends.
    """

    def __init__(self, clock: Clock, fault: Fault) -> None:
        self._clock = clock
        self._fault = fault
        self._pauses: dict[str, _Pause] = {}

    def check(self, name: str) -> None:
        """Raises RateLimited, with what is left of the pause, while this is closed."""
        pause = self._pauses.get(name)
        if pause is None:
            return
        left = pause.until - self._clock.now()
        if left > pause.seconds:  # our clock was set back meanwhile
            left = pause.seconds
            self._pauses[name] = _Pause(left, self._clock.now() + left)
        if left > 0:
            raise self._limited(f"{name}: closed after a rate limit", left)
        del self._pauses[name]

    def refused(self, name: str, retry_after: float | None) -> RateLimited:
        """Close after a rate limit, and what to raise; a longer pause of before stays."""
        seconds = UNREADABLE if retry_after is None else max(retry_after, SHORTEST_PAUSE)
        until = self._clock.now() + seconds
        known = self._pauses.get(name)
        if known is None or until > known.until:
            self._pauses[name] = _Pause(seconds, until)
        return self._limited(f"{name}: rate limited", seconds)

    def _limited(self, message: str, seconds: float) -> RateLimited:
        return RateLimited(message, retry_after=seconds, fault=self._fault)
