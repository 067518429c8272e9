"""Law 4, no cancellation reaches a client library: this twin waits as anybody would."""

import asyncio
import sqlite3
from collections.abc import Coroutine
from typing import Any

import pytest

from bot.http.exchange import Exchanges
from bot.store import writer
from bot.store.outage import Outage
from bot.store.transaction import Transaction, Unit
from bot.store.writer import Wake, Writer, WritingConnection
from tests.twins import Way


def an_exchange_is_awaited_where_it_is_wanted(patch: pytest.MonkeyPatch) -> None:
    async def run(self: Exchanges, exchange: Coroutine[Any, Any, Any], *, limit: float) -> Any:
        async with asyncio.timeout(limit):
            return await exchange

    patch.setattr(Exchanges, "run", run)


class Impatient(Writer):
    """Its transactions are three visits to the thread, made by whoever wants to write."""

    def __init__(self, connection: WritingConnection, wake: Wake, outage: Outage) -> None:
        super().__init__(connection, wake, outage)
        self._one = asyncio.Lock()

    async def run(self, unit: Unit[Any]) -> Any:
        visit, raw = self._connection._execute, self._connection._conn
        transaction = Transaction(raw)
        async with self._one:
            await visit(raw.execute, "BEGIN IMMEDIATE")
            try:
                answer = await visit(lambda: writer._finish(unit(transaction)))
            except sqlite3.Error:
                await visit(raw.execute, "ROLLBACK")
                raise
            await visit(raw.execute, "COMMIT")
        for key, at in transaction.wakes:
            self._wake(key, at)
        return answer


def a_transaction_is_run_where_it_is_wanted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writer, "Writer", Impatient)


WAYS = (
    Way(
        broken=an_exchange_is_awaited_where_it_is_wanted,
        tests=(
            "tests/http/test_exchange.py::test_a_caller_who_is_cancelled_leaves_it_alone",
            "tests/http/test_exchange.py::test_a_caller_who_no_longer_waits_leaves_it_alone",
            "tests/http/test_api.py::test_a_cancelled_caller_does_not_cancel_the_exchange",
        ),
    ),
    Way(
        broken=a_transaction_is_run_where_it_is_wanted,
        tests=(
            "tests/store/test_store.py::test_a_caller_who_goes_away_breaks_nothing",
            "tests/proofs/test_proofs.py::test_what_is_claimed_holds_in_the_quick_size[storm]",
        ),
    ),
)
