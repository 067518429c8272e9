"""What every room of the store stands on: the writer's units, and reads beside it."""

import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite

from bot.domain.job import Job, lane_of
from bot.domain.memory import StoreTrouble
from bot.domain.ports import Clock
from bot.store.queries import sql
from bot.store.transaction import Row, Transaction
from bot.store.writer import Writer

INBOX = ("inbox", "")


class Tables:
    """One writing connection and one that reads."""

    def __init__(self, writer: Writer, reading: aiosqlite.Connection, clock: Clock) -> None:
        self._writer = writer
        self._reading = reading
        self._clock = clock

    async def _run(self, query: str, **values: Any) -> Sequence[Row]:
        """One statement as a unit of its own."""

        async def unit(tx: Transaction) -> Sequence[Row]:
            return await tx.run(query, **values)

        return await self._writer.run(unit)

    async def _read(self, query: str, **values: Any) -> Sequence[Row]:
        try:
            found = await self._reading.execute_fetchall(sql(query), values)
        except sqlite3.Error as error:
            msg = f"database: {type(error).__name__}"
            raise StoreTrouble(msg) from error
        return list(found)


def wake_job(tx: Transaction, job: Job) -> None:
    """Have a job looked at, and its thread, when they are due."""
    if job.due_at is not None:
        tx.wake((lane_of(job.state, job.crashes), job.id), job.due_at)
    if job.post_due_at is not None:
        tx.wake(("post", job.id), job.post_due_at)
