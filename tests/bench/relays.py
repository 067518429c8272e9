"""Relays of one kind, and what they cost: `python -m tests.bench.relays raw|ours|plain|naive PORT SIZE`.

A small relay goes first, so that what is only loaded once is not counted.
"""

import asyncio
import json
import resource
import socket
import sys
import time
from collections.abc import Callable
from statistics import median

import aiohttp
from yarl import URL

from bot.clock import SystemClock
from bot.http import open_http
from bot.http.guard import Guard
from tests.bench.cores import alone
from tests.bench.ends import trusting
from tests.bench.memory import forget_peak, peak, resident

SMALL = 1_000_000
TIMES = {"raw": 3, "ours": 3, "plain": 3, "naive": 1}  # the median counts


def raw(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """Blocking sockets that only shovel: what TLS itself costs."""
    tls, room = trusting(), bytearray(256 * 1024)

    def open_(head: str):
        end = tls.wrap_socket(
            socket.create_connection(("127.0.0.1", port)), server_hostname="localhost"
        )
        end.sendall(f"{head} HTTP/1.1\r\nHost: localhost\r\n".encode())
        return end

    def relay(size: int) -> None:
        with open_(f"GET /{size}") as source, open_("PUT /upload") as sink:
            source.sendall(b"\r\n")
            sink.sendall(f"Content-Length: {size}\r\n\r\n".encode())
            got = source.recv(65536).partition(b"\r\n\r\n")[2]
            sink.sendall(got)
            left = size - len(got)
            while left:
                count = source.recv_into(room)
                sink.sendall(memoryview(room)[:count])
                left -= count
            assert sink.recv(65536).startswith(b"HTTP/1.1 200")

    return [_cost(lambda size=size: relay(size)) for size in sizes]


async def ours(port: int, sizes: list[int]) -> list[dict[str, float]]:
    async with open_http(SystemClock(), Guard(), trusting()) as http:

        async def relay(size: int) -> None:
            address = f"https://localhost:{port}"
            async with http.bulk.get(URL(f"{address}/{size}"), lambda _: {}, _never) as download:
                receipt = await http.bulk.put(
                    f"{address}/upload", download, size=size, headers={"Content-Type": "audio/mp4"}
                )
            assert receipt.status == 200

        return [await _cost_of(relay, size) for size in sizes]


async def plain(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """aiohttp alone, streaming without a question asked: what it costs by itself."""
    async with _session(port) as session:

        async def relay(size: int) -> None:
            async with session.get(f"/{size}") as response:
                told = {"Content-Length": str(size)}
                chunks = response.content.iter_any()
                async with session.put("/upload", data=chunks, headers=told) as answer:
                    assert answer.status == 200

        return [await _cost_of(relay, size) for size in sizes]


async def naive(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """What one writes first: read it all, then send it."""
    async with _session(port) as session:

        async def relay(size: int) -> None:
            async with session.get(f"/{size}") as response:
                recording = await response.read()
            async with session.put("/upload", data=recording) as response:
                assert response.status == 200

        return [await _cost_of(relay, size) for size in sizes]


def _session(port: int) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        f"https://localhost:{port}",
        connector=aiohttp.TCPConnector(ssl=trusting(), force_close=True),
        auto_decompress=False,
    )


def _never() -> bool:
    return False


def _cost(relay: Callable[[], None]) -> dict[str, float]:
    return asyncio.run(_cost_of(lambda _: asyncio.to_thread(relay), 0))


async def _cost_of(relay, size: int) -> dict[str, float]:
    forget_peak()
    before, began = resident(), time.perf_counter()
    cpu = _cpu()
    await relay(size)
    return {
        "cpu": _cpu() - cpu,
        "seconds": time.perf_counter() - began,
        "memory": peak() - before,
    }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main(way: str, port: int, size: int) -> None:
    alone()
    sizes = [SMALL, *[size] * TIMES[way]]
    costs = {
        "raw": lambda: raw(port, sizes),
        "ours": lambda: asyncio.run(ours(port, sizes)),
        "plain": lambda: asyncio.run(plain(port, sizes)),
        "naive": lambda: asyncio.run(naive(port, sizes)),
    }[way]()
    cost = {what: median(cost[what] for cost in costs[1:]) for what in ("cpu", "seconds")}
    json.dump(cost | {"memory": max(cost["memory"] for cost in costs[1:])}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
