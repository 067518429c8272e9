"""Small real servers on loopback, and a clock that stands still."""

import asyncio
import ssl
from collections.abc import Iterable
from contextlib import asynccontextmanager
from itertools import chain

from aiohttp import web

from bot.domain.ports import Clock
from bot.http import open_http
from bot.http.guard import Guard


class StillClock:
    """A clock that only the test moves."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.time = now

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += max(seconds, 0.0)


@asynccontextmanager
async def serve(handler):
    """Serve every request of every path with one handler; yields the base address."""
    runner = web.ServerRunner(web.Server(handler), shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serve_bytes(answer: bytes, *, hang: bool = False):
    """Answer every connection with these bytes, whatever is asked; then close it, or do not."""

    async def talk(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
            if hang:
                await reader.read()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def serve_pieces(head: bytes, pieces: Iterable[bytes], pause: float = 0.0):
    """Send every caller these bytes, with a pause after each, until they end or the caller goes."""
    talks = set()

    async def talk(reader, writer):
        talks.add(asyncio.current_task())
        try:
            await reader.readuntil(b"\r\n\r\n")
            for piece in chain([head], pieces):
                writer.write(piece)
                await asyncio.sleep(pause)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await asyncio.gather(*talks)


@asynccontextmanager
async def calling_out(*allowed: str, guard: Guard | None = None, clock: Clock | None = None):
    """The bot's way out, with these hosts named as the operator's own."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the authorities take their time to load
    async with open_http(clock or StillClock(), guard or Guard(allowed), tls) as http:
        yield http
