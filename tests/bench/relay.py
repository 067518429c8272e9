"""A recording of 200 MB, streamed from one machine to another over TLS.

Our bulk path against raw sockets that only shovel (the floor for the CPU), and against reading the
whole recording first (naive, for the memory). Each relay is a process of its own; its time counts
and not that of the two ends.
"""

import asyncio
import json
import sys
from collections.abc import Mapping

from tests.bench.cores import beside
from tests.bench.ends import Ends
from tests.bench.score import Measure, ratios

SIZE = 200_000_000
WAYS = ("raw", "ours", "plain", "naive")

Cost = Mapping[str, float]


async def measure(rounds: int) -> list[Measure]:
    costs: dict[str, list[Cost]] = {way: [] for way in WAYS}
    with beside(), Ends() as ends:
        for _ in range(rounds):
            for way in WAYS:
                costs[way].append(await _relay(way, ends.port))
    return [
        Measure(
            name="memory added by 200 MB",
            values=_all(costs["ours"], "memory"),
            unit="MB",
            goal=20,
            digits=1,
        ),
        Measure(
            name="memory added by 200 MB, against reading it whole",
            values=ratios(_all(costs["ours"], "memory"), _all(costs["naive"], "memory")),
            digits=3,
        ),
        _against_raw("CPU per GB against raw sockets", costs, "ours", goal=1.15),
        _against_raw("CPU per GB, aiohttp alone, against raw sockets", costs, "plain"),
        _against_raw("CPU per GB, reading it whole, against raw sockets", costs, "naive"),
        Measure(
            name="time against raw sockets",
            values=ratios(_all(costs["ours"], "seconds"), _all(costs["raw"], "seconds")),
        ),
    ]


def _against_raw(
    name: str, costs: Mapping[str, list[Cost]], way: str, goal: float | None = None
) -> Measure:
    values = ratios(_all(costs[way], "cpu"), _all(costs["raw"], "cpu"))
    return Measure(name=name, values=values, goal=goal)


def _all(costs: list[Cost], what: str) -> list[float]:
    return [cost[what] for cost in costs]


async def _relay(way: str, port: int) -> Cost:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.relays", way, str(port), str(SIZE)),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await child.communicate()
    assert child.returncode == 0, f"the relay `{way}` ended with {child.returncode}"
    return json.loads(out)
