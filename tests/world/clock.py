"""The clock on the wall of a virtual world: it can be wrong, and it can be set."""

import asyncio

from bot.clock import SystemClock
from bot.sandbox import Clock

BEGINNING = 1_790_000_000.0  # epoch seconds when a world begins


class WorldClock(Clock):
    """Fits wherever the sandbox's clock does; `ahead` is by how many seconds it is wrong.

    What sleeps is woken by the time that passes, never by a clock that is set.
    """

    def __init__(self) -> None:
        super().__init__(at=BEGINNING)
        self._loop = asyncio.get_running_loop()
        self._slept = 0.0
        self.ahead = 0.0

    def now(self) -> float:
        """Epoch seconds."""
        return BEGINNING + self.elapsed() + self.ahead

    def elapsed(self) -> float:
        """Seconds that passed since the world began."""
        return self._loop.time() + self._slept

    def move(self, seconds: float) -> None:
        """The machine sleeps for so long: its time passes, and nothing happens."""
        self._slept += seconds

    def set(self, seconds: float) -> None:
        """Somebody sets the clock by so much; nothing passes."""
        self.ahead += seconds

    def bots(self) -> SystemClock:
        """What the bot makes of it, from its start on."""
        return SystemClock(self.now, self.elapsed)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(max(seconds, 0.0))

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await self.sleep(seconds)
