"""Request budgets ("Rate Limits")."""

from collections import defaultdict, deque

from bot.sandbox.providers.tuplets.refused import Refused

Rule = tuple[int, float]  # so many within so many seconds


class Limits:
    """Counts requests by address and by account; the rules may be changed at any time.

    The page promises no `Retry-After`, so there is none.
    """

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {
            "requests (IP)": (300, 300),
            "creates (IP)": (300, 3600),
            "creates (user)": (120, 3600),
            "create burst (user)": (20, 300),
            "downloads (IP)": (120, 3600),
            "downloads (user)": (40, 900),
        }
        self._times: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def spend(self, now: float, who: str, *names: str) -> None:
        """Count one request against these rules; raises Refused when one is used up."""
        for name in names:
            times = self._times[name, who]
            most, seconds = self.rules[name]
            while times and times[0] <= now - seconds:
                times.popleft()
            if len(times) >= most:
                raise Refused(429, "Too many requests. Please slow down and try again.")
            times.append(now)
