"""The due-time heap: nothing is forgotten, nothing runs twice at once, lanes are bounded."""

import asyncio
from collections import Counter

from bot.jobs.engine import Key, LocalEngine


class HandClock:
    """A clock whose sleepers wake when it is moved."""

    def __init__(self) -> None:
        self._now = 1000.0
        self.asked: list[float] = []  # for how long they wanted to sleep
        self._moved = asyncio.Condition()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        self.asked.append(seconds)
        until = self._now + seconds
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= until)

    def jump(self, seconds: float) -> None:
        """Whoever sleeps does not notice."""
        self._now += seconds

    async def move(self, seconds: float) -> None:
        self.jump(seconds)
        async with self._moved:
            self._moved.notify_all()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


class Running:
    """An engine at work, and what it advanced."""

    def __init__(self, **lanes: int) -> None:
        self.clock = HandClock()
        self.engine = LocalEngine(self.clock, lanes or {"job": 4})
        self.stop = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self.advanced: list[Key] = []
        self.under_way: Counter[Key] = Counter()
        self.most: Counter[str] = Counter()

    async def advance(self, key: Key) -> None:
        self.under_way[key] += 1
        assert self.under_way[key] == 1, "the same key twice at once"
        lane = sum(n for (name, _), n in self.under_way.items() if name == key[0])
        self.most[key[0]] = max(self.most[key[0]], lane)
        await self.gate.wait()
        self.advanced.append(key)
        self.under_way[key] -= 1

    async def __aenter__(self):
        self.task = asyncio.create_task(self.engine.run(self.advance, self.stop))
        await settle()
        return self

    async def __aexit__(self, *exc: object) -> None:
        self.gate.set()
        self.stop.set()
        await self.task


async def test_what_is_due_is_advanced_and_what_is_not_waits():
    async with Running() as running:
        running.engine.wake(("job", "now"), 1000.0)
        running.engine.wake(("job", "later"), 1060.0)
        await settle()
        assert running.advanced == [("job", "now")]

        await running.clock.move(61.0)
        await settle()
        assert running.advanced == [("job", "now"), ("job", "later")]


async def test_an_earlier_wake_wins_and_a_later_one_is_no_second_run():
    async with Running() as running:
        running.engine.wake(("job", "a"), 1100.0)
        running.engine.wake(("job", "a"), 1000.0)
        running.engine.wake(("job", "a"), 1200.0)
        await settle()
        await running.clock.move(500.0)
        await settle()

    assert running.advanced == [("job", "a")]


async def test_one_alarm_does_for_all_that_are_due_later():
    async with Running(job=100) as running:
        for n in range(100):
            running.engine.wake(("job", str(n)), 1020.0 + n / 100)
            await settle()
        assert running.clock.asked == [30.0, 20.0]

        await running.clock.move(21.0)
        await settle()
        assert len(running.advanced) == 100


async def test_an_alarm_that_is_late_keeps_nobody_waiting():
    """The clock was moved on and whoever sleeps does not know."""
    async with Running() as running:
        running.clock.jump(100.0)
        running.engine.wake(("job", "a"), 1101.0)
        await settle()
        assert running.clock.asked == [30.0, 1.0]


async def test_a_wake_while_it_runs_is_not_lost():
    async with Running() as running:
        running.gate.clear()
        running.engine.wake(("job", "a"), 1000.0)
        await settle()
        running.engine.wake(("job", "a"), 1000.0)
        running.engine.wake(("job", "a"), 1000.0)
        await settle()
        running.gate.set()
        await settle()

        assert running.advanced == [("job", "a"), ("job", "a")]


async def test_a_wake_while_it_queues_is_not_lost():
    async with Running(send=1) as running:
        running.gate.clear()
        for name in ("a", "b"):
            running.engine.wake(("send", name), 1000.0)
        await settle()
        running.engine.wake(("send", "b"), 1000.0)
        await settle()
        running.gate.set()
        await settle()

        assert Counter(running.advanced) == {("send", "a"): 1, ("send", "b"): 2}


async def test_a_lane_bounds_its_own_and_holds_up_no_other():
    async with Running(send=2, job=4) as running:
        running.gate.clear()
        for n in range(10):
            running.engine.wake(("send", str(n)), 1000.0)
        running.engine.wake(("job", "x"), 1000.0)
        await settle()
        assert running.under_way[("job", "x")] == 1
        running.gate.set()
        for _ in range(5):
            await settle()

    assert running.most["send"] == 2
    assert len(running.advanced) == 11


async def test_stopping_waits_for_what_is_under_way_and_starts_nothing_new():
    running = Running()
    async with running:
        running.gate.clear()
        running.engine.wake(("job", "a"), 1000.0)
        await settle()
        running.stop.set()
        await settle()
        running.engine.wake(("job", "b"), 1000.0)
        await settle()
        assert not running.task.done()

    assert running.advanced == [("job", "a")]
