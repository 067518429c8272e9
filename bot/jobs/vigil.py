"""How long we ourselves have watched for something."""

from bot.domain.ports import Clock


class Vigil:
    """Patience that a clock cannot pretend: what passed while nobody watched does not count.

    Whoever is killed and started again may find the wall's clock set by an hour: "not there after
    ten seconds" would then be believed of something that is about to appear.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began: dict[str, float] = {}

    def waited(self, what: str, since: float) -> float:
        """Seconds since then, as far as this process was there to see them pass."""
        now = self._clock.now()
        return now - max(since, self._began.setdefault(what, now))

    def over(self, what: str) -> None:
        """It is known by now."""
        self._began.pop(what, None)
