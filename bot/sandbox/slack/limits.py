"""Rate tiers (docs.slack.dev/apis/web-api/rate-limits), counted per method as Slack does."""

import math
from collections import deque
from dataclasses import dataclass

from bot.sandbox.clock import Clock
from bot.sandbox.slack.errors import RateLimitedError

PER_MINUTE = {2: 20, 3: 50, 4: 100}
WINDOW = 60.0
POSTS_PER_SECOND = 1.0  # in one channel
POSTS_AT_ONCE = 8
ON_THE_WAY = 0.25  # seconds in which a call may have left before its caller knew of the pause


@dataclass(slots=True)
class Pause:
    """A method is closed until then; `told` is when the app first heard of it."""

    until: float
    told: float | None = None


class Limits:
    """Counts calls by the clock. `enabled = False` lets everything pass but ordered pauses.

    `undercut` has every call that was made although the app knew it was to wait: method and time.
    """

    def __init__(self, clock: Clock) -> None:
        self.enabled = True
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}
        self._posts: dict[str, tuple[float, float]] = {}
        self._pauses: dict[str, Pause] = {}
        self.undercut: list[tuple[str, float]] = []

    def slow_down(self, method: str, seconds: float) -> None:
        """Refuse a method from now on, for so long."""
        self._pauses[method] = Pause(self._clock.now() + seconds)

    def count(self, method: str, tier: int | None) -> None:
        """Count a call of a method; raises RateLimitedError."""
        self._keep_pause(method)
        if tier is None or not self.enabled:
            return
        calls, now = self._calls.setdefault(method, deque()), self._clock.now()
        while calls and calls[0] <= now - WINDOW:
            calls.popleft()
        if len(calls) >= PER_MINUTE[tier]:
            raise RateLimitedError(math.ceil(calls[0] + WINDOW - now) or 1)
        calls.append(now)

    def count_post(self, channel: str) -> None:
        """Count a new message in a channel: one a second, short bursts allowed."""
        if not self.enabled:
            return
        now = self._clock.now()
        left, at = self._posts.get(channel, (float(POSTS_AT_ONCE), now))
        left = min(POSTS_AT_ONCE, left + (now - at) * POSTS_PER_SECOND)
        if left < 1:
            self._posts[channel] = (left, now)
            raise RateLimitedError(math.ceil((1 - left) / POSTS_PER_SECOND))
        self._posts[channel] = (left - 1, now)

    def _keep_pause(self, method: str) -> None:
        pause, now = self._pauses.get(method), self._clock.now()
        if pause is None or now >= pause.until:
            return
        elapsed = self._clock.elapsed()
        if pause.told is not None and elapsed - pause.told > ON_THE_WAY:
            self.undercut.append((method, now))
        pause.told = elapsed if pause.told is None else pause.told
        raise RateLimitedError(math.ceil(pause.until - now))

    def forget(self) -> None:
        """Start counting anew."""
        self._pauses.clear()
        self._calls.clear()
        self._posts.clear()
