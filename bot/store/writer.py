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
from bot.store.outage import Outage
from bot.store.transaction import Transaction, Unit

T = TypeVar("T")
Wake = Callable[[tuple[str, str], float], None]


class WritingConnection(aiosqlite.Connection):
    """An aiosqlite connection that can run a whole function in its thread."""

    async def visit(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Run this with the raw connection, whole, also when whoever asked goes away meanwhile."""
        answer: T = await self._execute(function, self._conn)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        return answer


Waiting = tuple[Unit[Any], asyncio.Future[Any]]
Group = list[Waiting]


class Writer:
    """Runs units in the order in which they come, many to a commit."""

    def __init__(self, connection: WritingConnection, wake: Wake, outage: Outage) -> None:
        self._connection = connection
        self._wake = wake
        self._outage = outage
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
        """Together, and what an outage held up first; each alone when that fails."""
        outage = self._outage.units()
        try:
            await self._commit(outage, group)
        except StoreTrouble as trouble:
            self._outage.begin()
            for _, future in group:
                _fail(future, trouble)
        except sqlite3.Error as error:
            if len(group) == 1 and not outage:
                _fail(group[0][1], self._judged(error))
                return
            for one in group:
                await self._commit_alone(one)
        else:
            self._outage.end()

    async def _commit_alone(self, one: Waiting) -> None:
        try:
            await self._commit((), [one])
        except (sqlite3.Error, StoreTrouble) as error:
            _fail(one[1], self._judged(error))

    async def _commit(self, first: Sequence[Unit[None]], group: Group) -> None:
        units = [*first, *(unit for unit, _ in group)]
        answers, wakes = await self._connection.visit(lambda raw: _transact(raw, units))
        for key, at in wakes:
            self._wake(key, at)
        for (_, future), answer in zip(group, answers[len(first) :], strict=True):
            if not future.done():
                future.set_result(answer)

    def _judged(self, error: Exception) -> Exception:
        """Whether the database is in trouble, or what was to be written is not to be."""
        if isinstance(error, sqlite3.IntegrityError):
            return error
        self._outage.begin()
        return error if isinstance(error, StoreTrouble) else _trouble(error)


def _transact(
    raw: sqlite3.Connection, units: Sequence[Unit[Any]]
) -> tuple[list[Any], list[tuple[tuple[str, str], float]]]:
    transaction = Transaction(raw)
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:  # no unit's fault: each alone would only wait as long again
        raise _trouble(error) from error
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


def _trouble(error: Exception) -> StoreTrouble:
    trouble = StoreTrouble(f"database: {type(error).__name__}")
    trouble.__cause__ = error
    return trouble


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if future.done():
        return
    future.set_exception(error)
    future.exception()  # a caller that went away leaves no "never retrieved" warning


@asynccontextmanager
async def open_writer(
    connection: WritingConnection, wake: Wake, outage: Outage
) -> AsyncGenerator[Writer]:
    """A writer that serves until this context ends, and ends only when it is durable."""
    writer = Writer(connection, wake, outage)
    serving = asyncio.create_task(writer.serve(), name="store-writer")
    try:
        yield writer
    finally:
        writer.close()
        await asyncio.shield(serving)
