"""Who is due when: an in-memory heap, rebuilt from the store at start.

No task per job: a job that waits is one heap entry. Keys are (lane, id); a lane bounds how many
of its kind run at once, and one key never runs twice at the same time.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from itertools import count
from math import inf

from bot.domain.ports import Clock

Key = tuple[str, str]

HORIZON = 900.0  # seconds
NAP = 30.0  # seconds


class LocalEngine:
    """The engine of a single process. A lost or doubled wake is harmless, so none is stored."""

    def __init__(self, clock: Clock, lanes: Mapping[str, int]) -> None:
        self._clock = clock
        self._room = dict(lanes)
        self._due: list[tuple[float, int, Key]] = []  # who came first goes first
        self._arrivals = count()
        self._when: dict[Key, float] = {}
        self._ready: dict[str, deque[Key]] = {lane: deque() for lane in lanes}
        self._busy: set[Key] = set()  # in its lane's queue, or under way
        self._bell = asyncio.Event()
        self._alarm: asyncio.Future[None] | None = None
        self._rings_at = inf

    def wake(self, key: Key, at: float) -> None:
        """Look at this key at this time, or earlier if that was arranged before.

        What is further away than the horizon is left to the sweep: ten thousand jobs that a
        service works on for hours need no place here.
        """
        now = self._clock.now()
        if at > now + HORIZON:
            return
        if self._when.get(key, at + 1) <= at:
            return
        self._when[key] = at
        heapq.heappush(self._due, (at, next(self._arrivals), key))
        if not self._rings_between(now, at):
            self._bell.set()

    async def run(self, advance: Callable[[Key], Awaitable[None]], stop: asyncio.Event) -> None:
        """Advance whatever is due until told to stop; then wait for what is under way."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._ring_when(stop), name="stop bell")
            try:
                while not stop.is_set():
                    self._collect()
                    for key in self._startable():
                        group.create_task(self._advance(key, advance), name=f"{key[0]} {key[1]}")
                    self._set_alarm()
                    await self._bell.wait()
                    self._bell.clear()
            finally:
                self._unset_alarm()

    def _collect(self) -> None:
        now = self._clock.now()
        while self._due and self._due[0][0] <= now:
            at, _, key = heapq.heappop(self._due)
            if self._when.get(key) == at and key not in self._busy:
                del self._when[key]
                self._busy.add(key)
                self._ready[key[0]].append(key)
            # A busy key keeps its entry in `_when`: it is pushed again when it is free.

    def _startable(self) -> list[Key]:
        chosen = []
        for lane, ready in self._ready.items():
            while ready and self._room[lane] > 0:
                self._room[lane] -= 1
                chosen.append(ready.popleft())
        return chosen

    async def _advance(self, key: Key, advance: Callable[[Key], Awaitable[None]]) -> None:
        try:
            await advance(key)
        finally:
            self._busy.discard(key)
            self._room[key[0]] += 1
            if key in self._when:
                heapq.heappush(self._due, (self._when[key], next(self._arrivals), key))
            self._bell.set()

    async def _ring_when(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._bell.set()

    def _set_alarm(self) -> None:
        """It rings no later than somebody is due; one that rings too early may stay."""
        # Never for long: a machine that slept wakes up late, and its timers with it.
        now = self._clock.now()
        at = min(self._due[0][0], now + NAP) if self._due else now + NAP
        if not self._rings_between(now, at):
            self._unset_alarm()
            self._rings_at = at
            self._alarm = asyncio.ensure_future(self._ring_after(at - now))

    def _rings_between(self, now: float, at: float) -> bool:
        """One that is late may be so for long: the clock was moved on."""
        return now < self._rings_at <= at

    def _unset_alarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    async def _ring_after(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._rings_at = inf
        self._bell.set()
