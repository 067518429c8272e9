"""One connection that writes; units that arrive together share one commit.

An `fsync` costs the same for one row as for sixty, so whoever is waiting when a transaction
begins goes with it, and the whole group runs in one visit to the connection's thread. A unit that
fails takes nobody along: the group is undone and each unit is tried alone. Callers may be
cancelled; a unit that was handed over still runs, because an aiosqlite transaction that is
cancelled in the middle poisons the next one.
"""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiosqlite

from bot.domain.memory import StoreTrouble
from bot.store.queries import sql

T = TypeVar("T")
Wake = Callable[[tuple[str, str], float], None]
Row = sqlite3.Row


class WritingConnection(aiosqlite.Connection):
    """An aiosqlite connection that can run a whole function in its thread."""

    async def visit(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run this with the raw connection; never cancelled half-way."""
        visit = self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        answer: T = await asyncio.shield(visit)
        return answer


class Transaction:
    """What a unit may do. Wakes are kept until the commit is durable."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.wakes: list[tuple[tuple[str, str], float]] = []

    async def run(self, query: str, **values: Any) -> Sequence[Row]:
        """Run `queries/<query>.sql`; the rows it returns.

        Awaited like any store's, and done when it returns: we are in the connection's thread.
        """
        return self._connection.execute(sql(query), values).fetchall()

    def wake(self, key: tuple[str, str], at: float) -> None:
        """Have the engine look at this once we are durable."""
        self.wakes.append((key, at))


Unit = Callable[[Transaction], Coroutine[Any, Any, T]]
Group = list[tuple[Unit[Any], asyncio.Future[Any]]]


class Writer:
    """Runs units in the order in which they come, many to a commit."""

    def __init__(self, connection: WritingConnection, wake: Wake) -> None:
        self._connection = connection
        self._wake = wake
        self._waiting: Group = []
        self._bell = asyncio.Event()
        self._closing = False

    async def run(self, unit: Unit[T]) -> T:
        """Run a unit; it is durable when this returns.

        Raises StoreTrouble when the database could not, and whatever the unit raises.
        """
        if self._closing:
            raise StoreTrouble("the store is closed")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((unit, future))
        self._bell.set()
        return await asyncio.shield(future)

    async def serve(self) -> None:
        """Commit group after group until closed; whoever is still waiting then is told."""
        group: Group = []
        try:
            while self._waiting or not self._closing:
                await self._bell.wait()
                self._bell.clear()
                group, self._waiting = self._waiting, []
                if group:
                    await self._commit_group(group)
        finally:
            self._closing = True
            for _, future in [*group, *self._waiting]:
                _fail(future, StoreTrouble("the store's writer stopped"))

    def close(self) -> None:
        """Take no more units; `serve` returns once those taken are durable."""
        self._closing = True
        self._bell.set()

    async def _commit_group(self, group: Group) -> None:
        units = [unit for unit, _ in group]
        try:
            answers, wakes = await self._connection.visit(lambda raw: _transact(raw, units))
        except sqlite3.Error as error:
            if len(group) == 1:
                _fail(group[0][1], error)
                return
            for one in group:
                await self._commit_group([one])
            return
        for key, at in wakes:
            self._wake(key, at)
        for (_, future), answer in zip(group, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _transact(
    raw: sqlite3.Connection, units: Sequence[Unit[Any]]
) -> tuple[list[Any], list[tuple[tuple[str, str], float]]]:
    transaction = Transaction(raw)
    raw.execute("BEGIN IMMEDIATE")
    try:
        answers = [_finish(unit(transaction)) for unit in units]
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    return answers, transaction.wakes


def _finish(unit: Coroutine[Any, Any, T]) -> T:
    """What a unit returns: it waits for nothing but its transaction, which never waits."""
    try:
        unit.send(None)
    except StopIteration as end:
        answer: T = end.value
        return answer
    unit.close()
    raise RuntimeError("a unit may wait for its transaction only")


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if future.done():
        return
    if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
        trouble = StoreTrouble(f"database: {type(error).__name__}")
        trouble.__cause__ = error
        error = trouble
    future.set_exception(error)
    future.exception()  # a caller that went away leaves no "never retrieved" warning


@asynccontextmanager
async def open_writer(connection: WritingConnection, wake: Wake) -> AsyncGenerator[Writer]:
    """A writer that serves until this context ends, and ends only when it is durable."""
    writer = Writer(connection, wake)
    serving = asyncio.create_task(writer.serve(), name="store-writer")
    try:
        yield writer
    finally:
        writer.close()
        await asyncio.shield(serving)
