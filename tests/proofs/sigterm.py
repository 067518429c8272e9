"""Told to stop at any moment, the process ends in order and soon; told twice, at once."""

import asyncio
import random
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import Sandbox
from tests.house import open_sandbox
from tests.process import Process
from tests.proofs import memory
from tests.proofs.crew import Crew
from tests.proofs.score import Row

MOMENTS, QUICK_MOMENTS = 50, 2
SECONDS, QUICK_SECONDS = 6.0, 1.0  # after it was ready, at most
LIMIT = 10.0  # seconds until it must be over: what container runtimes give
AT_ONCE = 1.0  # seconds that a process that leaves at once may take on a busy machine
TWICE, QUICK_TWICE = 3, 1  # times that it is told again
LIVE = 6
LANES = 2
STUCK = 3  # every so many moments meet a service that does not answer
LEFT_BEHIND = re.compile(r"Task was destroyed|never awaited|never retrieved|Traceback|Warning:")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a process ended."""

    code: int
    took: float
    tidy: bool  # nothing pending, nothing unclosed, the database whole


def prove(*, whole: bool) -> list[Row]:
    if whole:
        return asyncio.run(_prove(MOMENTS, SECONDS, TWICE))
    return asyncio.run(_prove(QUICK_MOMENTS, QUICK_SECONDS, QUICK_TWICE))


async def _prove(moments: int, longest: float, twice_moments: int) -> list[Row]:
    """In several workspaces side by side: most of the time somebody waits."""
    chance = random.Random(moments)
    numbered = list(enumerate(chance.uniform(0.0, longest) for _ in range(moments)))
    ends = await asyncio.gather(
        *(_ends(numbered[lane::LANES], twice_moments if lane == 0 else 0) for lane in range(LANES))
    )
    return [
        _once([end for once, _ in ends for end in once]),
        _twice([end for _, twice in ends for end in twice]),
    ]


async def _ends(moments: list[tuple[int, float]], twice: int) -> tuple[list[End], list[End]]:
    with memory.folder() as place:
        async with open_sandbox() as sandbox:
            crew = Crew(sandbox, live=LIVE, new=LIVE, longest=10.0)
            working = asyncio.create_task(crew.work())
            told = [await _end(sandbox, Path(place), after, number) for number, after in moments]
            told_twice = [await _end_twice(sandbox, Path(place)) for _ in range(twice)]
            crew.stop()
            await working
    return told, told_twice


def _once(ends: list[End]) -> Row:
    codes = sorted({end.code for end in ends})
    untidy = sum(not end.tidy for end in ends)
    slowest = max(end.took for end in ends)
    return Row(
        proof=f"SIGTERM at {len(ends)} random moments",
        mark=f"over in {LIMIT:.0f} s, code 0, nothing pending, the database whole",
        figure=f"over in {slowest:.1f} s at most, codes {codes}, {untidy} untidy",
        held=slowest <= LIMIT and codes == [0] and not untidy,
    )


def _twice(ends: list[End]) -> Row:
    slowest = max(end.took for end in ends)
    whole = all(end.tidy for end in ends)
    return Row(
        proof="a second SIGTERM",
        mark=f"over at once (≤ {AT_ONCE:.0f} s), the database whole",
        figure=f"over in {slowest:.2f} s at most",
        held=slowest <= AT_ONCE and whole,
    )


async def _end(sandbox: Sandbox, folder: Path, seconds: float, number: int) -> End:
    """Start, and stop after so many seconds; sometimes while a service is silent."""
    process = _process(sandbox, folder)
    if number % STUCK == 0:
        sandbox.faults.order("slack", "chat.update", delay=60.0)
        sandbox.faults.order("tuplets", "GET /jobs/{id}", delay=60.0)
    await process.start()
    await asyncio.sleep(seconds)
    return await _stopped(process, folder)


async def _end_twice(sandbox: Sandbox, folder: Path) -> End:
    """Stop twice while a service is silent, so that the first time takes a while."""
    process = _process(sandbox, folder)
    sandbox.faults.order("slack", "chat.postMessage", delay=60.0, times=None)
    await process.start()
    await sandbox.slack.command("ben", "product", "/scribe", "help")
    process.terminate()
    await asyncio.sleep(AT_ONCE / 2)
    sandbox.faults.clear()
    return await _stopped(process, folder)


async def _stopped(process: Process, folder: Path) -> End:
    process.terminate()
    began = time.monotonic()
    try:
        async with asyncio.timeout(2 * LIMIT):
            code = await process.ended()
    finally:
        process.kill()
    tidy = LEFT_BEHIND.search(process.said) is None and _whole(folder)
    return End(code=code, took=time.monotonic() - began, tidy=tidy)


def _process(sandbox: Sandbox, folder: Path) -> Process:
    return Process(sandbox, folder, LOG_LEVEL="INFO", PYTHONWARNINGS="default")


def _whole(folder: Path) -> bool:
    with closing(sqlite3.connect(folder / "bot.db")) as database:
        return bool(database.execute("PRAGMA integrity_check").fetchone()[0] == "ok")
