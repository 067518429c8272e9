"""What one request of a service's list is worth: it names many jobs that have ended at once."""

from collections.abc import Iterator
from math import inf

from bot.jobs.watched import Stage, Watched

NAMED = 0.03  # jobs, on average, under which the list is not asked for
LEAST = 0.001  # seconds; what a list is worth that is asked for because it is time
UNANSWERED = 30.0  # seconds after which a list that did not come is asked for again
MEMORY = 60.0  # seconds for which it is known how far back the list reaches
AHEAD = 10.0  # seconds over which ends are counted
COUNTED = 50  # jobs a second


class Tidings:
    """The list of an account's newest jobs that ended well. Times are epoch seconds."""

    def __init__(self, jobs: Watched, shows: int, every: tuple[float, float]) -> None:
        self._jobs = jobs
        self._shows = shows
        self._least, self._most = every
        self._asked = -inf
        self._answered = True
        self._reach = -inf  # it shows what was created since
        self._left: dict[int, float] = {}  # creation of those that left last, by remote hash
        self._recounted = -inf
        self._counted = 0.0  # when it would have named ...
        self._named = 0.0  # ... so many jobs ...
        self._late = 0.0  # ... that had ended so many seconds ago, all together ...
        self._flow = 0.0  # ... and so many more each second

    def remember(self, slot: int) -> None:
        """This job leaves; it may still be shown, and tells then how far back the list reaches."""
        self._left[self._jobs.remote[slot]] = self._jobs.created[slot]
        if len(self._left) > 2 * self._shows:
            del self._left[next(iter(self._left))]

    def worth(self, now: float, *, wanted: bool) -> float:
        """Seconds of delay that it ends; `wanted`: now and then even if that is unlikely."""
        if not self._shows or now < self._earliest():
            return 0.0
        self._count(now)
        gone = now - self._counted
        late = self._late + self._named * gone + self._flow * gone * gone / 2
        if wanted and now - self._asked >= self._most:
            return max(late, LEAST)
        return late if self._named + self._flow * gone >= NAMED else 0.0

    def again(self, now: float) -> float:
        """When it may be worth something, if it is not now."""
        if not self._shows or not self._jobs.slots:
            return inf
        missing = NAMED - self._named
        wait = missing / self._flow - (now - self._counted) if self._flow > 0 else inf
        return max(self._earliest(), now + min(max(wait, 0.5), self._most))

    def asked(self, now: float) -> None:
        self._asked = now
        self._answered = False

    def told(self, ended: frozenset[int], now: float) -> list[int]:
        """The slots that it names, by the hashes of their remote ids. Of the others that it would have named we know that they ran."""
        if self._answered:
            self._asked = now
        self._answered = True
        jobs = self._jobs
        named = jobs.named(ended)
        self._reach = self._reaches(ended, named)
        jobs.ran_since(self._reach, self._asked)
        self._counted, self._named, self._late = self._asked, 0.0, 0.0
        return [slot for slot in named if jobs.stage[slot] != Stage.ASKED]

    def _earliest(self) -> float:
        return self._asked + (self._least if self._answered else UNANSWERED)

    def _reaches(self, ended: frozenset[int], named: list[int]) -> float:
        if len(ended) < self._shows:
            return -inf
        known = [self._left[remote] for remote in ended if remote in self._left]
        return min([*known, *(self._jobs.created[slot] for slot in named)], default=inf)

    def _count(self, now: float) -> None:
        """Seldom, for there may be ten thousand."""
        if 0 <= now - self._recounted < len(self._jobs.slots) / COUNTED:
            return
        self._recounted = now
        if now - self._asked > MEMORY:
            self._reach = -inf
        self._counted, self._named, self._late, later = now, 0.0, 0.0, 0.0
        for slot in self._shown():
            ended, late = self._jobs.odds(slot, now)
            self._named += ended
            self._late += late
            later += self._jobs.odds(slot, now + AHEAD)[0]
        self._flow = max(later - self._named, 0.0) / AHEAD

    def _shown(self) -> Iterator[int]:
        """Those that it would name, had they ended."""
        jobs = self._jobs
        for slot in jobs.slots.values():
            if jobs.created[slot] >= self._reach and jobs.stage[slot] != Stage.ASKED:
                yield slot
