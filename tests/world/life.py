"""One life of the bot: everything it holds, so that it can be ended as by kill -9."""

import asyncio
from collections.abc import Coroutine
from contextvars import ContextVar, copy_context
from typing import Any

LIFE: ContextVar["Life | None"] = ContextVar("LIFE", default=None)


class Life:
    """The tasks, connections and servers of one process, were it one."""

    def __init__(self) -> None:
        # in the order in which they came, so that the same death is died the same way
        self.tasks: dict[asyncio.Task[Any], None] = {}
        self.wires: dict[asyncio.Transport, None] = {}
        self.servers: list[asyncio.Server] = []
        self.over = False
        self._crowded = 64

    def begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start living."""
        context = copy_context()
        context.run(LIFE.set, self)
        return asyncio.get_running_loop().create_task(work, name="bot", context=context)

    def hold(self, task: asyncio.Task[Any]) -> None:
        """A task of this life has begun."""
        self.tasks[task] = None
        task.add_done_callback(self.tasks.pop)

    def wire(self, transport: asyncio.Transport) -> None:
        """A connection of this life is open."""
        if len(self.wires) >= self._crowded:
            self.wires = {wire: None for wire in self.wires if not wire.is_closing()}
            self._crowded = 2 * len(self.wires) + 64
        self.wires[transport] = None

    async def kill(self) -> None:
        """Nothing is said, sent or finished any more; returns when nothing is left of it."""
        self.over = True
        for server in tuple(self.servers):
            server.close()
        for wire in tuple(self.wires):
            wire.abort()
        while left := list(self.tasks):
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=1.0)

    @staticmethod
    def refuse_the_dead() -> None:
        """Raises ConnectionError when whoever calls is dead already."""
        life = LIFE.get()
        if life is not None and life.over:
            raise ConnectionError("this process is no more")
