"""Request budgets of a client."""

from collections import defaultdict, deque

from bot.sandbox.providers.plaud.refused import Refused

Rule = tuple[int, float]  # so many within so many seconds


class Limits:
    """Counts requests; the rules may be changed at any time."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {"requests": (60, 60), "tokens": (10, 60)}
        self._times: dict[str, deque[float]] = defaultdict(deque)

    def spend(self, now: float, name: str) -> None:
        """Count one request; raises Refused when the budget is used up."""
        times = self._times[name]
        most, seconds = self.rules[name]
        while times and times[0] <= now - seconds:
            times.popleft()
        if len(times) >= most:
            raise Refused(429, "RATE_LIMIT_EXCEEDED")
        times.append(now)
