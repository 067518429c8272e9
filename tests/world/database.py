"""What the bot asks of its database, counted and troubled."""

import asyncio
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

import aiosqlite.core

from tests.world.life import LIFE
from tests.world.loop import VirtualLoop

Question = tuple[asyncio.Future[Any] | None, Callable[[], Any]]

ERRORS = {
    "full": "database or disk is full",
    "io error": "disk I/O error",
    "busy": "database is locked",
}


@dataclass(slots=True)
class Trouble:
    """From the `after`-th question on, `times` of them fail; None: all, until `over`."""

    error: str
    after: int = 0
    times: int | None = 1
    hits: int = 0
    over: bool = False

    def strikes(self) -> bool:
        """Whether the next question fails."""
        if self.over or (self.times is not None and self.hits >= self.times):
            return False
        self.after -= 1
        self.hits += self.after < 0
        return self.after < 0


class Disk:
    """What happens to the questions that the bot asks its database."""

    def __init__(self) -> None:
        self.asked = 0
        self._trouble: list[Trouble] = []

    def order(self, error: str, *, after: int = 0, times: int | None = 1) -> Trouble:
        """Have questions fail, from the one after so many on."""
        trouble = Trouble(error, after=after, times=times)
        self._trouble.append(trouble)
        return trouble

    def clear(self) -> None:
        """From now on everything goes well."""
        self._trouble.clear()

    def meet(self, function: Callable[[], Any]) -> Callable[[], Any]:
        """The question as it will be answered."""
        self.asked += 1
        for trouble in self._trouble:
            if trouble.strikes():
                return _failing(trouble.error)
        return function


def _failing(error: str) -> Callable[[], Any]:
    def fail() -> None:
        raise sqlite3.OperationalError(ERRORS[error])

    return fail


@contextmanager
def answered_by_the_loop(disk: Disk) -> Generator[None]:
    """While this context lasts, new connections ask the virtual loop instead of their threads."""

    class Questions(SimpleQueue):  # type: ignore[type-arg]
        def put_nowait(self, question: Question) -> None:
            answer, function = question
            if answer is None or not isinstance(loop := answer.get_loop(), VirtualLoop):
                super().put_nowait(question)
                return
            if (life := LIFE.get()) is not None and not life.over and _asks(function):
                function = disk.meet(function)
            loop.ask(answer, lambda: self._end_with(function()))

        def _end_with(self, result: Any) -> Any:
            """The result; the thread, which did nothing, ends when its connection does."""
            if result is aiosqlite.core._STOP_RUNNING_SENTINEL:
                super().put_nowait((None, lambda: result))
            return result

    plain = aiosqlite.core.SimpleQueue
    aiosqlite.core.SimpleQueue = Questions
    try:
        yield
    finally:
        aiosqlite.core.SimpleQueue = plain


def _asks(function: Callable[[], Any]) -> bool:
    """Whether it reads or writes rows; opening, setting up and closing are left alone."""
    name = getattr(getattr(function, "func", function), "__name__", "")
    return name in {"_execute_fetchall", "<lambda>"}
