"""Large downloads, read past aiohttp's parser: over TLS and without, from servers of any kind."""

import asyncio
import ssl
from contextlib import asynccontextmanager

import pytest
from yarl import URL

from bot.domain.errors import Transient
from bot.domain.ports import Stopped
from bot.http import bulk, inflow, open_http
from bot.http.guard import Guard
from bot.http.inflow import Inflow
from tests.bench.ends import PAIR, Ends, trusting
from tests.http.servers import StillClock

BODY = bytes(range(251)) * 20_000  # five megabytes, and no two blocks alike
WINDOW = 16_000_000  # bytes, more than the kernel's buffers of both sides


@asynccontextmanager
async def giving(body: bytes, told: int, *, tls: bool, hang: bool = False, sent=None):
    """A server that promises so many bytes and gives these, and a way out that knows it."""
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PAIR)

    async def talk(reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % told)
            for at in range(0, len(body), 100_000):
                writer.write(body[at : at + 100_000])
                await writer.drain()
                if sent is not None:
                    sent.append(at)
            if hang:
                await reader.read()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    try:
        async with open_http(StillClock(), Guard(), trusting()) as http:
            yield http, URL(f"{'https' if tls else 'http'}://localhost:{port}/")
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def open_(http, url, stop=lambda: False):
    async with http.bulk.get(url, lambda _: {}, stop) as download:
        assert isinstance(download._inflow, Inflow)
        yield download


async def read(download) -> bytes:
    return b"".join([chunk async for chunk in download])


async def turns(count: int) -> None:
    """Let everybody else have so many turns."""
    for _ in range(count):
        await asyncio.sleep(0)


both = pytest.mark.parametrize("tls", [True, False], ids=["TLS", "plain"])


@both
@pytest.mark.parametrize("rounds", [0, 200], ids=["at once", "after a while"])
async def test_a_large_body_comes_byte_for_byte_however_much_is_here_already(tls, rounds):
    async with giving(BODY, len(BODY), tls=tls) as (http, url), open_(http, url) as download:
        await turns(rounds)
        assert await read(download) == BODY


@pytest.mark.parametrize("size", [1_700_000, 2_500_000, 3_300_000])
async def test_the_last_bytes_are_not_lost_when_the_end_comes_while_we_have_it_wait(
    size, monkeypatch
):
    """asyncio throws away what it holds beyond one buffer of ours, when a connection ends."""
    monkeypatch.setattr(inflow, "_ROOM", 30_000)
    with Ends() as ends:
        async with open_http(StillClock(), Guard(), trusting()) as http:
            url = URL(f"https://localhost:{ends.port}/{size}")
            async with open_(http, url) as download:
                got = 0
                async for chunk in download:
                    got += len(chunk)
                    await turns(300)
    assert got == size


@both
async def test_a_connection_that_ends_early_is_told_from_the_end(tls):
    async with giving(BODY, len(BODY) + 1, tls=tls) as (http, url), open_(http, url) as download:
        with pytest.raises(Transient, match="download"):
            await read(download)


@both
async def test_what_comes_beyond_the_told_length_is_nobodys(tls):
    told = len(BODY) - 777
    async with giving(BODY, told, tls=tls, hang=True) as (http, url), open_(http, url) as download:
        assert await read(download) == BODY[:told]


@both
async def test_a_stop_ends_a_download_whose_other_side_is_silent(tls):
    stopped = asyncio.Event()
    half = BODY[: len(BODY) // 2]
    async with (
        giving(half, len(BODY), tls=tls, hang=True) as (http, url),
        open_(http, url, stopped.is_set) as download,
    ):
        reading = asyncio.create_task(read(download))
        while download._inflow.silence < 0.01:
            await turns(1)
        stopped.set()
        with pytest.raises(Stopped):
            await asyncio.wait_for(reading, 2.0)


@both
async def test_a_side_that_is_silent_for_long_is_given_up(tls, monkeypatch):
    monkeypatch.setattr(bulk, "_IDLE", 0.5)
    half = BODY[: len(BODY) // 2]
    async with (
        giving(half, len(BODY), tls=tls, hang=True) as (http, url),
        open_(http, url) as download,
    ):
        with pytest.raises(Transient):
            await asyncio.wait_for(read(download), 3.0)


@both
async def test_whoever_does_not_read_does_not_have_it_all_sent(tls):
    sent: list[int] = []
    body = bytes(4 * WINDOW)
    async with (
        giving(body, len(body), tls=tls, sent=sent) as (http, url),
        open_(http, url) as download,
    ):
        await anext(download)
        await turns(3000)
        assert sent[-1] < WINDOW
        assert sum([len(chunk) async for chunk in download]) > 3 * WINDOW
