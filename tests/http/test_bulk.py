"""Recordings in bulk, against servers that misbehave."""

import asyncio

import pytest
from aiohttp import web
from yarl import URL

from bot.domain.errors import BotError, Rejected, Transient, Unreachable
from bot.domain.ports import Stopped
from tests.http.servers import calling_out, serve, serve_bytes

CANARY = "canary-signature"


def _never():
    return False


async def _chunks(*parts, then=None):
    for part in parts:
        yield part
    if then is not None:
        raise then


async def _read(http, url, stop=_never):
    async with http.bulk.get(URL(url), lambda _: {}, stop) as download:
        return b"".join([chunk async for chunk in download])


async def test_a_body_is_streamed_in_and_out_byte_for_byte():
    body = bytes(range(256)) * 3000
    got = {}

    async def answer(request):
        if request.method == "GET":
            return web.Response(body=body)
        got.update(request.headers)
        got["body"] = await request.read()
        return web.Response()

    async with (
        serve(answer) as base,
        calling_out() as http,
        http.bulk.get(URL(base), lambda _: {}, _never) as download,
    ):
        assert download.size == len(body)
        receipt = await http.bulk.put(base, download, size=len(body), headers={"X-Own": "1"})
    assert receipt.status == 200
    assert got["body"] == body
    assert got["Content-Length"] == str(len(body))
    assert got["X-Own"] == "1"
    assert not {"Authorization", "Content-Type", "Transfer-Encoding", "User-Agent"} & got.keys()


async def test_a_signed_address_is_not_quoted_anew():
    seen = []

    async def answer(request):
        seen.append(request.raw_path)
        return web.Response()

    signed = "/a%2Fb%7Ec?sig=%2b%3D~&x=a+b"
    async with serve(answer) as base, calling_out() as http:
        await http.bulk.put(f"{base}{signed}", _chunks(b"x"), size=1, headers={})
        async with http.bulk.get(URL(base + signed, encoded=True), lambda _: {}, _never):
            pass
    assert seen == [signed, signed]


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"",
    ],
    ids=["short", "no last chunk", "cut in the header", "silence"],
)
async def test_a_cut_connection_is_told_from_the_end_of_the_recording(answer):
    async with serve_bytes(answer) as base, calling_out() as http:
        with pytest.raises(Transient) as cut:
            await _read(http, f"{base}/?{CANARY}")
    assert CANARY not in repr(cut.value)
    assert cut.value.__cause__ is None


async def test_nobody_listening_is_unreachable():
    async with serve(lambda _: None) as base:
        pass
    async with calling_out() as http:
        with pytest.raises(Unreachable):
            await _read(http, base)
        with pytest.raises(Unreachable):
            await http.bulk.put(base, _chunks(b"x"), size=1, headers={})


@pytest.mark.parametrize("failure", [Stopped(), Transient("cut"), Rejected("odd", "refused")])
async def test_an_upload_ends_with_the_reason_for_which_its_source_ended(failure):
    async def answer(request):
        await request.read()
        return web.Response()

    async with serve(answer) as base, calling_out() as http:
        with pytest.raises(type(failure)) as ended:
            await http.bulk.put(base, _chunks(b"x", then=failure), size=9, headers={})
    assert ended.value is failure


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/put",
        "http://",
        "http://127.0.0.1:99999/put",
        "http://127.0.0.1:port/put",
        f"http://{'a' * 64}.example/put",
        "http://./put",
        "http://\ud800/put",
    ],
)
async def test_an_upload_to_no_address_at_all_fails_as_an_upload_does(url):
    async with calling_out() as http:
        with pytest.raises(Transient) as failed:
            await http.bulk.put(f"{url}?{CANARY}", _chunks(b"x"), size=1, headers={})
    assert CANARY not in repr(failed.value)
    assert failed.value.__cause__ is None


async def test_an_upload_that_is_refused_early_tells_its_status():
    async def answer(request):
        return web.Response(status=403, headers={"Retry-After": "3"})

    async with serve(answer) as base, calling_out() as http:
        receipt = await http.bulk.put(base, _chunks(b"x" * 100), size=100, headers={})
    assert (receipt.status, receipt.retry_after) == (403, 3.0)


async def test_an_upload_does_not_follow_redirects():
    calls = []

    async def answer(request):
        calls.append(request.path)
        await request.read()
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    async with serve(answer) as base, calling_out() as http:
        receipt = await http.bulk.put(f"{base}/here", _chunks(b"x"), size=1, headers={})
    assert receipt.status == 307
    assert calls == ["/here"]


async def test_a_stop_ends_a_download_that_waits_for_its_first_or_its_next_byte():
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"
    for answer in (b"", head):
        stopped = asyncio.Event()
        async with serve_bytes(answer, hang=True) as base, calling_out() as http:
            reading = asyncio.create_task(_read(http, base, stopped.is_set))
            asyncio.get_running_loop().call_later(0.05, stopped.set)
            with pytest.raises(Stopped):
                await reading


async def test_a_download_behind_the_hops_gets_only_what_each_hop_may_see():
    seen = []

    async def far(request):
        seen.append(("far", request.headers.get("Authorization")))
        return web.Response(body=b"sound")

    async with serve(far) as elsewhere:

        async def near(request):
            seen.append(("near", request.headers.get("Authorization")))
            return web.Response(status=302, headers={"Location": elsewhere})

        async with serve(near) as base, calling_out() as http:
            port = URL(base).port

            def admit(url):
                return {"Authorization": CANARY} if url.port == port else {}

            async with http.bulk.get(URL(base), admit, _never) as download:
                assert [chunk async for chunk in download] == [b"sound"]
    assert seen == [("near", CANARY), ("far", None)]


async def test_a_compressed_answer_is_not_unpacked():
    async def answer(_):
        return web.Response(body=b"\x1f\x8bbomb", headers={"Content-Encoding": "gzip"})

    async with (
        serve(answer) as base,
        calling_out() as http,
        http.bulk.get(URL(base), lambda _: {}, _never) as download,
    ):
        assert not download.plain
        assert [chunk async for chunk in download] == [b"\x1f\x8bbomb"]


@pytest.mark.parametrize("target", ["http://[::1", "http://::/", "http://a:b/", "//a:99999/"])
async def test_a_redirect_to_nowhere_is_refused(target):
    async def answer(_):
        return web.Response(status=302, headers={"Location": target})

    async with serve(answer) as base, calling_out() as http:
        with pytest.raises(BotError):
            await _read(http, base)
