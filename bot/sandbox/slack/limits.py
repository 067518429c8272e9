"""Rate tiers (docs.slack.dev/apis/web-api/rate-limits), counted per method as Slack does."""

import math
from collections import deque

from bot.sandbox.clock import Clock
from bot.sandbox.slack.errors import RateLimitedError

PER_MINUTE = {2: 20, 3: 50, 4: 100}
WINDOW = 60.0
POSTS_PER_SECOND = 1.0  # in one channel
POSTS_AT_ONCE = 8


class Limits:
    """Counts calls by the clock. `enabled = False` lets everything pass."""

    def __init__(self, clock: Clock) -> None:
        self.enabled = True
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}
        self._posts: dict[str, tuple[float, float]] = {}

    def count(self, method: str, tier: int | None) -> None:
        """Count a call of a method; raises RateLimitedError."""
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

    def forget(self) -> None:
        """Start counting anew."""
        self._calls.clear()
        self._posts.clear()
