"""Listening: stored before acknowledged, in both modes, whatever Slack sends."""

import asyncio
import json
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.domain.errors import NeedsOperator
from bot.domain.job import Place
from bot.domain.message import Message, PartKey
from bot.domain.notice import Kind
from bot.render.blocks import actions, button
from bot.sandbox import Upload
from bot.slack.app import Access, open_front
from bot.slack.check import Identity
from bot.slack.socket import Line
from tests.slack.fronts import Echo, Inbox, a_front, access, listening

PLACE = Place(team="T1", channel="C1")
RECORDING = Upload("weekly.m4a", b"x" * 100, mimetype="audio/mp4")


async def told(sandbox):
    await sandbox.wait_until(lambda: all(p.settled for p in sandbox.slack.delivery.parcels))
    return [(p.acknowledged, p.attempts) for p in sandbox.slack.delivery.parcels]


async def soon(sandbox, predicate):
    """Wait for what Slack does not see."""
    for _ in range(200):
        if predicate():
            return
        await sandbox.clock.sleep(1)
    raise AssertionError("it did not come about")


async def test_a_recording_is_stored_and_then_acknowledged(sandbox):
    inbox = Inbox()
    async with listening(sandbox, inbox):
        message = await sandbox.slack.share("ben", "product", [RECORDING])
        assert all(acknowledged for acknowledged, _ in await told(sandbox))
    assert [(n.kind, n.ts, n.files[0].name) for n in inbox.notices] == [
        (Kind.SHARED, message.ts, "weekly.m4a")
    ]


async def test_chatter_is_acknowledged_and_leaves_no_trace(sandbox):
    inbox = Inbox()
    async with listening(sandbox, inbox):
        await sandbox.slack.say("ben", "product", "lunch?")
        assert await told(sandbox) == [(True, ["ok"])]
    assert inbox.notices == []


async def test_a_command_is_answered_for_one_person(sandbox):
    desk = Echo()
    async with listening(sandbox, desk=desk):
        answer = await sandbox.slack.command("ben", "product", "/scribe", "status payload=1 & <b>")
    assert (answer.error, answer.text) == (None, "You said status payload=1 & <b>")
    [(asker, words)] = desk.asked
    assert (asker.user, words) == (sandbox.slack.person("ben").id, "status payload=1 & <b>")


async def test_a_command_that_breaks_is_answered_with_an_incident(sandbox, caplog):
    async with listening(sandbox, desk=Echo(error=RuntimeError("secret speech"))):
        answer = await sandbox.slack.command("ben", "product", "/scribe", "status")
    assert "incident number" in answer.text
    assert "secret speech" not in answer.text + caplog.text


async def test_a_button_is_answered_where_it_was_pressed(sandbox):
    desk = Echo()
    async with listening(sandbox, desk=desk) as front:
        parent = await sandbox.slack.say("ben", "product", "here")
        ts = await _button(sandbox, front, parent)
        answer = await sandbox.slack.press("ben", "product", ts, "cancel")
        await sandbox.wait_until(lambda: answer.posts)
    assert answer.posts[0]["text"] == "You said cancel"
    [(asker, *asked)] = desk.asked
    assert (asker.thread, asked) == (parent.ts, ["cancel", "j1"])


async def _button(sandbox, front, parent):
    place = Place(team="T", channel=parent.channel, thread=parent.ts)
    message = Message(text="x", blocks=(actions(button("Cancel", "cancel", "j1")),))
    return await front.thread.post(place, message, PartKey(job="j1", part="status"))


async def test_the_shortcut_opens_a_form_and_the_form_starts_the_job(sandbox):
    desk = Echo()
    async with listening(sandbox, desk=desk):
        message = await sandbox.slack.share("ada", "product", [RECORDING])
        shortcut = sandbox.slack.message_shortcut
        await shortcut("ben", "product", message.ts, "transcribe_message")
        view = await sandbox.wait_until(
            lambda: (v := sandbox.slack.view_of("ben")) and v.get("submit") and v
        )
        chosen = {
            "title": {"title": {"type": "plain_text_input", "value": " Weekly "}},
            "language": {"language": {"selected_option": {"value": "de"}}},
            "choices": {"choices": {"selected_options": [{"value": "redact"}]}},
        }
        answer = await sandbox.slack.submit_view("ben", view["id"], chosen)
    assert (answer.error, answer.ack["response_action"]) == (None, "update")
    [(asker, ts, file, wish, sharer)] = desk.asked
    assert (asker.user, sharer) == (sandbox.slack.person("ben").id, sandbox.slack.person("ada").id)
    assert (ts, asker.thread, file.name) == (message.ts, message.ts, "weekly.m4a")
    assert (wish.language, wish.speakers, wish.redact, wish.title) == ("de", False, True, "Weekly")


async def test_the_shortcut_says_how_to_invite_us(sandbox):
    async with listening(sandbox):
        message = await sandbox.slack.share("ada", "product", [RECORDING])
        sandbox.slack.channel("product").members.discard(sandbox.slack.workspace.app.id)
        await sandbox.slack.message_shortcut("ben", "product", message.ts, "transcribe_message")
        await sandbox.wait_until(lambda: "/invite" in _shown(sandbox, "ben"))


async def test_the_shortcut_on_a_message_without_a_recording_says_so(sandbox):
    async with listening(sandbox):
        message = await sandbox.slack.say("ada", "product", "just words")
        await sandbox.slack.message_shortcut("ben", "product", message.ts, "transcribe_message")
        await sandbox.wait_until(lambda: "no audio or video" in _shown(sandbox, "ben"))


def _shown(sandbox, person):
    view = sandbox.slack.view_of(person)
    return json.dumps(view) if view else ""


async def test_a_renewed_connection_loses_nothing(sandbox):
    inbox = Inbox()
    async with listening(sandbox, inbox):
        for _ in range(3):
            await sandbox.slack.sockets.refresh()
            await sandbox.wait_until(lambda: sandbox.slack.connections == 2)
        await sandbox.slack.share("ben", "product", [RECORDING])
        assert await told(sandbox) == [(True, ["ok"])]
    assert len(inbox.notices) == 1


async def test_lines_that_are_renewed_in_the_same_moment_leave_no_gap(sandbox):
    async with listening(sandbox) as front:
        sockets = sandbox.slack.sockets
        sockets.fewest = 2
        sandbox.faults.order("slack", "socket", times=2, delay=5.0)
        await sockets.refresh("warning")
        sandbox.clock.move(5.0)
        await sandbox.wait_until(lambda: sandbox.slack.connections == 4)
        sandbox.clock.move(10.0)
        await sandbox.wait_until(lambda: sandbox.slack.connections == 2)
        assert front.connected
        assert sockets.fewest == 2
        await sandbox.slack.say("ben", "product", "hello?")
        assert await told(sandbox) == [(True, ["ok"])]


async def test_connections_that_went_dead_without_a_word_are_made_anew(sandbox, monkeypatch):
    monkeypatch.setattr("bot.slack.socket.HEARTBEAT", 0.2)
    async with listening(sandbox) as front:
        await sandbox.slack.sockets.freeze()
        assert front.connected  # nobody could know yet
        await sandbox.wait_until(lambda: sandbox.slack.connections == 2)
        await sandbox.slack.say("ben", "product", "hello?")
        assert await told(sandbox) == [(True, ["ok"])]


async def test_a_connection_without_a_greeting_does_not_count(sandbox, monkeypatch):
    monkeypatch.setattr("bot.slack.socket.HELLO", 0.1)
    sandbox.clock.speed = 100
    stop = asyncio.Event()
    async with mute_server() as (address, calls), ClientSession() as session:
        line = Line(session, address, unheard, sandbox.clock)
        keeping = asyncio.create_task(line.keep(stop))
        for _ in range(3):
            await calls.get()
            assert not line.connected
        stop.set()
        await keeping


async def test_a_stop_does_not_wait_for_a_greeting(sandbox):
    stop = asyncio.Event()
    async with mute_server() as (address, calls), ClientSession() as session:
        keeping = asyncio.create_task(Line(session, address, unheard, sandbox.clock).keep(stop))
        await calls.get()
        stop.set()
        async with asyncio.timeout(5):
            await keeping


@asynccontextmanager
async def mute_server():
    """A server that takes connections and says nothing: where it is, and who came."""
    calls = asyncio.Queue()

    async def connect(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        calls.put_nowait(request)
        async for _ in socket:
            pass
        return socket

    app = web.Application()
    app.router.add_get("/", connect)
    async with TestServer(app) as server:

        async def address():
            return f"ws://{server.host}:{server.port}/"

        yield address, calls


async def unheard(_):
    raise AssertionError("nothing was said")


async def test_a_dead_address_is_replaced_by_a_new_one(sandbox):
    sandbox.clock.speed = 100
    async with listening(sandbox) as front:
        sandbox.faults.order("slack", "socket", times=4, status=404)
        await sandbox.slack.sockets.drop()
        await sandbox.wait_until(lambda: sandbox.slack.connections == 2)
        await sandbox.slack.say("ben", "product", "hello?")
        assert await told(sandbox) == [(True, ["ok"])]
        assert front.connected


async def test_slack_unreachable_at_start_is_waited_for(sandbox):
    sandbox.clock.speed = 100
    sandbox.faults.order("slack", "auth.test", times=2, status=503)
    sandbox.faults.order("slack", "apps.connections.open", times=2, status=503)
    async with listening(sandbox) as front:
        await sandbox.slack.say("ben", "product", "hello?")
        assert await told(sandbox) == [(True, ["ok"])]
        assert front.connected


@pytest.mark.parametrize("which", ["bot_token", "app_token"])
async def test_a_refused_token_ends_the_start_at_once(sandbox, which):
    good = access(sandbox)
    tokens = {"bot_token": good.bot_token, "app_token": good.app_token} | {which: "wrong"}
    wrong = Access(**tokens, api_url=good.api_url)
    async with open_front(wrong, sandbox.clock) as front:
        with pytest.raises(NeedsOperator):
            await front.serve(Inbox(), Echo(), asyncio.Event())


async def test_an_app_token_that_is_refused_later_is_told_and_tried_again(sandbox, caplog):
    sandbox.clock.speed = 100
    async with listening(sandbox) as front:
        assert front.unready() == ()
        sandbox.slack.tokens.app_revoked = True
        await sandbox.slack.sockets.drop()
        await soon(sandbox, lambda: len(front.unready()) == 2)
        assert front.unready() == ("not connected to Slack", "Slack refuses the app token")
        sandbox.slack.tokens.app_revoked = False
        await soon(sandbox, lambda: front.unready() == ())
    assert caplog.text.count("slack refuses the app token") <= 2  # once a line


@pytest.mark.parametrize("ending", ["revoke", "uninstall"])
async def test_without_a_token_slack_is_left_alone_until_it_takes_it_again(sandbox, ending):
    sandbox.clock.speed = 20
    async with listening(sandbox) as front:
        getattr(sandbox.slack, ending)()
        await told(sandbox)
        [reason] = front.unready()
        assert reason.startswith("Slack refuses the bot token")
        before = len(sandbox.calls)
        for _ in range(20):
            with pytest.raises(NeedsOperator):
                await front.thread.post(PLACE, Message(text="x"), PartKey(job="j", part="p"))
        assert len(sandbox.calls) <= before + 1
        sandbox.slack.tokens.revoked = ""
        await soon(sandbox, lambda: front.unready() == ())


async def test_the_check_names_missing_scopes(sandbox):
    sandbox.slack.scopes -= {"files:write", "users:read"}
    async with a_front(sandbox) as front:
        identity = await front.check()
    assert isinstance(identity, Identity)
    assert identity.missing == ("files:write", "users:read")


async def test_in_http_mode_requests_are_dispatched(sandbox):
    inbox, desk = Inbox(), Echo()
    async with a_front(sandbox, "http") as front:
        challenge = {"type": "url_verification", "challenge": "c1"}
        assert (await _sent(front, challenge))[2] == b"c1"
        assert (await _sent(front, {"type": "event_callback"}))[0] == 503
        await front.connect(inbox, desk)
        command = {"team_id": "T", "user_id": "U", "channel_id": "C", "command": "/scribe"}
        form = urlencode(command | {"text": "payload"}).encode()
        status, _, body = await front.dispatch(form, {"Content-Type": FORM})
        assert (status, json.loads(body)["text"]) == (200, "You said payload")
        inbox.trouble = 1
        event = {"type": "message", "user": "U1", "ts": "1.1", "channel": "C1"}
        event |= {"files": [{"id": "F1", "name": "a.mp3", "mimetype": "audio/mpeg"}]}
        body = {"type": "event_callback", "team_id": "T", "event": event}
        assert (await _sent(front, body))[0] == 500
        assert (await _sent(front, body))[0] == 200
    assert [n.kind for n in inbox.notices] == [Kind.SHARED]


FORM = "application/x-www-form-urlencoded"


async def _sent(front, body):
    return await front.dispatch(json.dumps(body).encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 5000, b"payload=x", b'{"type":"block_actions"}']
)
@pytest.mark.parametrize("kind", ["application/json", FORM, ""])
async def test_no_body_breaks_the_front(sandbox, body, kind):
    async with a_front(sandbox, "http") as front:
        await front.connect(Inbox(), Echo())
        status, _, answer = await front.dispatch(body, {"Content-Type": kind})
        assert status in {200, 400, 404, 500, 503}
        assert b"Traceback" not in answer


async def test_buttons_of_other_versions_are_left_alone(sandbox):
    desk = Echo()
    async with a_front(sandbox, "http") as front:
        await front.connect(Inbox(), desk)
        press = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T"}}
        press["actions"] = [{"type": "button", "action_id": "mark_done", "value": "x"}]
        form = urlencode({"payload": json.dumps(press)}).encode()
        assert (await front.dispatch(form, {"Content-Type": FORM}))[0] == 200
    assert desk.asked == []
