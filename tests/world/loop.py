"""An event loop whose time stands still while anything happens, and jumps when nothing does."""

import asyncio
import itertools
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import Context
from selectors import DefaultSelector, SelectorKey
from typing import Any

from tests.world.life import LIFE, Life
from tests.world.switchboard import Switchboard

BORN = 1000.0  # seconds on the loop's clock when it begins
PATIENCE = 60.0  # real seconds after which a thread's work is stuck

Work = tuple[Callable[..., object], tuple[Any, ...], Context | None]


class DeadLoop(RuntimeError):
    """Nothing is ready, under way or arranged: nothing will ever happen again."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Real sockets and real threads, virtual time.

    Time jumps to the next timer once nothing can be read and no thread works for us. What threads
    answer is handed over when all of them are done, in the order in which they were asked, and
    whoever calls a server of this loop is put through by its switchboard: the same story happens
    the same way every time.
    """

    def __init__(self) -> None:
        self._now = BORN
        self._threads = Threads()
        self._switchboard = Switchboard()
        self._default_executor: ThreadPoolExecutor | None = None
        super().__init__(_IdleSelector(self.idle))
        self.set_task_factory(_task_of_its_life)

    def time(self) -> float:
        """Seconds that passed in this world."""
        return self._now

    def expect(self, answer: asyncio.Future[Any], work: Callable[..., Any]) -> Callable[..., Any]:
        """A thread is asked for this and will answer through that future; what it is to run."""
        return self._threads.expect(answer, work)

    def settle(self) -> None:
        """Let the threads finish what they were asked, telling nobody yet."""
        self._threads.wait()

    def idle(self, poll: Callable[[], list[Any]], *, forever: bool) -> list[Any]:
        """Nothing is ready: wait for threads, else for the wire, else let time pass."""
        if self._threads.busy:
            for callback, args, context in self._threads.collect():
                _ = self.call_soon(callback, *args, context=context)
            return []
        if events := poll():
            return events
        if forever:
            raise DeadLoop("nothing is ready, under way or arranged")
        self._now = max(self._now, self._scheduled[0].when())  # type: ignore[attr-defined]  # asyncio's own heap
        return []

    # what asyncio asks of a loop

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        if threading.get_ident() == self._thread_id:  # type: ignore[attr-defined]
            return self.call_soon(callback, *args, context=context)
        if not self._threads.answer((callback, args, context)):
            return super().call_soon_threadsafe(callback, *args, context=context)
        return asyncio.Handle(callback, args, self, context)

    def run_in_executor(
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        answer = self.create_future()
        work = self.expect(answer, func)
        if executor is None:
            executor = self._default_executor = self._default_executor or ThreadPoolExecutor(2)
        executor.submit(self._work, answer, work, args)
        return answer

    async def shutdown_default_executor(self) -> None:
        if self._default_executor is not None:
            self._default_executor.shutdown(wait=True)

    def _work(
        self, answer: asyncio.Future[Any], func: Callable[..., Any], args: tuple[Any, ...]
    ) -> None:
        try:
            result = func(*args)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it is the asker's
            self.call_soon_threadsafe(_fail, answer, error)
        else:
            self.call_soon_threadsafe(_finish, answer, result)

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

    async def create_server(self, factory: Any, *args: Any, **more: Any) -> asyncio.Server:
        server = await super().create_server(factory, *args, **more)
        self._switchboard.serve(server, factory)
        if (life := LIFE.get()) is not None:
            life.servers.append(server)
        return server


class Threads:
    """What threads were asked for, and what they answered.

    They work one after the other, in the order in which they were asked: else a read would see
    what another thread's write left, or not, as it happens.
    """

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._asked: dict[int, tuple[int, asyncio.Future[Any]]] = {}
        self._answers: list[Work] = []
        self._answered = threading.Condition()

    @property
    def busy(self) -> bool:
        """Whether there is something to wait for or to hand over."""
        return bool(self._asked or self._answers)

    def expect(self, answer: asyncio.Future[Any], work: Callable[..., Any]) -> Callable[..., Any]:
        """Somebody asks a thread; the work as it is done when it is its turn."""
        number = next(self._numbers)
        with self._answered:
            self._asked[id(answer)] = number, answer

        def in_turn(*args: Any) -> Any:
            self._wait(lambda: self._first() == number)
            return work(*args)

        return in_turn

    def answer(self, work: Work) -> bool:
        """A thread answers; False when nobody asked it."""
        with self._answered:
            asked = self._asked.pop(id(work[1][0]) if work[1] else 0, None)
            if asked is None:
                return False
            self._answers.append(work)
            self._answered.notify_all()
            return True

    def wait(self) -> None:
        """Block until every thread has answered."""
        self._wait(lambda: not self._asked)

    def _first(self) -> int:
        return next(iter(self._asked.values()))[0]  # asked first: it stands first

    def _wait(self, until: Callable[[], bool]) -> None:
        with self._answered:
            if not self._answered.wait_for(until, PATIENCE):
                raise RuntimeError("a thread never answered")

    def collect(self) -> list[Work]:
        """Every answer, in the order of the questions."""
        self.wait()
        answers, self._answers = self._answers, []
        return answers


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
