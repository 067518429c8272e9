"""One account of the bot on a virtual clock: what its requests are used for, and how late it is."""

import heapq
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from math import inf

from bot.domain.ports import Traits
from bot.jobs.budget import Budget
from bot.jobs.lookout import List, Look, Rest
from bot.providers.tuplets.traits import STANDARD as TRAITS
from tests.bench.polls_policies import Policy
from tests.bench.polls_service import Case, Recording, Service, recordings

ONE_WAY = 0.1  # seconds from us to the service, and back


@dataclass(slots=True)
class Tally:
    """Seconds from finished to seen, and what it took."""

    delays: list[float] = field(default_factory=list)
    looks: int = 0
    lists: int = 0

    @property
    def mean(self) -> float:
        return sum(self.delays) / len(self.delays)


class World:
    """Runs one policy through one case."""

    def __init__(
        self,
        case: Case,
        policy: type[Policy],
        seed: int,
        traits: Traits = TRAITS,
    ) -> None:
        self._case = case
        self._from, self._until = case.warm_up, case.warm_up + case.measured
        self._service = Service(traits.list_shows)
        self._policy = policy(self._service, traits)
        self._budget = Budget(*traits.requests_per, burst=policy.burst)
        self._shared = recordings(case, seed)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._count = count()
        self._tick_at = inf
        self._broke_until = 0.0
        self._to_submit: deque[Recording] = deque()
        self._to_fetch: deque[Recording] = deque()
        self._creates: deque[float] = deque(
            maxlen=max(allowed for allowed, _ in TRAITS.creates_per)
        )
        self._running: dict[str, Recording] = {}
        self._tally = Tally()

    def run(self) -> Tally:
        """Until everything that ended in the measured time was seen, or is very late."""
        self._share_next()
        now = 0.0
        while now < self._until or (self._pending(now) and now < self._until + 7200.0):
            now, _, happens = heapq.heappop(self._events)
            happens(now)
        self._tally.delays += [
            now - job.ends for job in self._running.values() if self._counts(job)
        ]
        return self._tally

    def _share_next(self) -> None:
        at, job = next(self._shared)
        self._at(at, partial(self._share, job))

    def _share(self, job: Recording, now: float) -> None:
        self._to_submit.append(job)
        self._share_next()
        self._tick_by(now)

    def _tick(self, now: float) -> None:
        """Fetch what is known to be there, then submit, then whatever the policy says."""
        if self._tick_at <= now:
            self._tick_at = inf
            self._tick_by(self._turn(now))

    def _turn(self, now: float) -> float:
        """Use the next request, if there is one; returns when to think again."""
        if now < self._broke_until:
            return self._broke_until
        turn = self._next(now)
        if isinstance(turn, Rest):
            return turn.until
        if (wait := self._budget.take(now)) > 0.0:
            self._broke_until = now + wait
            return self._broke_until
        self._begin(turn, now)
        return now

    def _next(self, now: float) -> Recording | List | Rest:
        held = self._create_wait(now) if self._to_submit else inf
        if self._to_fetch:
            return self._to_fetch[0]
        if held <= 0.0 and not self._policy.knows:
            return self._to_submit[0]
        chosen = self._policy.next(now, self._budget.saved_up(now))
        if isinstance(chosen, Look):
            return self._running[chosen.job_id]
        if held <= 0.0:
            return self._to_submit[0]
        return Rest(min(chosen.until, now + held)) if isinstance(chosen, Rest) else chosen

    def _begin(self, turn: Recording | List, now: float) -> None:
        arrives = now + ONE_WAY
        if isinstance(turn, List):
            self._tally.lists += self._measured(now)
            self._policy.listing(now)
            self._at(arrives, self._list)
        elif self._to_submit and turn is self._to_submit[0]:
            self._creates.append(now)
            self._at(arrives, partial(self._create, self._to_submit.popleft()))
        else:
            if self._to_fetch and turn is self._to_fetch[0]:
                self._to_fetch.popleft()
            self._tally.looks += self._measured(now)
            self._policy.looking(turn, now)
            self._at(arrives, partial(self._look, turn))

    def _create(self, job: Recording, now: float) -> None:
        self._service.create(job, now)
        self._running[job.id] = job
        self._at(now + ONE_WAY, partial(self._created, job))

    def _created(self, job: Recording, now: float) -> None:
        self._policy.watch(job, now)
        self._tick_by(now)

    def _look(self, job: Recording, now: float) -> None:
        self._at(now + ONE_WAY, partial(self._looked, job, self._service.left(job, now)))

    def _looked(self, job: Recording, left: float | None, now: float) -> None:
        if left is not None:
            self._policy.saw(job, now, left)
        elif self._running.pop(job.id, None):
            self._policy.ended(job, now)
            if self._counts(job):
                self._tally.delays.append(now - job.ends)
        self._tick_by(now)

    def _list(self, now: float) -> None:
        self._at(now + ONE_WAY, partial(self._listed, self._service.completed(now)))

    def _listed(self, ended: list[str], now: float) -> None:
        self._to_fetch.extend(self._running[job_id] for job_id in self._policy.listed(now, ended))
        self._tick_by(now)

    def _create_wait(self, now: float) -> float:
        """Seconds until the service takes one more."""
        if not self._case.limited:
            return 0.0
        made = self._creates
        waits = [made[-n] + per - now for n, per in TRAITS.creates_per if len(made) >= n]
        return max(waits, default=0.0)

    def _measured(self, now: float) -> bool:
        return self._from <= now < self._until

    def _counts(self, job: Recording) -> bool:
        return self._measured(job.ends)

    def _pending(self, now: float) -> bool:
        return any(self._counts(job) for job in self._running.values())

    def _tick_by(self, at: float) -> None:
        if at < self._tick_at:
            self._tick_at = at
            self._at(at, self._tick)

    def _at(self, at: float, happens: Callable[[float], None]) -> None:
        if at < inf:
            heapq.heappush(self._events, (at, next(self._count), happens))
