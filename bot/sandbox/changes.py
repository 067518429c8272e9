"""Tells whoever waits that something in the sandbox is not as it was."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """A bell: rung at every change of state, heard by everybody who waits."""

    def __init__(self) -> None:
        self.count = 0
        self._listeners: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Something changed."""
        self.count += 1
        for listener in tuple(self._listeners):
            listener.get_loop().call_soon_threadsafe(_finish, listener)

    async def next(self, seen: int) -> int:
        """Wait until there is a change after the one with this number; returns the newest."""
        while self.count <= seen:
            listener = asyncio.get_running_loop().create_future()
            self._listeners.add(listener)
            try:
                await listener
            finally:
                self._listeners.discard(listener)
        return self.count

    async def follow(self) -> AsyncIterator[int]:
        """The number of each change from now on; changes that come at once are told once."""
        seen = self.count
        while True:
            seen = await self.next(seen)
            yield seen

    async def wait_until(self, predicate: Callable[[], T], *, seconds: float = 10) -> T:
        """The first true answer of `predicate`, asked again at every change.

        Raises TimeoutError after that many real seconds.
        """
        async with asyncio.timeout(seconds):
            while True:
                seen = self.count
                if answer := predicate():
                    return answer
                await self.next(seen)


def _finish(listener: "asyncio.Future[None]") -> None:
    if not listener.done():
        listener.set_result(None)
