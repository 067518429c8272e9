"""A thousand recordings under way do not delay a start, and ten thousand cost next to nothing."""

import asyncio
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.sandbox import Sandbox
from tests.bench import floors
from tests.bench.cores import alone, beside
from tests.bench.memory import resident
from tests.house import open_sandbox
from tests.process import Process, kept
from tests.proofs.fleet import Fleet
from tests.proofs.score import Row

CROWD, WAITING, QUICK = 10_000, 1000, 50
FEW = (
    100  # whose life asks and reads lists as that of many does: the jobs alone make the difference
)
READY, POLLED = 1.0, 2.0  # seconds after the imports
QUICK_READY = 30.0
BYTES, SHARE = 300.0, 0.005  # of memory for a job; of a core for all of them
SETTLED, IDLE = 10.0, 30.0  # seconds until a life is quiet, and for which it is watched
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Seconds from the beginning of the process."""

    ready: float
    polled: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Of a life: its memory, its share of a core, and that of a bare loop that asks as often."""

    megabytes: float
    share: float
    floor: float


def prove(*, whole: bool) -> list[Row]:
    with beside():
        return asyncio.run(_whole() if whole else _quick())


async def _whole() -> list[Row]:
    return [
        await _restart(Fleet(accepted=WAITING), READY),
        await _restart(Fleet(running=WAITING), READY, POLLED),
        await _in_flight(CROWD),
    ]


async def _quick() -> list[Row]:
    return [await _restart(Fleet(running=QUICK), QUICK_READY, QUICK_READY)]


async def _restart(fleet: Fleet, ready: float, polled: float | None = None) -> Row:
    imports = median([await _imports() for _ in range(3)])
    with floors.folder() as place:
        async with open_sandbox() as sandbox:
            sandbox.slack.limits.enabled = False
            await fleet.lay_down(sandbox, Path(place) / "bot.db")
            start = await _start(sandbox, Path(place), wait_for_poll=polled is not None)
    after, poll = start.ready - imports, start.polled - imports
    said = [f"ready in {after:.2f} s", *([f"first poll in {poll:.2f} s"] if polled else [])]
    return Row(
        proof=f"restart with {fleet.accepted:,} jobs to be submitted, {fleet.running:,} submitted",
        mark=f"after the imports ready in {ready:g} s"
        + (f", first poll in {polled:g} s" if polled else ""),
        figure=f"{', '.join(said)} (imports {imports:.2f} s)",
        held=after <= ready and (polled is None or poll <= polled),
    )


async def _imports() -> float:
    """How long Python takes to load all of the bot."""
    began = time.perf_counter()
    loading = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import bot.cli, bot.config, bot.app, bot.room", env=kept()
    )
    await loading.wait()
    return time.perf_counter() - began


async def _start(sandbox: Sandbox, folder: Path, *, wait_for_poll: bool) -> Start:
    process, began = Process(sandbox, folder, LOG_LEVEL="ERROR"), time.perf_counter()
    polls: list[float] = []
    sandbox.calls.listen(
        lambda call: (
            polls.append(time.perf_counter()) if call.method.startswith("GET /jobs") else None
        )
    )
    try:
        await process.start()
        ready = time.perf_counter()
        if wait_for_poll:
            await sandbox.wait_until(lambda: polls, seconds=PATIENCE)
    finally:
        process.kill()
        await process.ended()
    return Start(ready=ready - began, polled=polls[0] - began if polls else 0.0)


async def _in_flight(count: int) -> Row:
    few, many = await _watched(FEW), await _watched(count)
    each = (many.megabytes - few.megabytes) * 1e6 / (count - FEW)
    return Row(
        proof=f"{count:,} jobs in flight",
        mark=f"≤ {BYTES:g} B each, ≤ {SHARE:.1%} of a core",
        figure=f"{each:.0f} B each, {many.share:.2%} of a core "
        f"({many.share / many.floor:.1f} x a bare loop that asks as often)",
        held=each <= BYTES and many.share <= SHARE,
    )


async def _watched(count: int) -> Watched:
    """A life with so many jobs; where it is those that count, then what only asking takes, too."""
    with floors.folder() as place:
        async with open_sandbox() as sandbox:
            await Fleet(running=count).lay_down(sandbox, Path(place) / "bot.db")
            process = Process(sandbox, Path(place), LOG_LEVEL="ERROR")
            try:
                await process.start()
                share, asked = await _share(sandbox, process.pid)
                megabytes = resident(process.pid)
            finally:
                process.kill()
                await process.ended()
            floor = await _floor(sandbox, asked) if count > FEW else share
            return Watched(megabytes=megabytes, share=share, floor=floor)


async def _floor(sandbox: Sandbox, times: float) -> float:
    settings = sandbox.environment()
    url = f"{settings['TUPLETS_URL']}/jobs/{sandbox.tuplets.jobs[0].id}"
    asker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.proofs.asker"),
        *(url, settings["TUPLETS_API_KEY"], str(times)),
    )
    try:
        share, _ = await _share(sandbox, asker.pid)
    finally:
        asker.kill()
        await asker.wait()
    return share


async def _share(sandbox: Sandbox, pid: int) -> tuple[float, float]:
    """Of a core that a process takes once it is quiet, and how often a second it asks."""
    alone(pid)
    await asyncio.sleep(SETTLED)
    before, asked = _processor_seconds(pid), len(sandbox.calls.of("tuplets"))
    await asyncio.sleep(IDLE)
    share = (_processor_seconds(pid) - before) / IDLE
    return share, (len(sandbox.calls.of("tuplets")) - asked) / IDLE


def _processor_seconds(pid: int) -> float:
    """What a process has used of any core (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
