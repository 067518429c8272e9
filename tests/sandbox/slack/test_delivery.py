"""How the app hears of things: over sockets and over signed HTTP, until it acknowledges."""

import asyncio
import contextlib
import json

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.sandbox.slack.apps import bolt, client, connected, listening


def hearing(app, *, fail: int = 0):
    """What a Bolt app hears, with Slack's retry numbers; the first `fail` times it breaks."""
    heard = []

    @app.event("message")
    async def on_message(event, request):
        heard.append((event["text"], request.headers.get("x-slack-retry-num", [""])[0]))
        if len(heard) <= fail:
            raise RuntimeError("not today")

    return heard


async def test_bolt_hears_what_people_say_and_acknowledges_it(sandbox):
    app = bolt(sandbox)
    heard = hearing(app)
    async with connected(sandbox, app):
        await sandbox.slack.say("ada", "product", "hello")
        parcel = sandbox.slack.delivery.parcels[0]
        await sandbox.wait_until(lambda: parcel.settled)

    assert heard == [("hello", "0")]
    assert parcel.attempts == ["ok"]


async def test_what_was_not_acknowledged_comes_again_with_its_number(sandbox):
    app = bolt(sandbox)
    heard = hearing(app, fail=2)
    async with connected(sandbox, app):
        await sandbox.slack.say("ada", "product", "hello")
        parcel = sandbox.slack.delivery.parcels[0]
        await sandbox.wait_until(lambda: len(heard) == 1)
        sandbox.clock.move(3)  # too late: again at once
        await sandbox.wait_until(lambda: len(heard) == 2)
        sandbox.clock.move(3)
        await sandbox.wait_until(lambda: len(parcel.attempts) == 2)
        sandbox.clock.move(60)
        await sandbox.wait_until(lambda: parcel.settled)

    assert heard == [("hello", "0"), ("hello", "1"), ("hello", "2")]
    assert parcel.attempts == ["timeout", "timeout", "ok"]


async def test_what_was_said_while_the_app_was_away_waits_for_it(sandbox):
    await sandbox.slack.say("ada", "product", "hello")
    app = bolt(sandbox)
    heard = hearing(app)
    async with connected(sandbox, app):
        await sandbox.wait_until(lambda: heard)


async def test_a_connection_that_breaks_before_the_acknowledgement_loses_nothing(sandbox):
    await sandbox.slack.say("ada", "product", "hello")
    seen = []
    async with aiohttp.ClientSession() as http:
        for _ in range(2):
            async with http.ws_connect(sandbox.slack.sockets.new_address()) as socket:
                await socket.receive_json()  # hello
                seen.append(await socket.receive_json())
                if len(seen) == 2:
                    await socket.send_json({"envelope_id": seen[1]["envelope_id"]})
                    await sandbox.wait_until(lambda: sandbox.slack.delivery.parcels[0].settled)

    assert sandbox.slack.delivery.parcels[0].attempts == ["connection_failed", "ok"]
    assert [told["retry_attempt"] for told in seen] == [0, 1]
    assert seen[0]["payload"] == seen[1]["payload"]


async def test_each_parcel_goes_to_one_of_several_connections(sandbox):
    app = bolt(sandbox)
    heard = hearing(app)
    async with connected(sandbox, app), connected(sandbox, app):
        assert sandbox.slack.connections == 2
        for number in range(6):
            await sandbox.slack.say("ada", "product", str(number))
        await sandbox.wait_until(lambda: all(p.settled for p in sandbox.slack.delivery.parcels))

    assert sorted(text for text, _ in heard) == list("012345")


async def test_asked_to_refresh_bolt_comes_back(sandbox):
    app = bolt(sandbox)
    heard = hearing(app)
    async with connected(sandbox, app):
        await sandbox.slack.sockets.refresh()
        assert sandbox.slack.connections == 0
        await sandbox.wait_until(lambda: sandbox.slack.connections == 1)
        await sandbox.slack.say("ada", "product", "still there?")
        await sandbox.wait_until(lambda: heard)


async def test_an_address_for_a_socket_is_good_once_and_not_for_long(sandbox):
    app, token = client(sandbox), sandbox.slack.tokens.app
    first = (await app.apps_connections_open(app_token=token))["url"]
    stale = (await app.apps_connections_open(app_token=token))["url"]
    async with aiohttp.ClientSession() as http:
        async with http.ws_connect(first) as socket:
            assert (await socket.receive_json())["type"] == "hello"
        sandbox.clock.move(31)
        for used in (first, stale):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await http.ws_connect(used)


async def test_a_repeated_event_keeps_its_id(sandbox):
    app = bolt(sandbox)
    heard = hearing(app)
    async with connected(sandbox, app):
        await sandbox.slack.say("ada", "product", "hello")
        again = await sandbox.slack.repeat()
        await sandbox.wait_until(lambda: len(heard) == 2)

    first = sandbox.slack.delivery.parcels[0]
    assert again.payload["event_id"] == first.payload["event_id"]


async def test_a_bad_app_token_opens_no_socket(sandbox):
    handler = AsyncSocketModeHandler(bolt(sandbox), "xapp-wrong")
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.2):
            await handler.connect_async()
    await handler.client.close()

    assert sandbox.slack.connections == 0


async def test_bolt_takes_our_signature_and_proves_its_address(sandbox):
    app = bolt(sandbox)
    heard = hearing(app)
    async with listening(sandbox, app.web_app("/slack/events")) as url:
        await sandbox.slack.verify(url)
        await sandbox.slack.say("ada", "product", "hello")
        parcel = sandbox.slack.delivery.parcels[0]
        await sandbox.wait_until(lambda: parcel.settled)

    assert heard == [("hello", "")]
    assert parcel.attempts == ["ok"]


async def test_http_is_tried_again_at_once_after_a_minute_and_after_five(sandbox):
    seen = []

    async def break_(request):
        seen.append((request.headers.get("x-slack-retry-num"), (await request.json())["event_id"]))
        raise web.HTTPInternalServerError

    app = web.Application()
    app.router.add_post("/slack/events", break_)
    async with listening(sandbox, app):
        await sandbox.slack.say("ada", "product", "hello")
        parcel = sandbox.slack.delivery.parcels[0]
        await sandbox.wait_until(lambda: len(parcel.attempts) == 2)
        sandbox.clock.move(60)
        await sandbox.wait_until(lambda: len(parcel.attempts) == 3)
        sandbox.clock.move(300)
        await sandbox.wait_until(lambda: parcel.settled)

    assert [number for number, _ in seen] == [None, "1", "2", "3"]
    assert len({event_id for _, event_id in seen}) == 1
    assert parcel.attempts == ["http_error"] * 4
    assert not parcel.acknowledged


async def test_a_slow_answer_over_http_is_none(sandbox):
    asked = asyncio.Event()

    async def dawdle(_):
        asked.set()
        await asyncio.Event().wait()

    app = web.Application()
    app.router.add_post("/slack/events", dawdle)
    async with listening(sandbox, app):
        await sandbox.slack.say("ada", "product", "hello")
        parcel = sandbox.slack.delivery.parcels[0]
        await asked.wait()
        sandbox.clock.move(3)
        await sandbox.wait_until(lambda: parcel.attempts)

    assert parcel.attempts[0] == "http_timeout"


async def test_the_app_hears_only_where_it_is_and_what_it_subscribed_to(sandbox):
    await sandbox.slack.say("ada", "random", "not for you")
    await sandbox.slack.invite("random", "ben")
    await sandbox.slack.say("ada", "random", "@Tester hi https://example.com/a?b=1&c=2")

    kinds = [event["type"] for event in sandbox.slack.events]
    assert kinds == ["member_joined_channel", "message", "app_mention"]
    assert sandbox.slack.events[0]["inviter"] == sandbox.slack.person("ben").id
    said = sandbox.slack.events[1]
    app = sandbox.slack.workspace.app.id
    assert said["text"] == f"<@{app}> hi <https://example.com/a?b=1&amp;c=2>"
    parts = said["blocks"][0]["elements"][0]["elements"]
    assert parts[-1] == {"type": "link", "url": "https://example.com/a?b=1&c=2"}
    assert json.dumps(said)  # plain JSON, as it goes out
