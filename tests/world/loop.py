"""An event loop whose time stands still while anything happens, and jumps when nothing does."""

import asyncio
import itertools
import socket
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from contextvars import Context
from functools import partial
from selectors import DefaultSelector, SelectorKey
from typing import Any

from tests.world.life import LIFE, Life
from tests.world.switchboard import Switchboard

BORN = 1000.0  # seconds on the loop's clock when it begins


class DeadLoop(RuntimeError):
    """Nothing is ready, under way or arranged: nothing will ever happen again."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Real sockets and a real database, virtual time.

    Time jumps to the next timer once nothing can be read and nothing is asked of threads. What
    they are asked is done here, one after the other, when nothing else is ready, and whoever calls
    a server of this loop is put through by its switchboard: the same story happens the same way
    every time.
    """

    def __init__(self) -> None:
        self._now = BORN
        self._asked: list[tuple[asyncio.Future[Any], Callable[[], Any]]] = []
        self._switchboard = Switchboard()
        super().__init__(_IdleSelector(self.idle))
        self.set_task_factory(_task_of_its_life)

    def time(self) -> float:
        """Seconds that passed in this world."""
        return self._now

    def ask(self, answer: asyncio.Future[Any], work: Callable[[], Any]) -> None:
        """Have something done that takes a thread elsewhere; the future gets what comes of it."""
        self._asked.append((answer, work))

    def settle(self) -> None:
        """Do what threads were asked; whoever asked learns of it later."""
        asked, self._asked = self._asked, []
        for answer, work in asked:
            try:
                with _as_in_a_thread():
                    result = work()
            except Exception as error:  # noqa: BLE001  # whatever it is, it is the asker's
                _ = self.call_soon(_fail, answer, error)
            else:
                _ = self.call_soon(_finish, answer, result)

    def idle(self, poll: Callable[[], list[Any]], *, forever: bool) -> list[Any]:
        """Nothing is ready: work for threads, else look at the wire, else let time pass."""
        if self._asked:
            self.settle()
            return []
        if events := poll():
            return events
        if forever:
            raise DeadLoop("nothing is ready, under way or arranged")
        self._now = max(self._now, self._scheduled[0].when())  # type: ignore[attr-defined]  # asyncio's own heap
        return []

    # what asyncio asks of a loop

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        answer = self.create_future()
        self.ask(answer, partial(func, *args))
        return answer

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        Life.refuse_the_dead()
        if not self._switchboard.call(sock, address[1]):
            await super().sock_connect(sock, address)

    async def _create_connection_transport(
        self, sock: socket.socket, *args: Any, **more: Any
    ) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        end = self._switchboard.put_through(sock, self._answer)
        return await super()._create_connection_transport(  # type: ignore[misc,no-any-return]
            end, *args, **more
        )

    def _answer(self, sock: socket.socket, factory: Any, server: asyncio.Server) -> None:
        """A server of ours is called."""
        _ = self._make_socket_transport(sock, factory(), server=server)

    def _make_socket_transport(self, *args: Any, **more: Any) -> asyncio.Transport:
        transport = super()._make_socket_transport(*args, **more)  # type: ignore[misc]
        if (life := LIFE.get()) is not None:
            life.wire(transport)
        return transport

    async def _make_subprocess_transport(self, *_: Any, **__: Any) -> asyncio.SubprocessTransport:
        raise RuntimeError("no child works in virtual time: such a story is one for scenarios/real")

    async def create_server(self, factory: Any, *args: Any, **more: Any) -> asyncio.Server:
        server = await super().create_server(factory, *args, **more)
        self._switchboard.serve(server, factory)
        if (life := LIFE.get()) is not None:
            life.servers.append(server)
        return server


@contextmanager
def _as_in_a_thread() -> Generator[None]:
    """What is done in it sees no running loop: there it may block."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


class _IdleSelector(DefaultSelector):
    """Asks the loop instead of sleeping."""

    def __init__(self, idle: Callable[..., list[Any]]) -> None:
        super().__init__()
        self._idle = idle
        self._numbers = itertools.count()
        self._known: dict[int, int] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> SelectorKey:
        key = super().register(fileobj, events, data)
        self._known[key.fd] = next(self._numbers)
        return key

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        if (
            timeout == 0
        ):  # first whatever is ready already, so that the wire's haste decides nothing
            return []
        return self._idle(self._poll, forever=timeout is None)

    def _poll(self) -> list[tuple[SelectorKey, int]]:
        return sorted(super().select(0), key=lambda event: self._known[event[0].fd])


def _task_of_its_life(
    loop: asyncio.AbstractEventLoop, work: Any, context: Context | None = None
) -> asyncio.Task[Any]:
    task = asyncio.Task(work, loop=loop, context=context)
    life = LIFE.get() if context is None else context.get(LIFE)
    if life is not None:
        life.hold(task)
    return task


def _finish(answer: asyncio.Future[Any], result: object) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[Any], error: BaseException) -> None:
    if not answer.done():
        answer.set_exception(error)
