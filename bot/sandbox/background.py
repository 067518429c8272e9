"""Work that goes on by itself until the sandbox closes."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Background:
    """Keeps tasks alive, and raises what went wrong in them when they are gathered in."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def run(self, work: Coroutine[Any, Any, Any], name: str) -> None:
        """Run this on the side."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def cancel(self) -> None:
        """Let go of everything that still runs."""
        for task in self._tasks:
            task.cancel()

    async def stop(self) -> None:
        """End everything that still runs; raises the first failure."""
        tasks = tuple(self._tasks)
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    def _ended(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled() or task.exception() is None:
            self._tasks.discard(task)  # a failed one is kept, to be raised by stop
