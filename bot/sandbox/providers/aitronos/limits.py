"""Request budgets of the standard tier ("Rate Limiting")."""

import math
from collections import defaultdict, deque

from bot.sandbox.providers.aitronos.refused import Refused

Rule = tuple[int, float]  # so many within so many seconds


class Limits:
    """Counts requests by credential; the rules may be changed at any time."""

    def __init__(self) -> None:
        self.rules: list[Rule] = [(100, 60.0), (10_000, 86_400.0)]
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def spend(self, now: float, who: str) -> dict[str, str]:
        """Count one request; returns the headers that tell of it. Raises Refused."""
        times = self._times[who]
        while times and times[0] <= now - max(seconds for _, seconds in self.rules):
            times.popleft()
        for most, seconds in self.rules:
            recent = [at for at in times if at > now - seconds]
            if len(recent) >= most:
                self._refuse(most, recent[0] + seconds - now)
        times.append(now)
        most, seconds = self.rules[0]
        left = most - sum(at > now - seconds for at in times)
        return _headers(most, left, seconds)

    def _refuse(self, most: int, wait: float) -> None:
        headers = {**_headers(most, 0, wait), "Retry-After": str(max(math.ceil(wait), 1))}
        raise Refused(429, "RATE_LIMIT_EXCEEDED", "Too many requests.", headers)


def _headers(most: int, left: int, reset: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(most),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset": str(math.ceil(reset)),
    }
