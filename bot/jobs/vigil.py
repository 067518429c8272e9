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
        """Seconds since then, as far as this process was there to see them pass.

        To be asked before looking for it: an answer may come late, and tells of when it was asked.
        """
        now = self._clock.now()
        return now - max(since, self._began.setdefault(what, now))

    def begin(self, what: str, at: float) -> None:
        """We were there from the first moment."""
        self._began[what] = at

    def whole(self, what: str, since: float) -> bool:
        """Whether we saw it begin, so that then and now are told by the same clock."""
        return self._began.get(what) == since

    def over(self, what: str) -> None:
        """It is known by now."""
        self._began.pop(what, None)
