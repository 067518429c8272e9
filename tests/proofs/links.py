"""Links of strangers: none leads inside, and whatever is sent from there ends in little memory."""

import asyncio
import gzip
import socket
import ssl
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

from yarl import URL

from bot.clock import SystemClock
from bot.domain.errors import BotError
from bot.domain.front import FileFacts
from bot.domain.recording import Link
from bot.http import Http, open_http
from bot.http.guard import Guard
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers.tuplets.traits import STANDARD
from tests.bench import memory
from tests.http.hostile_urls import PUBLIC, PUBLIC_V6, Names, hostile
from tests.http.servers import serve_pieces
from tests.media import sounds
from tests.proofs.score import Row

LEAST = 10_000
QUICK = 7  # each seventh of them
MB = 1024 * 1024
MOST = 32  # MB of growth
OUTSIDE = {PUBLIC, PUBLIC_V6}
_OK = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def prove(*, whole: bool) -> list[Row]:
    links = hostile() if whole else hostile()[::QUICK]
    return [asyncio.run(_hostile(links)), asyncio.run(_greedy(512 if whole else 48))]


async def _hostile(links: list[str]) -> Row:
    names = Names()
    dialled: list[str] = []

    def dial(info: Any) -> socket.socket:
        dialled.append(info[4][0])
        raise OSError

    began, ended = time.monotonic(), 0
    async with _open(Guard(lookup=names.look_up, dial=dial)) as http:
        for link in links:
            ended += await _ends(http, link)
    inside = sum(address not in OUTSIDE for address in dialled)
    return Row(
        proof="hostile links through the guard, watched at the dialler",
        mark=f"≥ {LEAST:,}: 0 dials inside, each ends in a fault",
        figure=f"{len(links):,} in {time.monotonic() - began:.1f} s: {inside} dials inside, "
        f"{len(links) - ended} without a fault",
        held=len(links) >= LEAST and not inside and ended == len(links),
    )


def _open(guard: Guard) -> Any:
    return open_http(SystemClock(), guard, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


async def _ends(http: Http, link: str) -> bool:
    guard = http.guard

    def admit(hop: URL) -> dict[str, str]:
        guard.parse(str(hop))
        return {}

    try:
        async with http.guarded.get(guard.parse(link), admit, lambda: False):
            return False
    except BotError:
        return True


async def _greedy(megabytes: int) -> Row:
    """Each way to send more than anybody wants, to a service that takes so many megabytes."""
    await _sent(1, _OK + _CHUNKED, [b"0\r\n\r\n"])  # so that all is loaded
    before = memory.resident()
    memory.forget_peak()
    ends = [await _sent(megabytes, head, pieces) for head, pieces in _bodies(megabytes)]
    growth = memory.peak() - before
    return Row(
        proof="bombs, endless and lying bodies behind a link",
        mark=f"each ends in a fault, ≤ {MOST} MB of growth",
        figure=f"{len(ends)} bodies, up to {megabytes} MB read: {ends.count(False)} without a "
        f"fault, {growth:.0f} MB",
        held=all(ends) and growth <= MOST,
    )


def _bodies(megabytes: int) -> Iterable[tuple[bytes, Iterable[bytes]]]:
    piece = _chunk(bytes(MB))
    wav = sounds.wav()[:4096]
    bomb = gzip.compress(bytes(MB)) * megabytes
    yield _OK + b"Content-Encoding: gzip\r\n" + _CHUNKED, repeat(_chunk(bomb))
    yield _OK + _CHUNKED, [_chunk(bomb)]
    yield _OK + _CHUNKED + _chunk(wav), repeat(piece)
    yield _OK + _CHUNKED, repeat(_chunk(b"<html>" * 1000))
    yield _OK + b"Content-Length: 99999999\r\n\r\n" + wav, [bytes(MB)]
    yield _OK, repeat(b"X: 1\r\n" * 10_000)
    yield b"HTTP/1.1 302 Found\r\nLocation: /a\r\n" + _CHUNKED, repeat(piece)


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


async def _sent(megabytes: int, head: bytes, pieces: Iterable[bytes]) -> bool:
    """Whether it ends in a fault, and leaves nothing behind."""
    traits = replace(STANDARD, max_bytes=megabytes * MB)
    with tempfile.TemporaryDirectory(prefix="proof-") as place:
        async with (
            serve_pieces(head, pieces) as base,
            _open(Guard([base.removeprefix("http://")])) as http,
        ):
            slack = SlackAccess("xoxb-1", "http://slack.example/api/")
            media = Opener(_Nowhere(), http, slack, Path(place))
            try:
                link = Link(url=f"{base}/a.mp3")
                async with media.open(link, traits, lambda: False) as audio:
                    async for _ in audio.chunks:
                        pass
            except BotError:
                return not any(Path(place).iterdir())
    return False


class _Nowhere:
    async def facts(self, file_id: str) -> FileFacts:
        raise NotImplementedError  # nothing here lies in Slack
