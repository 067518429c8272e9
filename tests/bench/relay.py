"""A recording of 200 MB, streamed from one machine to another over TLS; and one of a gigabyte.

Our bulk path against raw sockets that only shovel (blocking ones are the floor; asyncio's have its
way of doing TLS in them), against aiohttp alone, and against reading the whole recording first with
httpx (naive). Each relay is a process of its own; its time counts and not that of the two ends.
"""

import asyncio
import json
import sys
from collections.abc import Mapping

from tests.bench.cores import beside
from tests.bench.ends import Ends
from tests.bench.score import Measure, ratios

SIZE = 200_000_000
GIGABYTE = 1_000_000_000
WAYS = ("raw", "streams", "ours", "plain", "naive", "parts", "md5")

Cost = Mapping[str, float]


async def measure(rounds: int) -> list[Measure]:
    costs: dict[str, list[Cost]] = {way: [] for way in WAYS}
    with beside(), Ends() as ends:
        for _ in range(rounds):
            for way in WAYS:
                costs[way].append(await _relay(way, ends.port, SIZE))
        whole = [await _relay("ours", ends.port, GIGABYTE)]
    return [
        _megabytes("memory added by a gigabyte", whole, goal=32),
        _megabytes("memory added by 200 MB", costs["ours"], goal=20),
        _megabytes("memory added by 200 MB, reading it whole", costs["naive"]),
        _against("CPU against raw sockets", costs, "ours", "raw", goal=1.15),
        _against("CPU against asyncio's sockets", costs, "ours", "streams", goal=1.15),
        _against("CPU against aiohttp alone", costs, "ours", "plain"),
        _against("CPU against reading it whole", costs, "ours", "naive"),
        _against("CPU in parts as Plaud has it, against raw sockets", costs, "parts", "raw"),
        _against("of that the MD5 which Plaud asks for", costs, "md5", "raw"),
        _seconds("CPU of ours, per GB", costs["ours"]),
        _seconds("CPU of ours in parts, with MD5, per GB", costs["parts"]),
        Measure(
            name="time against raw sockets",
            values=ratios(_all(costs["ours"], "seconds"), _all(costs["raw"], "seconds")),
        ),
    ]


def _against(
    name: str, costs: Mapping[str, list[Cost]], way: str, other: str, goal: float | None = None
) -> Measure:
    values = ratios(_all(costs[way], "cpu"), _all(costs[other], "cpu"))
    return Measure(name=name, values=values, goal=goal)


def _megabytes(name: str, costs: list[Cost], goal: float | None = None) -> Measure:
    return Measure(name=name, values=_all(costs, "memory"), unit="MB", goal=goal, digits=1)


def _seconds(name: str, costs: list[Cost]) -> Measure:
    values = [cost * GIGABYTE / SIZE for cost in _all(costs, "cpu")]
    return Measure(name=name, values=values, unit="s")


def _all(costs: list[Cost], what: str) -> list[float]:
    return [cost[what] for cost in costs]


async def _relay(way: str, port: int, size: int) -> Cost:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.relays", way, str(port), str(size)),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await child.communicate()
    assert child.returncode == 0, f"the relay `{way}` ended with {child.returncode}"
    return json.loads(out)
