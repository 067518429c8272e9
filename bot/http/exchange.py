"""Law 4: each exchange with another machine runs where no cancellation reaches it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from bot.domain.ports import Stopped

T = TypeVar("T")

_GLANCE = 0.2  # seconds between two questions whether we are to stop


class Exchanges:
    """The exchanges under way.

    An httpx 0.28 pool whose request is cancelled while connecting loses that slot for good, so
    neither a cancelled caller nor our own time limit touches a running exchange: it is left to end
    by itself, by the client's own time limits, and only its caller goes on.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    async def run(self, exchange: Coroutine[Any, Any, T], *, limit: float) -> T:
        """Wait for an exchange, but no longer than `limit` seconds. Raises TimeoutError."""
        task = self.start(exchange)
        await asyncio.wait({task}, timeout=limit)
        if not task.done():
            raise TimeoutError
        return task.result()

    async def run_until(self, exchange: Coroutine[Any, Any, T], stop: Callable[[], bool]) -> T:
        """Wait for an exchange that may be cut short, as aiohttp's may. Raises Stopped."""
        task = self.start(exchange)
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=_GLANCE)
                if stop() and not task.done():
                    raise Stopped
            return task.result()
        finally:
            task.cancel()  # leaves a finished one as it is

    def start(self, exchange: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin an exchange and keep hold of it."""
        task = asyncio.create_task(exchange)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self, grace: float) -> None:
        """Let what is under way end within `grace` seconds, then cut it off."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=grace)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # an abandoned exchange has nobody else to look at its failure
