"""Time inside the sandbox: it can run faster, stand still, and be moved."""

import asyncio
import time
from contextlib import suppress


class Clock:
    """Two readings of time: `now`, which runs at `speed`, and `elapsed`, which does not.

    What services promise ("done in 40 s") goes by `now`. How long somebody waits for an answer
    (three seconds for an acknowledgement) goes by `elapsed`: a sped-up sandbox must not make
    the machine look slow. `move` advances both.
    """

    def __init__(self, *, speed: float = 1.0, at: float | None = None) -> None:
        self._at = time.time() if at is None else at
        self._since = time.monotonic()
        self._speed = speed
        self._moved = 0.0
        self._born = self._since
        self._sleepers: set[asyncio.Future[None]] = set()

    @property
    def speed(self) -> float:
        """How many seconds pass in one; 0 stands still until moved."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._at, self._since = self.now(), time.monotonic()
        self._speed = speed
        self._wake()

    def now(self) -> float:
        """Epoch seconds."""
        return self._at + (time.monotonic() - self._since) * self._speed

    def wall(self) -> float:
        """The same: nobody sets the wall's clock here."""
        return self.now()

    def elapsed(self) -> float:
        """Seconds that everybody really had, and those that were moved."""
        return time.monotonic() - self._born + self._moved

    def move(self, seconds: float) -> None:
        """Let this much time pass at once; whoever sleeps that long wakes up."""
        self._at += seconds
        self._moved += seconds
        self._wake()

    async def sleep(self, seconds: float) -> None:
        """Wait until `now` is that much later; returns at once for zero or less."""
        deadline = self.now() + seconds
        while (left := deadline - self.now()) > 0:
            await self._doze(left / self._speed if self._speed else None)

    async def wait(self, seconds: float) -> None:
        """Wait until `elapsed` is that much more: the patience of people and of Slack."""
        deadline = self.elapsed() + seconds
        while (left := deadline - self.elapsed()) > 0:
            await self._doze(left)

    async def _doze(self, seconds: float | None) -> None:
        sleeper = asyncio.get_running_loop().create_future()
        self._sleepers.add(sleeper)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(sleeper, seconds)
        finally:
            self._sleepers.discard(sleeper)

    def _wake(self) -> None:
        for sleeper in tuple(self._sleepers):
            sleeper.get_loop().call_soon_threadsafe(_finish, sleeper)


def _finish(sleeper: "asyncio.Future[None]") -> None:
    if not sleeper.done():
        sleeper.set_result(None)
