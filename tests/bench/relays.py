"""Relays of one kind, and what they cost: `python -m tests.bench.relays WAY PORT SIZE`.

A small relay goes first, so that what is only loaded once is not counted. The cheapest of several
counts: whatever else runs here only ever adds.
"""

import asyncio
import hashlib
import json
import resource
import socket
import sys
import time
from collections.abc import Callable

import aiohttp
import httpx
from yarl import URL

from bot.clock import SystemClock
from bot.http import open_http
from bot.http.guard import Guard
from bot.providers.plaud.upload import Pieces
from tests.bench.cores import alone
from tests.bench.ends import trusting
from tests.bench.memory import forget_peak, peak, resident

SMALL = 1_000_000
ROOM = 256 * 1024
TIMES = {"naive": 1}
OFTEN = 3
PART = 5 * 1024 * 1024  # bytes of a part in Plaud's upload plans


def raw(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """Blocking sockets that only shovel: what TLS itself costs."""
    tls, room = trusting(), bytearray(ROOM)

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


async def streams(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """asyncio's own sockets, only shovelling: what its way of doing TLS costs."""
    tls = trusting()

    async def open_(head: str, more: str = "") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("localhost", port, ssl=tls, limit=ROOM)
        writer.write(f"{head} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode())
        return reader, writer

    async def relay(size: int) -> None:
        source, asking = await open_(f"GET /{size}")
        answer, sink = await open_("PUT /upload", f"Content-Length: {size}\r\n")
        await source.readuntil(b"\r\n\r\n")
        while size:
            chunk = await source.read(ROOM)
            size -= len(chunk)
            sink.write(chunk)
            await sink.drain()
        assert (await answer.read(ROOM)).startswith(b"HTTP/1.1 200")
        asking.close()
        sink.close()

    return [await _cost_of(relay, size) for size in sizes]


async def ours(port: int, sizes: list[int]) -> list[dict[str, float]]:
    async with open_http(SystemClock(), Guard(), trusting()) as http:
        address = f"https://localhost:{port}"

        async def relay(size: int) -> None:
            async with http.bulk.get(URL(f"{address}/{size}"), lambda _: {}, _never) as download:
                receipt = await http.bulk.put(
                    f"{address}/upload", download, size=size, headers={"Content-Type": "audio/mp4"}
                )
            assert receipt.status == 200

        return [await _cost_of(relay, size) for size in sizes]


async def parts(port: int, sizes: list[int]) -> list[dict[str, float]]:
    """As Plaud has it: a digest of everything, and a connection for each part."""
    async with open_http(SystemClock(), Guard(), trusting()) as http:
        address = f"https://localhost:{port}"

        async def relay(size: int) -> None:
            async with http.bulk.get(URL(f"{address}/{size}"), lambda _: {}, _never) as download:
                pieces = Pieces("plaud", download)
                for at in range(0, size, PART):
                    length = min(PART, size - at)
                    piece = pieces.next(length)
                    receipt = await http.bulk.put(
                        f"{address}/upload", piece, size=length, headers={}
                    )
                    assert receipt.status == 200
                assert pieces.md5

        return [await _cost_of(relay, size) for size in sizes]


async def md5(_: int, sizes: list[int]) -> list[dict[str, float]]:
    """The digest alone."""
    block = bytes(ROOM)

    async def digest(size: int) -> None:
        made = hashlib.md5(usedforsecurity=False)
        for _ in range(0, size, ROOM):
            made.update(block)

    return [await _cost_of(digest, size) for size in sizes]


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
    async with httpx.AsyncClient(verify=trusting(), timeout=None) as client:
        address = f"https://localhost:{port}"

        async def relay(size: int) -> None:
            recording = (await client.get(f"{address}/{size}")).content
            answer = await client.put(f"{address}/upload", content=recording)
            assert answer.status_code == 200

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


WAYS = {
    "raw": raw,
    "streams": streams,
    "ours": ours,
    "parts": parts,
    "md5": md5,
    "plain": plain,
    "naive": naive,
}


def main(way: str, port: int, size: int) -> None:
    alone()
    relays, sizes = WAYS[way], [SMALL, *[size] * TIMES.get(way, OFTEN)]
    costs = relays(port, sizes)
    first, *rest = asyncio.run(costs) if asyncio.iscoroutine(costs) else costs
    assert first, "the small one"
    cost = {what: min(cost[what] for cost in rest) for what in ("cpu", "seconds")}
    json.dump(cost | {"memory": max(cost["memory"] for cost in rest)}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
