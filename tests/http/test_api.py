"""JSON calls: what happened on the wire becomes what to do next."""

import asyncio

import httpx
import pytest
from aiohttp import web
from pydantic import BaseModel

from bot.domain.errors import (
    BotError,
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.http.api import FAULTS
from bot.http.pause import retry_after
from tests.http.servers import StillClock, calling_out, serve, serve_bytes

CANARY = "canary-token"


class Pong(BaseModel):
    pong: int


def _api(http, base):
    return http.api("echo", base, {"Authorization": f"Bearer {CANARY}"})


def _leaks(error: BaseException | None) -> bool:
    while error is not None:
        if CANARY in repr(error) or "secret-path" in repr(error):
            return True
        error = error.__cause__
    return False


async def _failure(base, **options):
    async with calling_out() as http:
        with pytest.raises(BotError) as failed:
            await _api(http, base).call(
                "POST", "/secret-path", params={"q": CANARY}, json={}, **options
            )
    assert not _leaks(failed.value)
    return failed.value


async def test_a_good_answer_is_parsed_and_carries_our_headers():
    async def answer(request):
        assert request.headers["Authorization"] == f"Bearer {CANARY}"
        assert request.headers["Accept-Encoding"] == "identity"
        assert request.path_qs == "/v1/ping?n=1"
        return web.json_response({"pong": 1})

    async with serve(answer) as base, calling_out() as http:
        reply = await _api(http, f"{base}/v1/").call("GET", "/ping", params={"n": 1})
    assert reply.parse(Pong, Unclear) == Pong(pong=1)


@pytest.mark.parametrize(
    ("status", "kind", "fault"),
    [
        (400, Rejected, Fault.REFUSED),
        (401, NeedsOperator, Fault.BAD_CREDENTIALS),
        (402, NeedsOperator, Fault.NO_CREDIT),
        (403, NeedsOperator, Fault.FORBIDDEN),
        (302, NeedsOperator, Fault.SERVICE_DOWN),
        (429, RateLimited, Fault.SERVICE_DOWN),
        (500, Unclear, Fault.SERVICE_DOWN),
        (504, Unclear, Fault.SERVICE_DOWN),
    ],
)
async def test_a_status_becomes_what_to_do_next(status, kind, fault):
    async def answer(_):
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    async with serve(answer) as base:
        error = await _failure(base)
    assert type(error) is kind
    assert error.fault is fault


async def test_a_service_may_mean_something_else_by_a_status():
    async def answer(_):
        return web.Response(status=400)

    async with serve(answer) as base:
        error = await _failure(base, faults={**FAULTS, 400: lambda reply: Transient(str(reply))})
    assert type(error) is Transient
    assert str(error) == "echo: status 400"


async def test_nobody_listening_means_that_nothing_was_sent():
    async with serve(lambda _: None) as base:
        pass
    assert type(await _failure(base)) is Unreachable


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
    ids=["silence", "cut", "bad chunks", "another protocol"],
)
async def test_a_lost_answer_leaves_open_whether_the_call_took_effect(answer):
    async with serve_bytes(answer) as base:
        assert type(await _failure(base)) is Unclear


async def test_an_answer_that_takes_too_long_is_not_waited_for():
    async with serve_bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", hang=True) as base:
        assert type(await _failure(base, limit=0.05)) is Unclear


async def test_a_call_that_is_given_long_may_be_silent_for_long(monkeypatch):
    """Both fall silent at the same time; the one with the usual patience gives up first."""
    monkeypatch.setattr("bot.http.api._TIMES", httpx.Timeout(0.1))
    given_up = asyncio.Event()

    async def answer(_):
        await given_up.wait()
        return web.json_response({"pong": 1})

    async with serve(answer) as base, calling_out() as http, asyncio.TaskGroup() as group:
        api = _api(http, base)
        patient = group.create_task(api.call("POST", "/", limit=90.0))
        await asyncio.sleep(0)
        with pytest.raises(Unclear):
            await api.call("POST", "/")
        given_up.set()
        assert (await patient).parse(Pong, Unclear).pong == 1


@pytest.mark.parametrize("body", [b"<html>", b"", b"[1]", b'{"pong": "x"}', b"\xff", b"[" * 9999])
async def test_broken_json_is_told_as_the_caller_wants(body):
    async def answer(_):
        return web.Response(body=body, content_type="application/json")

    async with serve(answer) as base, calling_out() as http:
        reply = await _api(http, base).call("GET", "/")
    with pytest.raises(Unclear) as garbled:
        reply.parse(Pong, Unclear)
    assert garbled.value.__cause__ is None


async def test_a_cancelled_caller_does_not_cancel_the_exchange():
    """A cancelled httpx request would cost its pool a slot for good."""
    arrived, go, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
    listening = []

    async def answer(request):
        if request.method == "POST":
            arrived.set()
            await go.wait()
            listening.append(request.transport is not None)
            ended.set()
        return web.json_response({"pong": 1})

    async with serve(answer) as base, calling_out() as http:
        caller = asyncio.create_task(_api(http, base).call("POST", "/"))
        await arrived.wait()
        caller.cancel()
        with pytest.raises(asyncio.CancelledError):
            await caller
        await _api(http, base).call("GET", "/")
        go.set()
        await ended.wait()
    assert listening == [True]


async def test_two_hundred_cancelled_calls_leave_a_working_client():
    async def answer(_):
        return web.json_response({"pong": 1})

    async with serve(answer) as base, calling_out() as http:
        api = _api(http, base)
        callers = [asyncio.create_task(api.call("GET", "/")) for _ in range(200)]
        await asyncio.sleep(0)
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        assert (await api.call("GET", "/")).status == 200


async def test_a_services_cookie_is_forgotten():
    seen = []

    async def answer(request):
        seen.append(request.headers.get("Cookie"))
        response = web.Response()
        response.set_cookie("session", CANARY)
        return response

    async with serve(answer) as base, calling_out() as http:
        for _ in range(2):
            await _api(http, base).call("GET", "/")
    assert seen == [None, None]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("2.5", 2.5),
        ("-4", 0.0),
        ("7200", 7200.0),
        ("1e12", 2592000.0),
        ("9" * 400, 2592000.0),
        ("inf", 2592000.0),
        ("-inf", 0.0),
        ("soon", 30.0),
        ("nan", 30.0),
        ("", 30.0),
        ("Tue, 14 Nov 2023 22:14:00 GMT", 40.0),
        ("Mon, 13 Nov 2023 22:14:00 GMT", 0.0),
        ("Tue, 14 Nov 2023 22:14:00 -0000", 40.0),
        ("Tue, 14 Nov 2023 22:14:00", 40.0),
        ("Tue, 14 Nov 9999 22:14:00 GMT", 2592000.0),
        ("Tue, 99 Nov 2023 99:14:00 GMT", 30.0),
    ],
)
def test_retry_after_is_read_in_every_form(header, seconds):
    assert retry_after({"Retry-After": header}, StillClock().now()) == seconds


def test_without_retry_after_nobody_asked_us_to_wait():
    assert retry_after({}, 0.0) is None


async def test_rate_limited_carries_the_pause():
    async def answer(_):
        return web.Response(status=429, headers={"retry-after": "7"})

    async with serve(answer) as base:
        error = await _failure(base)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 7.0
