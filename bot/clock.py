"""Time that only ever goes on, whoever sets the clock on the wall."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

SLOWER = 0.1  # by how much we go slower, at most, while the wall is behind us
FASTER = 0.001  # the other way hardly: a pause that somebody asked for would end early
ABSURD = 86400.0  # seconds of disagreement from which on the wall is believed at once


class SystemClock:
    """Epoch seconds, counted on from the start by a clock that nobody can set.

    Grace periods, budgets and waits would end early or never if somebody set the wall's clock an
    hour forward or back. We follow it slowly, as adjtime(3) does; a machine that sleeps counts its
    sleep where the system can tell (Linux).
    """

    def __init__(
        self, wall: Callable[[], float] = time.time, count: Callable[[], float] | None = None
    ) -> None:
        self._wall = wall
        self._count = count or _count
        self._counted = self._count()
        self._now = wall()

    def now(self) -> float:
        """Epoch seconds."""
        step = self._count() - self._counted
        self._counted += step
        ahead = self._wall() - (self._now + step)
        followed = min(max(ahead, -SLOWER * step), FASTER * step)
        self._now += step + (ahead if abs(ahead) > ABSURD else followed)
        return self._now

    def wall(self) -> float:
        """Epoch seconds as they are said to be: to compare with what somebody else tells us now."""
        return self._wall()

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for zero or less."""
        await asyncio.sleep(max(seconds, 0.0))


def _count() -> float:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


@asynccontextmanager
async def until_stopped(stop: asyncio.Event, grace: float) -> AsyncGenerator[None]:
    """What is inside gets so many seconds from the moment when it is told to stop."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:

        async def limit_it() -> None:
            await stop.wait()
            limit.reschedule(loop.time() + grace)

        limiting = asyncio.create_task(limit_it(), name="grace")
        try:
            yield
        finally:
            limiting.cancel()
