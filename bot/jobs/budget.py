"""How often one account may be asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

RESTORE = 600.0  # seconds from a standstill back to the full rate, were it ever to stand still
LEAST = 1 / 16  # of the full rate, however often we are told to slow down
AHEAD = 32  # requests that a level kept covers: one is stored for so many
ONE_REFUSAL = 5.0  # seconds: what was asked at the same time is refused at the same time


@dataclass(frozen=True, slots=True)
class Level:
    """A budget as it stands, to be kept over a restart; epoch seconds."""

    free_at: float = 0.0  # when the next request fits in, were there no burst
    rests_until: float = 0.0  # the service said so
    whole_at: float = 0.0  # when the rate is back to normal

    def covers(self, other: "Level") -> bool:
        """Whether a restart at this level asks no more than one at the other would."""
        said = (self.rests_until, self.whole_at) == (other.rests_until, other.whole_at)
        return said and self.free_at >= other.free_at

    def as_dict(self) -> Mapping[str, float]:
        return asdict(self)


class Budget:
    """One account's requests: a leaky bucket (GCRA), slower for a while after a refusal.

    It lets a short burst pass, so its owner allows for that (`Traits.requests_per`). With a
    `level` it goes on where another one ended: what that one saved up is gone, so that a bot which
    starts again and again never has a burst; one request goes at once.
    """

    def __init__(
        self, requests: int, per: float, burst: int = 10, level: Level | None = None
    ) -> None:
        self._every = per / requests
        self._burst = burst
        self._resumed = level is not None
        self._slowed_at = float("-inf")
        self.level = level or Level()

    def resume(self, level: Level) -> None:
        """Go on where another one ended."""
        self._resumed, self.level = True, level

    def wait(self, now: float) -> float:
        """Seconds to wait before asking."""
        if self.level.rests_until > now:
            return self.level.rests_until - now
        return 0.0 if self._resumed else max(self._free_at(now) - now, 0.0)

    def take(self, now: float) -> float:
        """Seconds to wait before asking; 0.0 takes the request."""
        if (wait := self.wait(now)) > 0.0:
            return wait
        free_at = self._free_at(now) + self._interval(now)
        self._resumed = False
        self.level = Level(free_at, self.level.rests_until, self.level.whole_at)
        return 0.0

    def left(self, now: float) -> int:
        """Requests that could be made at once."""
        level = self.level
        if level.rests_until > now or (level.free_at > now and not self._resumed):
            return 0
        if self._resumed:
            return 1
        return 1 + min(int((now - level.free_at) / self._interval(now)), self._burst)

    def saved_up(self, now: float) -> float:
        """How much of its burst is saved up, of 1; at 1, what is not asked now is lost."""
        if self._resumed:
            return 1.0
        unused = (now - self._free_at(now)) / self._interval(now)
        return max(unused, 0.0) / self._burst

    def ahead(self) -> Level:
        """A level to keep that covers some more requests.

        A restart at it waits no longer for them: it never believes in more than two ahead.
        """
        free_at = self.level.free_at + AHEAD * self._every
        return replace(self.level, free_at=free_at)

    def slow(self, now: float) -> None:
        """Refused, and not told for how long: half the rate, growing back over minutes."""
        if 0 <= now - self._slowed_at < ONE_REFUSAL:
            return
        self._slowed_at = now
        whole_at = now + RESTORE * (1 - max(self._rate(now) / 2, LEAST))
        self.level = Level(self.level.free_at, self.level.rests_until, whole_at)
        self._spend_all(now + self._interval(now))

    def rest_until(self, at: float) -> None:
        """Told when to come back: nothing before, and no burst then."""
        rests_until = max(self.level.rests_until, at)
        self.level = Level(self.level.free_at, rests_until, self.level.whole_at)
        self._spend_all(rests_until)

    def _spend_all(self, until: float) -> None:
        level = self.level
        self.level = Level(max(level.free_at, until), level.rests_until, level.whole_at)

    def _free_at(self, now: float) -> float:
        every = self._interval(now)
        saved_up = 0.0 if self._resumed else self._burst * every
        # more than two ahead is a clock that was set back
        return min(max(self.level.free_at, now - saved_up), now + 2 * every)

    def _interval(self, now: float) -> float:
        return self._every / self._rate(now)

    def _rate(self, now: float) -> float:
        """The share of the full rate."""
        return min(1.0, max(LEAST, 1 - (self.level.whole_at - now) / RESTORE))
