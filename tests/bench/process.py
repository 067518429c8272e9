"""The idle process and its start, against importing the same libraries and doing nothing.

Memory is read a second after the bot is ready; its start is over when it says so.
"""

import asyncio
import time

from tests.bench.bots import child, our_bot
from tests.bench.cores import beside
from tests.bench.memory import resident
from tests.bench.score import Measure, ratios
from tests.bench.slack import Slack, open_slack

IDLE = 1.0  # seconds


async def measure(rounds: int) -> list[Measure]:
    ours, imports = [], []
    with beside():
        async with open_slack() as slack:
            await _our_start(slack)  # once unseen: the files come from the disk
            for _ in range(rounds):
                imports.append(await _imports())
                ours.append(await _our_start(slack))
    our_times, our_memory = zip(*ours, strict=True)
    their_times, their_memory = zip(*imports, strict=True)
    return [
        Measure(
            name="idle memory beyond the imports",
            values=[our - their for our, their in zip(our_memory, their_memory, strict=True)],
            unit="MB",
            goal=20,
            digits=1,
        ),
        Measure(
            name="start to ready against importing alone",
            values=ratios(our_times, their_times),
            goal=1.5,
        ),
        Measure(name="the imports themselves", values=their_memory, unit="MB", digits=1),
    ]


async def _our_start(slack: Slack) -> tuple[float, float]:
    began = time.perf_counter()
    async with our_bot(slack) as bot:
        took = time.perf_counter() - began
        await asyncio.sleep(IDLE)
        return took, resident(bot.pid)


async def _imports() -> tuple[float, float]:
    began = time.perf_counter()
    async with child("-m", "tests.bench.imports") as process:
        assert process.stdout
        await process.stdout.readline()
        return time.perf_counter() - began, resident(process.pid)
