"""Cancelled a thousand times in the middle of requests and transactions, nothing of ours breaks."""

import asyncio
import itertools
import random
import sqlite3
from contextlib import AsyncExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.memory import Store
from bot.http import Http, open_http
from bot.http.api import Api
from bot.http.guard import Guard
from bot.sandbox import Sandbox
from bot.store.sqlite import open_store
from tests.proofs import memory
from tests.proofs.ledger import asked_for, told
from tests.proofs.score import Row

CANCELS, QUICK_CANCELS = 1000, 200
AFTERWARDS = 50  # requests that have to go well
AT_ONCE = 25
LONGEST = 0.03  # seconds until somebody changes their mind
SLOW = 0.01  # seconds that the service takes to answer
PATIENCE = 20.0  # seconds for the requests afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What is not as it should be after the storm."""

    cancelled: int
    failed: int  # of the requests afterwards
    open_transactions: int
    half_transactions: int


def prove(*, whole: bool) -> list[Row]:
    damage = asyncio.run(_storm(CANCELS if whole else QUICK_CANCELS))
    broken = damage.failed + damage.open_transactions + damage.half_transactions
    least = (CANCELS if whole else QUICK_CANCELS) // 2
    return [
        Row(
            proof="cancellation storm during requests and transactions",
            mark=f"≥ {least:,} struck: the next {AFTERWARDS} requests go well, "
            "0 open and 0 half transactions",
            figure=f"{damage.cancelled:,} struck: {damage.failed} requests failed, "
            f"{damage.open_transactions} open, {damage.half_transactions} half",
            held=damage.cancelled >= least and not broken,
        )
    ]


async def _storm(cancels: int) -> Damage:
    with memory.folder() as place:
        return await _survive(Path(place) / "bot.db", cancels)


async def _survive(database: Path, cancels: int) -> Damage:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox())
        http = await stack.enter_async_context(open_http(SystemClock(), Guard(())))
        store = await stack.enter_async_context(
            open_store(database, SystemClock(), lambda key, at: None)
        )
        api = _api(sandbox, http)
        cancelled = await _strike(store, api, cancels)
        failed = await _failures(api)
        open_transactions = await asyncio.to_thread(_open, database)
    return Damage(
        cancelled=cancelled,
        failed=failed,
        open_transactions=open_transactions,
        half_transactions=_half(database),
    )


def _api(sandbox: Sandbox, http: Http) -> Api:
    rules = sandbox.tuplets.limits.rules
    rules |= dict.fromkeys(rules, (1_000_000, 1.0))
    sandbox.faults.order("tuplets", "GET /jobs", delay=SLOW, times=None)
    bearer = {"Authorization": f"Bearer {sandbox.tuplets.api_key}"}
    return http.api("tuplets", f"{sandbox.url}/tuplets", bearer)


async def _strike(store: Store, api: Api, cancels: int) -> int:
    """Begin so many works, half of them writing, and cancel each; how many it struck."""
    chance, room = random.Random(cancels), asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> bool:
        async with room:
            working = _transactions(store, str(number)) if number % 2 else _requests(api)
            work = asyncio.create_task(working)
            await asyncio.sleep(chance.uniform(0.0, LONGEST))
            work.cancel()
            with suppress(asyncio.CancelledError):
                await work
            return work.cancelled()

    return sum(await asyncio.gather(*(one(number) for number in range(cancels))))


async def _requests(api: Api) -> None:
    """One request after the other."""
    while True:
        await api.call("GET", "/jobs")


async def _transactions(store: Store, key: str) -> None:
    """One notice after the other is told, and turned into a job."""
    for number in itertools.count():
        notice = told(f"{key}.{number}")
        await store.take_in(notice)
        await store.settle(notice, [asked_for(notice.key)])
        await store.unsettled(AT_ONCE)


async def _failures(api: Api) -> int:
    """How many of the requests afterwards do not go well."""
    requests = [asyncio.create_task(api.call("GET", "/jobs")) for _ in range(AFTERWARDS)]
    done, late = await asyncio.wait(requests, timeout=PATIENCE)
    for request in late:
        request.cancel()
    return len(late) + sum(request.exception() is not None for request in done)


def _open(database: Path) -> int:
    """Whether a transaction is open: then nobody else may begin one."""
    with closing(sqlite3.connect(database, timeout=1.0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return 1
    return 0


def _half(database: Path) -> int:
    """Notices that were ticked off without their job, and jobs without their notice."""
    with closing(sqlite3.connect(database)) as reading:
        settled = "SELECT key FROM inbox WHERE settled_at IS NOT NULL"
        notices = {key for (key,) in reading.execute(settled)}
        jobs = {key for (key,) in reading.execute("SELECT dedupe_key FROM jobs")}
    return len(notices ^ jobs)
