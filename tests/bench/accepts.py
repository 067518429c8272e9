"""Durable accepts, 64 callers at once: a recording is remembered before Slack is answered.

The store's `take_in` against the same rows in the same table by way of aiosqlite with a commit
each (naive), and against stdlib sqlite3 with 64 rows to a commit (the batched floor). All on a
write-ahead log with `synchronous=FULL`.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import aiosqlite

from bot.clock import SystemClock
from bot.domain.notice import Kind, Notice
from bot.domain.recording import SlackFile
from bot.store.queries import sql
from bot.store.rows import notice_body
from bot.store.sqlite import open_store, prepare
from tests.bench import floors
from tests.bench.score import Measure, ratios

CALLERS = 64
NAIVE = 20  # accepts a caller
OURS = 100
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")


async def measure(rounds: int) -> list[Measure]:
    naive, batched, ours, syncs = [], [], [], []
    for _ in range(rounds):
        with floors.folder() as place:
            naive.append(await by_aiosqlite(Path(place) / "naive.db"))
            ours.append(await by_our_store(Path(place) / "ours.db"))
            batched.append(by_batches(Path(place) / "batched.db"))
            syncs.append(1 / floors.sync_time(100))
    return [
        Measure(
            name="accepts/s against naive aiosqlite",
            values=ratios(ours, naive),
            goal=4,
            at_least=True,
        ),
        Measure(name="accepts/s against batched sqlite3", values=ratios(ours, batched)),
        Measure(name="accepts/s against one fdatasync each", values=ratios(ours, syncs)),
    ]


async def by_our_store(database: Path) -> float:
    async with open_store(database, SystemClock(), lambda key, at: None) as store:
        return await _rate(store.take_in, OURS)


async def by_aiosqlite(database: Path) -> float:
    """What one writes first: a connection, a lock, a transaction a row."""
    prepare(database)
    lock = asyncio.Lock()
    async with aiosqlite.connect(database, isolation_level=None) as connection:
        for pragma in PRAGMAS:
            await connection.execute(pragma)

        async def accept(notice: Notice) -> None:
            async with lock:
                await connection.execute("BEGIN IMMEDIATE")
                await connection.execute_fetchall(sql("take_in"), _row(notice))
                await connection.commit()

        return await _rate(accept, NAIVE)


def by_batches(database: Path) -> float:
    prepare(database)
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    notices = _notices(CALLERS * OURS)
    began = time.perf_counter()
    for start in range(0, len(notices), CALLERS):
        connection.execute("BEGIN IMMEDIATE")
        for notice in notices[start : start + CALLERS]:
            connection.execute(sql("take_in"), _row(notice)).fetchall()
        connection.execute("COMMIT")
    took = time.perf_counter() - began
    connection.close()
    return len(notices) / took


async def _rate(accept: Callable[[Notice], Awaitable[object]], each: int) -> float:
    """Accepts per second with all callers at it, each waiting for its own."""
    notices = _notices(CALLERS * each)

    async def caller(mine: Sequence[Notice]) -> None:
        for notice in mine:
            await accept(notice)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(CALLERS):
            group.create_task(caller(notices[number::CALLERS]))
    return len(notices) / (time.perf_counter() - began)


def _row(notice: Notice) -> dict[str, object]:
    return {"key": notice.key, "body": notice_body(notice), "at": time.time()}


def _notices(count: int) -> list[Notice]:
    return [
        Notice(
            key=f"message:T0BENCH:C0BENCH:{number}",
            kind=Kind.SHARED,
            team="T0BENCH",
            channel="C0BENCH",
            user="U0BENCH",
            ts=f"{number}.000100",
            files=(SlackFile(id=f"F{number}", name="standup.m4a", size=1_000_000),),
        )
        for number in range(count)
    ]
