"""Request budgets ("Rate Limits"), each within a minute."""

import math
from collections import defaultdict, deque

from bot.sandbox.providers.scriptivox.refused import Refused

_MINUTE = 60.0


class Limits:
    """Counts requests by key and by address; the rules may be changed at any time."""

    def __init__(self) -> None:
        self.rules = {
            "upload": 60,
            "transcribe": 60,
            "result": 200,
            "cancel": 30,
            "delete": 30,
            "list": 60,
            "balance": 100,
            "address": 300,
        }
        self._times: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def spend(self, now: float, who: str, name: str) -> None:
        """Count one request against a rule; raises Refused when it is used up."""
        times = self._times[name, who]
        while times and times[0] <= now - _MINUTE:
            times.popleft()
        if len(times) >= self.rules[name]:
            left = math.ceil(times[0] + _MINUTE - now) if times else _MINUTE
            later = {"Retry-After": str(int(left))}
            raise Refused(429, "RATE_LIMIT_EXCEEDED", "Too many requests. Slow down.", later)
        times.append(now)
