"""Five thousand recordings through one life: nothing grows.

Time runs faster for the bot and its services, and the service allows any number an hour; all else
is the real process, looked at from inside whenever it has nothing to do.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bot.sandbox import Sandbox
from bot.sandbox.slack.messages import Message
from tests.house import open_sandbox, parts, recording
from tests.process import Process
from tests.proofs import memory
from tests.proofs.crew import WHOLE
from tests.proofs.lives import SameClock
from tests.proofs.probed import Report, read_reports
from tests.proofs.score import Row

JOBS, TOGETHER = 5000, 250
QUICK_JOBS, QUICK_TOGETHER = 12, 4
WARM = 5  # the first of so many parts warms up; the second is compared with the last
SPEED = 15.0
COUNTED = ("descriptors", "tasks", "threads")
GROWTH = 10.0  # MB
FLAT, QUICK_FLAT = 3, 25  # so many come and go with connections that are kept for a while
QUIET = 2.2  # seconds after the last job, for the report of a second in which nothing happened
GLANCE = 0.5
PATIENCE = 300.0


def prove(*, whole: bool) -> list[Row]:
    jobs, together = (JOBS, TOGETHER) if whole else (QUICK_JOBS, QUICK_TOGETHER)
    quiet = asyncio.run(_soak(jobs // together, together))
    window = max(len(quiet) // WARM, 1)
    warm, last = quiet[window : 2 * window], quiet[-window:]
    grown = _median(last, "megabytes") - _median(warm, "megabytes")
    more = {name: _median(last, name) - _median(warm, name) for name in COUNTED}
    return [
        Row(
            proof=f"{len(quiet) * together:,} jobs through one life",
            mark=f"memory +≤ {GROWTH:.0f} MB after warm-up; {', '.join(COUNTED)} flat",
            figure=f"{grown:+.1f} MB to {_median(last, 'megabytes'):.0f} MB; "
            + ", ".join(f"{name} {more[name]:+g}" for name in COUNTED),
            held=grown <= GROWTH and max(more.values()) <= (FLAT if whole else QUICK_FLAT),
        )
    ]


def _median(reports: Sequence[Report], name: str) -> float:
    return float(median(getattr(report, name) for report in reports))


async def _soak(rounds: int, together: int) -> list[Report]:
    """What it looks like after each round, when all is quiet."""
    with memory.folder() as place:
        async with open_sandbox() as sandbox:
            _lift_limits(sandbox, together)
            report = Path(place) / "report"
            clock = SameClock.of(sandbox)
            times = [str(value) for value in (clock.at, clock.since, clock.speed)]
            command = ("tests.proofs.probed", str(report), "--unlimited", "--clock", *times)
            process = Process(sandbox, Path(place), command=command, LOG_LEVEL="ERROR")
            try:
                await process.start()
                return [await _round(sandbox, report, together) for _ in range(rounds)]
            finally:
                process.kill()
                await process.ended()


def _lift_limits(sandbox: Sandbox, together: int) -> None:
    sandbox.clock.speed = SPEED
    sandbox.slack.limits.enabled = False
    sandbox.tuplets.slots = together
    sandbox.tuplets.credit *= 1_000_000
    rules = sandbox.tuplets.limits.rules
    rules |= dict.fromkeys(rules, (1_000_000_000, 1.0))


async def _round(sandbox: Sandbox, report: Path, together: int) -> Report:
    messages = [await sandbox.slack.share("ben", "product", [recording()]) for _ in range(together)]
    async with asyncio.timeout(PATIENCE):
        while messages := [m for m in messages if not _over(sandbox, m)]:  # noqa: ASYNC110  # to look at every change would cost more than the bot
            await asyncio.sleep(GLANCE)
    await asyncio.sleep(QUIET)
    _forget(sandbox)
    return read_reports(report)[-1]


def _over(sandbox: Sandbox, message: Message) -> bool:
    return Counter(parts(sandbox, message)) == WHOLE


def _forget(sandbox: Sandbox) -> None:
    """The world around the bot must not grow either, or it becomes slow."""
    sandbox.calls.clear()
    sandbox.slack.workspace.messages.clear()
    sandbox.slack.shelf.files.clear()
    sandbox.slack.shelf.tickets.clear()
    sandbox.slack.delivery.parcels.clear()
    sandbox.tuplets._jobs.clear()
    sandbox.tuplets.storage._targets.clear()
