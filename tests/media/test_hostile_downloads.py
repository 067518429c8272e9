"""What strangers' servers send instead of a recording: it ends soon, and in little memory."""

import asyncio
import gzip
import tracemalloc
import zlib
from dataclasses import replace
from itertools import count, repeat, takewhile

import pytest

from bot.domain.errors import BotError, Fault, Rejected, Transient
from bot.domain.front import FileFacts
from bot.domain.recording import Link
from bot.http import bulk
from bot.media import opener
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers.tuplets.traits import STANDARD
from tests.http.servers import calling_out, serve_pieces
from tests.media import sounds

MB = 1024 * 1024
MOST = 32 * MB  # of growth, whatever is sent
SMALL = replace(STANDARD, max_bytes=40 * MB)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WAV = sounds.wav()[:4096]
BOMB = gzip.compress(bytes(MB)) * 200


async def failure(tmp_path, head, pieces=(), pause=0.0):
    """How the recording behind a link ends, where nothing may stay and little may be held."""
    async with (
        serve_pieces(head, pieces, pause) as base,
        calling_out(base.removeprefix("http://")) as http,
    ):
        media = Opener(
            Nowhere(), http, SlackAccess("xoxb-1", "http://slack.example/api/"), tmp_path
        )
        tracemalloc.start()
        try:
            with pytest.raises(BotError) as ended:
                await heard(media, f"{base}/a.mp3")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < MOST
    assert not list(tmp_path.iterdir())
    return ended.value


class Nowhere:
    async def facts(self, file_id) -> FileFacts:
        raise AssertionError("nothing here lies in Slack")


async def heard(media, url):
    async with media.open(Link(url=url), SMALL, lambda: False) as audio:
        async for _ in audio.chunks:
            pass


@pytest.mark.parametrize("coding", ["gzip", "GZIP", "deflate", "br", "zstd", "gzip, gzip", "x"])
async def test_a_packed_answer_is_not_even_looked_at(tmp_path, coding):
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(BOMB)}\r\n\r\n"
    ended = await failure(tmp_path, head.encode(), [BOMB])
    assert isinstance(ended, Rejected)
    assert ended.fault is Fault.LINK_NOT_MEDIA


@pytest.mark.parametrize("bomb", [BOMB, zlib.compress(bytes(MB)), b"PK\x03\x04" + bytes(MB)])
async def test_an_archive_is_no_recording_and_stays_packed(tmp_path, bomb):
    head = OK + f"Content-Length: {len(bomb)}\r\n\r\n".encode()
    assert (await failure(tmp_path, head, [bomb])).fault is Fault.LINK_NOT_MEDIA


@pytest.mark.parametrize(
    "start", [WAV, sounds.encoded("matroska", "aac")], ids=["as it is", "to convert"]
)
async def test_an_endless_recording_ends_at_what_we_take(tmp_path, monkeypatch, start):
    monkeypatch.setattr(opener, "_LARGEST_ORIGINAL", 40 * MB)
    ended = await failure(tmp_path, CHUNKED + _chunk(start), repeat(_chunk(bytes(MB))))
    assert isinstance(ended, Rejected)
    assert ended.fault is Fault.TOO_LARGE


def _chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


@pytest.mark.parametrize(
    "start",
    [
        bytes(range(1, 9)) * 900,
        b"\xff\xfb\x90\x00" + bytes(5000),
        b"ID3\x04\0\0\0\0\0\0" + bytes(5000),
        b"RIFF\xff\xff\xff\xffWAVE" + bytes(5000),
        sounds.encoded("mov", "aac")[:4096],
    ],
    ids=["noise", "one frame", "a tag", "a riff", "a box"],
)
async def test_what_only_begins_like_a_recording_ends_at_its_first_megabytes(tmp_path, start):
    sent = count()
    pieces = (_chunk(bytes(MB)) for _ in takewhile(lambda n: n < 64, sent))
    ended = await failure(tmp_path, CHUNKED + _chunk(start), pieces)
    assert isinstance(ended, Rejected)
    assert ended.fault is Fault.LINK_NOT_MEDIA
    assert next(sent) < 16


async def test_an_endless_page_ends_at_its_first_bytes(tmp_path):
    ended = await failure(tmp_path, CHUNKED, repeat(_chunk(b"<html>" * 1000)))
    assert ended.fault is Fault.LINK_NOT_MEDIA


@pytest.mark.parametrize(
    ("head", "piece", "pause"),
    [
        (OK + b"Content-Length: 9000000\r\n\r\n" + WAV, b".", 0.01),
        (CHUNKED + _chunk(WAV), _chunk(b"."), 0.01),
        (OK, b"X", 0.01),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, 0.0),
    ],
    ids=["body", "chunks", "headers", "promises", "many promises"],
)
async def test_what_never_comes_to_its_end_is_left_when_its_time_is_over(
    tmp_path, monkeypatch, head, piece, pause
):
    usual = bulk._IDLE
    monkeypatch.setattr(bulk, "_IDLE", 0.3)
    began = asyncio.get_running_loop().time()
    ended = await failure(tmp_path, head, repeat(piece), pause)
    assert isinstance(ended, Transient)
    assert asyncio.get_running_loop().time() - began < usual / 2  # a busy machine takes longer


@pytest.mark.parametrize(
    "head",
    [
        OK + b"Content-Length: 9000\r\n\r\n" + WAV,
        OK + b"Content-Length: 1000000000000000\r\n\r\n" + WAV,
        OK + b"Content-Length: -1\r\n\r\n" + WAV,
        OK + b"Content-Length: 1e3\r\n\r\n" + WAV,
        OK + b"Content-Length: 10\r\nContent-Length: 4096\r\n\r\n" + WAV,
        OK + b"Content-Length: 10\r\nTransfer-Encoding: chunked\r\n\r\n" + WAV,
        OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + _chunk(BOMB[:MB]) + b"0\r\n\r\n",
        CHUNKED + b"ffffffffffffffffff\r\n" + WAV,
        CHUNKED + b"-5\r\n" + WAV,
        CHUNKED + _chunk(WAV) + b"1000\r\nshort",
        CHUNKED + b"0\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
async def test_an_answer_that_lies_about_itself_ends_in_a_fault(tmp_path, head):
    assert (await failure(tmp_path, head)).fault in Fault


@pytest.mark.parametrize(
    "piece",
    [b"X-Pad: " + b"a" * 60_000 + b"\r\n", b"X: 1\r\n" * 10_000, b"a" * 65_536],
    ids=["long", "many", "one without end"],
)
async def test_headers_without_end_are_cut_off(tmp_path, piece):
    assert isinstance(await failure(tmp_path, OK, repeat(piece)), Transient)


async def test_circles_that_carry_endless_bodies_end(tmp_path):
    head = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nTransfer-Encoding: chunked\r\n\r\n"
    ended = await failure(tmp_path, head, repeat(_chunk(bytes(MB))))
    assert ended.fault is Fault.LINK_UNREACHABLE
