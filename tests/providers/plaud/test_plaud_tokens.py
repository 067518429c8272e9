"""Plaud's tokens: whose header goes where, how long they last, and one request for all who wait."""

import asyncio
import base64
from dataclasses import replace

import pytest

from bot.domain.errors import Fault, NeedsOperator, RateLimited, Transient
from tests.http.servers import StillClock, serve
from tests.providers.plaud.plaud import (
    COMPLETE,
    PARTNER,
    PLAN,
    REFRESH,
    USER,
    Script,
    audio,
    hides_secrets,
    plaud,
    plaud_at,
    wire,
)

REFUSED = (401, {"detail": "CLIENT_NOT_FOUND"})
OAUTH = (PARTNER, REFRESH, USER)


def _is_new(headers):
    return headers["Authorization"] != "Bearer old"


def _minted(script):
    return [name for name in script.names if name in OAUTH]


async def test_each_step_has_the_credentials_of_the_page():
    script = Script()
    async with plaud(script) as provider:
        await provider.prepare(audio())
    basic = base64.b64encode(b"client_1:sk_canary").decode()
    partner, user, plan = (script.last(name) for name in (PARTNER, USER, PLAN))
    assert partner.headers["Authorization"] == f"Basic {basic}"
    assert partner.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert partner.body == b""
    assert partner.headers["Content-Length"] == "0"
    assert user.headers["Authorization"] == "Bearer partner_canary"
    assert user.json["expires_in"] == 86400
    assert plan.headers["Authorization"] == "Bearer user_canary"
    assert script.last(COMPLETE).headers["Authorization"] == "Bearer user_canary"
    assert not any("X-Client-Api-Key" in asked.headers for asked in script.asked)


async def test_the_user_is_one_and_the_same_for_an_installation():
    ids = []
    for _ in range(2):
        script = Script()
        async with plaud(script) as provider:
            await provider.prepare(audio())
        ids.append(script.last(USER).json["user_id"])
    assert ids[0] == ids[1]
    assert 6 <= len(ids[0]) <= 120
    assert ids[0].startswith("threadscribe-")


async def test_tokens_as_the_pages_have_them_are_taken():
    script = Script({PARTNER: wire("partner_token"), USER: wire("user_token")})
    async with plaud(script) as provider:
        await provider.prepare(audio())
    assert script.last(PLAN).headers["Authorization"] == "Bearer eyJhbGci..."


async def test_tokens_are_kept_and_replaced_two_minutes_before_their_end():
    script, clock = Script({USER: (200, {"access_token": "u", "expires_in": 1800})}), StillClock()
    async with plaud(script, clock) as provider:
        await provider.prepare(audio())
        clock.time += 1679
        await provider.prepare(audio())
        assert _minted(script) == [PARTNER, USER]
        clock.time += 1
        await provider.prepare(audio())
        assert _minted(script) == [PARTNER, USER, USER]


async def test_an_old_partner_token_is_refreshed_with_the_newest_refresh_token():
    script, clock = Script({USER: (200, {"access_token": "u", "expires_in": 1800})}), StillClock()
    async with plaud(script, clock) as provider:
        for _ in range(3):
            await provider.prepare(audio())
            clock.time += 3600
    assert _minted(script) == [PARTNER, USER, REFRESH, USER, REFRESH, USER]
    bodies = [asked.body for asked in script.asked if asked.name == REFRESH]
    assert bodies == [b"refresh_token=again", b"refresh_token=again2"]
    assert script.last(USER).headers["Authorization"] == "Bearer partner_canary2"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
async def test_a_refused_refresh_begins_from_scratch(status):
    script, clock = Script({REFRESH: (status, {"detail": "INVALID_TOKEN"})}), StillClock()
    async with plaud(script, clock) as provider:
        await provider.prepare(audio())
        clock.time += 86400
        await provider.prepare(audio())
    assert _minted(script) == [PARTNER, USER, REFRESH, PARTNER, USER]


async def test_a_refresh_that_breaks_is_not_tried_for_ever():
    script, clock = Script({REFRESH: (500, "")}), StillClock()
    async with plaud(script, clock) as provider:
        await provider.prepare(audio())
        clock.time += 86400
        with pytest.raises(Transient):
            await provider.prepare(audio())
        await provider.prepare(audio())
    assert _minted(script) == [PARTNER, USER, REFRESH, PARTNER, USER]


async def test_as_many_as_wait_get_one_pair_of_tokens():
    script = Script()
    async with plaud(script) as provider:
        await asyncio.gather(*(provider.prepare(audio()) for _ in range(20)))
    assert _minted(script) == [PARTNER, USER]


async def test_whoever_is_cancelled_while_waiting_strands_nobody():
    script = Script()
    async with plaud(script) as provider:
        first, *others = (asyncio.create_task(provider.prepare(audio())) for _ in range(5))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        first.cancel()
        others[1].cancel()
        ended = await asyncio.gather(first, *others, return_exceptions=True)
    cancelled = [isinstance(end, asyncio.CancelledError) for end in ended]
    assert cancelled == [True, False, True, False, False]
    assert not any(isinstance(end, Exception) for end in ended)


@pytest.mark.parametrize("name", [PLAN, COMPLETE])
async def test_a_refused_user_token_is_replaced_once(name):
    script = Script()
    script.answers[name] = [REFUSED, script.answers[name]]
    script.answers[USER] = [
        (200, {"access_token": token, "expires_in": 86400}) for token in ("old", "new")
    ]
    async with plaud(script) as provider:
        await provider.prepare(audio())
    assert _minted(script) == [PARTNER, USER, PARTNER, USER]
    assert script.last(name).headers["Authorization"] == "Bearer new"
    assert script.names.count(name) == 2


async def test_what_somebody_replaced_meanwhile_is_not_thrown_away():
    """The second of two refusals of the same token comes when there is a new one."""
    script, completed = Script(), asyncio.Event()
    script.answers[USER] = [
        (200, {"access_token": token, "expires_in": 86400}) for token in ("old", "new", "newer")
    ]
    planned = script.answers[PLAN]
    script.answers[PLAN] = lambda asked: planned if _is_new(asked.headers) else REFUSED

    async def answer(request):
        if request.path in PLAN and not _is_new(request.headers) and PLAN in script.names:
            await asyncio.wait_for(completed.wait(), 5)
        answered = await script.answer(request)
        if request.path in COMPLETE:
            completed.set()
        return answered

    async with serve(answer) as base, plaud_at(base) as provider:
        await asyncio.gather(*(provider.prepare(audio()) for _ in range(2)))
    assert _minted(script) == [PARTNER, USER, PARTNER, USER]


async def test_a_refused_partner_token_is_replaced_once():
    script = Script()
    script.answers[USER] = [REFUSED, script.answers[USER]]
    async with plaud(script) as provider:
        await provider.prepare(audio())
    assert _minted(script) == [PARTNER, USER, PARTNER, USER]


@pytest.mark.parametrize("name", [PARTNER, USER, PLAN, COMPLETE])
async def test_what_is_refused_with_fresh_tokens_too_is_the_operators_business(name):
    script = Script({name: REFUSED})
    async with plaud(script) as provider:
        with pytest.raises(NeedsOperator) as refused:
            await provider.prepare(audio())
    assert refused.value.fault is Fault.BAD_CREDENTIALS
    assert script.names.count(name) <= 2
    assert hides_secrets(refused.value)


@pytest.mark.parametrize(
    ("answer", "kind", "fault"),
    [
        (REFUSED, NeedsOperator, Fault.BAD_CREDENTIALS),
        ((400, {"error": "invalid_client"}), NeedsOperator, Fault.BAD_CREDENTIALS),
        ((404, {"detail": "CLIENT_NOT_FOUND"}), NeedsOperator, Fault.BAD_CREDENTIALS),
        ((403, {"detail": "no device"}), NeedsOperator, Fault.FORBIDDEN),
        ((404, ""), NeedsOperator, Fault.SERVICE_DOWN),
        ((302, ""), NeedsOperator, Fault.SERVICE_DOWN),
        ((400, ""), Transient, Fault.SERVICE_DOWN),
        ((429, "", {"Retry-After": "7"}), RateLimited, Fault.SERVICE_DOWN),
        ((500, ""), Transient, Fault.SERVICE_DOWN),
        ((200, "<html>"), Transient, Fault.SERVICE_DOWN),
        ((200, "{}"), Transient, Fault.SERVICE_DOWN),
        ((200, {"access_token": ""}), Transient, Fault.SERVICE_DOWN),
        ((200, {"access_token": "two\r\nlines"}), Transient, Fault.SERVICE_DOWN),
        ((200, {"access_token": "t\u00e4"}), Transient, Fault.SERVICE_DOWN),
        ((200, '{"access_token": "\\ud800"}'), Transient, Fault.SERVICE_DOWN),
        ((200, {"access_token": None}), Transient, Fault.SERVICE_DOWN),
    ],
    ids=map(str, range(16)),
)
@pytest.mark.parametrize("name", [PARTNER, USER])
async def test_every_odd_answer_to_a_request_for_a_token_ends_legally(name, answer, kind, fault):
    async with plaud(Script({name: answer})) as provider:
        with pytest.raises(kind) as failed:
            await provider.prepare(audio())
    assert failed.value.fault is fault
    if kind is RateLimited:
        assert failed.value.retry_after == 7.0


@pytest.mark.parametrize("told", [None, "soon", -5, 0, 1e400, 60])
async def test_an_odd_lifetime_of_a_token_is_survived(told):
    script, clock = Script({USER: (200, {"access_token": "u", "expires_in": told})}), StillClock()
    async with plaud(script, clock) as provider:
        await provider.prepare(audio())
        clock.time += 86400
        await provider.prepare(audio())
    assert script.names.count(USER) >= 2


async def test_each_team_is_a_user_of_its_own():
    script = Script()
    async with plaud(script) as provider:
        for team in ("T01", "T02", "T01"):
            await provider.prepare(replace(audio(), team=team))
    asked = [one.json["user_id"] for one in script.asked if one.name == USER]
    assert asked == ["slack-T01", "slack-T02"]
