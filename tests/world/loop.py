"""An event loop whose time stands still while anything happens, and jumps when nothing does."""

import asyncio
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextvars import Context
from selectors import DefaultSelector, SelectorKey
from typing import Any

from tests.world.life import LIFE, Life

BORN = 1000.0  # seconds on the loop's clock when it begins
DELIVERY = 5e-5  # real seconds within which loopback hands over what was sent
PIECES = 3  # looks at the wire before it is believed that nothing comes
PATIENCE = 60.0  # real seconds after which a thread's work is stuck

Work = tuple[Callable[..., object], tuple[Any, ...], Context | None]


class DeadLoop(RuntimeError):
    """Nothing is ready, under way or arranged: nothing will ever happen again."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Real sockets and real threads, virtual time.

    Time jumps to the next timer once nothing can be read and no thread works for us. What threads
    answer is handed over when all of them are done, in the order in which they were asked, so the
    same story happens the same way every time.
    """

    def __init__(self) -> None:
        self._now = BORN
        self._threads = Threads()
        self._default_executor: ThreadPoolExecutor | None = None
        super().__init__(_IdleSelector(self.idle))
        self.set_task_factory(_task_of_its_life)

    def time(self) -> float:
        """Seconds that passed in this world."""
        return self._now

    def expect(self, answer: asyncio.Future[Any]) -> None:
        """A thread was asked for something and will answer through this future."""
        self._threads.expect(answer)

    def settle(self) -> None:
        """Let the threads finish what they were asked, telling nobody yet."""
        self._threads.wait()

    def idle(self, poll: Callable[[], list[Any]], *, forever: bool) -> list[Any]:
        """Nothing is ready: wait for threads, else for the wire, else let time pass."""
        if self._threads.busy:
            for callback, args, context in self._threads.collect():
                _ = self.call_soon(callback, *args, context=context)
            return []
        if events := _delivered(poll):
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
        self.expect(answer)
        if executor is None:
            executor = self._default_executor = self._default_executor or ThreadPoolExecutor(2)
        executor.submit(self._work, answer, func, args)
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

    async def sock_connect(self, sock: Any, address: Any) -> None:
        Life.refuse_the_dead()
        await super().sock_connect(sock, address)

    def _make_socket_transport(self, *args: Any, **more: Any) -> asyncio.Transport:
        transport = super()._make_socket_transport(*args, **more)  # type: ignore[misc]
        if (life := LIFE.get()) is not None:
            life.wire(transport)
        return transport

    async def create_server(self, *args: Any, **more: Any) -> asyncio.Server:
        server = await super().create_server(*args, **more)
        if (life := LIFE.get()) is not None:
            life.servers.append(server)
        return server


class Threads:
    """What threads were asked for, and what they answered."""

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._asked: dict[int, tuple[int, asyncio.Future[Any]]] = {}
        self._answers: list[tuple[int, Work]] = []
        self._all_in = threading.Condition()

    @property
    def busy(self) -> bool:
        """Whether there is something to wait for or to hand over."""
        return bool(self._asked or self._answers)

    def expect(self, answer: asyncio.Future[Any]) -> None:
        """Somebody asked a thread."""
        with self._all_in:
            self._asked[id(answer)] = next(self._numbers), answer

    def answer(self, work: Work) -> bool:
        """A thread answers; False when nobody asked it."""
        with self._all_in:
            asked = self._asked.pop(id(work[1][0]) if work[1] else 0, None)
            if asked is None:
                return False
            self._answers.append((asked[0], work))
            self._all_in.notify()
            return True

    def wait(self) -> None:
        """Block until every thread has answered."""
        with self._all_in:
            if not self._all_in.wait_for(lambda: not self._asked, PATIENCE):
                raise RuntimeError("a thread never answered")

    def collect(self) -> list[Work]:
        """Every answer, in the order of the questions."""
        self.wait()
        answers, self._answers = sorted(self._answers, key=lambda one: one[0]), []
        return [work for _, work in answers]


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


def _delivered(poll: Callable[[], list[Any]]) -> list[Any]:
    """Whatever the wire brings, once it brings no more: a busy machine hands it over in pieces."""
    events: list[Any] = []
    for _ in range(PIECES):
        time.sleep(DELIVERY)  # the kernel works in real time, whatever ours does
        more = poll()
        if more == events and events:
            break
        events = more
    return events


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
