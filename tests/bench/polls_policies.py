"""Ways to choose whom to ask next: ours, what others do, and what nobody can do."""

import heapq
from collections import deque
from collections.abc import Sequence
from itertools import count
from math import ceil, inf

from bot.domain.ports import Traits
from bot.jobs.lookout import Look, Lookout, Rest, Worthiest
from bot.jobs.pace import Pace
from tests.bench.polls_service import Recording, Service


class Policy:
    """What the account tells it, and what it is asked.

    `burst`: requests that it may save up; `knows`: its looks are at what has ended, and go before
    new orders, as our fetches do.
    """

    burst = 10
    knows = False

    def __init__(self, service: Service, traits: Traits) -> None:
        """Only who cheats looks at the service."""

    def watch(self, job: Recording, now: float) -> None:
        """The service has taken it."""

    def next(self, now: float, saved_up: float) -> Worthiest:
        return Rest(inf)

    def looking(self, job: Recording, now: float) -> None:
        """It is being asked for."""

    def saw(self, job: Recording, now: float, left: float) -> None:
        """It runs on."""

    def ended(self, job: Recording, now: float) -> None:
        """Its result is here."""

    def listing(self, now: float) -> None:
        """The list is being asked for."""

    def listed(self, now: float, ended: Sequence[str]) -> list[str]:
        """Whom to fetch."""
        return []


class Ours(Policy):
    """The bot's own lookout, with a pace that it has to learn first."""

    def __init__(self, service: Service, traits: Traits) -> None:
        self._lookout = Lookout(traits)
        self._pace = Pace()

    def watch(self, job: Recording, now: float) -> None:
        expectation = self._pace.expect(job.audio)
        self._lookout.watch(job.id, job.id, created=now, expectation=expectation, now=now)

    def next(self, now: float, saved_up: float) -> Worthiest:
        return self._lookout.next(now, saved_up=saved_up)

    def looking(self, job: Recording, now: float) -> None:
        self._lookout.looking(job.id, now)

    def saw(self, job: Recording, now: float, left: float) -> None:
        self._lookout.saw(job.id, now, left)

    def ended(self, job: Recording, now: float) -> None:
        self._lookout.drop(job.id)
        self._pace = self._pace.learned(job.audio, now - job.submitted)

    def listing(self, now: float) -> None:
        self._lookout.listing(now)

    def listed(self, now: float, ended: Sequence[str]) -> list[str]:
        return self._lookout.listed(now, ended)


class Fixed(Policy):
    """Each job every five seconds, as the services' own examples do it; the longest due first."""

    def __init__(self, service: Service, traits: Traits) -> None:
        self._due: list[tuple[float, int, Recording]] = []
        self._count = count()

    def watch(self, job: Recording, now: float) -> None:
        self._again(job, now + self._wait(job, now))

    def next(self, now: float, saved_up: float) -> Worthiest:
        if not self._due:
            return Rest(inf)
        at, _, job = self._due[0]
        return Look(job.id) if at <= now else Rest(at)

    def looking(self, job: Recording, now: float) -> None:
        heapq.heappop(self._due)

    def saw(self, job: Recording, now: float, left: float) -> None:
        self._again(job, now + self._wait(job, now))

    def _again(self, job: Recording, at: float) -> None:
        heapq.heappush(self._due, (at, next(self._count), job))

    def _wait(self, job: Recording, now: float) -> float:
        return 5.0


class Backoff(Fixed):
    """Each job after 2, 4, 8, ... 60 seconds."""

    def __init__(self, service: Service, traits: Traits) -> None:
        super().__init__(service, traits)
        self._waits: dict[str, float] = {}

    def _wait(self, job: Recording, now: float) -> float:
        self._waits[job.id] = min(2 * self._waits.get(job.id, 1.0), 60.0)
        return self._waits[job.id]


class Saving(Policy):
    """Knows when a job ends, but keeps the services' rhythm.

    It sees an end at the next moment of a beat of the least seconds between two looks, as whoever
    asks all the time at that beat would if only the look that finds it had to be paid for. With a
    burst as large as ours it never queues: what is left is the beat, whatever the load.
    """

    knows = True

    def __init__(self, service: Service, traits: Traits) -> None:
        self._service = service
        self._first, self._beat = traits.first_look, traits.look_every[0]
        self._seen: list[tuple[float, str]] = []

    def next(self, now: float, saved_up: float) -> Worthiest:
        for job in self._service.ended(now):
            heapq.heappush(self._seen, (self._beat_after(job), job.id))
        if not self._seen:
            return Rest(self._service.next_end)
        at, job_id = self._seen[0]
        return Look(job_id) if at <= now else Rest(min(at, self._service.next_end))

    def looking(self, job: Recording, now: float) -> None:
        heapq.heappop(self._seen)

    def _beat_after(self, job: Recording) -> float:
        beats = ceil((job.ends - job.submitted - self._first) / self._beat)
        return job.submitted + self._first + max(beats, 0) * self._beat


class Paced(Saving):
    """The same without a burst: requests go evenly, so it queues where the budget is short."""

    burst = 1


class Clairvoyant(Policy):
    """Knows when a job ends, and never asks before: with the same budget nobody is earlier."""

    knows = True

    def __init__(self, service: Service, traits: Traits) -> None:
        self._service = service
        self._ended: deque[Recording] = deque()

    def next(self, now: float, saved_up: float) -> Worthiest:
        self._ended.extend(self._service.ended(now))
        return Look(self._ended[0].id) if self._ended else Rest(self._service.next_end)

    def looking(self, job: Recording, now: float) -> None:
        self._ended.popleft()
