"""The bot's own server: health, Slack's door, and nothing else."""

import hmac
import io
import time
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.domain.memory import StoreTrouble
from bot.web.app import Inside, SlackRequests, open_web

SECRET = "s3cret"
NOW = 1_700_000_000.0


class StillClock:
    """Time that stands still."""

    def now(self):
        return NOW

    def wall(self):
        return NOW

    async def sleep(self, seconds):
        pass


class Slackside:
    """Takes what gets through, and answers as it is told."""

    def __init__(self, error=None):
        self.bodies = []
        self.error = error

    async def dispatch(self, body, headers):
        if self.error:
            raise self.error
        self.bodies.append(body)
        return 200, {"Content-Type": "application/json"}, b'{"ok":true}'


async def out_of_reach():
    raise StoreTrouble


@asynccontextmanager
async def a_door(slackside=None, unready=()):
    requests = (
        SlackRequests(signing_secret=SECRET, dispatch=slackside.dispatch) if slackside else None
    )
    door = open_web(
        "127.0.0.1",
        0,
        clock=StillClock(),
        inside=Inside(unready=lambda: unready, metrics=out_of_reach, hint=lambda *_: False),
        slack=requests,
    )
    async with door as web, aiohttp.ClientSession(f"http://127.0.0.1:{web.port}") as session:
        yield session


def headers(body, timestamp=str(int(NOW)), **more):
    basis = b"v0:" + timestamp.encode() + b":" + body
    signature = "v0=" + hmac.new(SECRET.encode(), basis, "sha256").hexdigest()
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature} | more


async def answer(response):
    return response.status, await response.read()


async def test_a_signed_request_gets_through_to_the_last_byte():
    slackside, body = Slackside(), '{"text":"naïve ☃"}'.encode()
    async with a_door(slackside) as session:
        response = await session.post("/slack/events", data=body, headers=headers(body))
        assert await answer(response) == (200, b'{"ok":true}')
    assert slackside.bodies == [body]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (b"{}", {}),
        (b"{}", headers(b"{} ")),
        (b"{}", headers(b"{}", timestamp=str(int(NOW) - 301))),
        (b"{not json", {"Content-Type": "application/json"}),
        (b"\xff\xfe", {"Content-Type": "application/x-www-form-urlencoded"}),
        (b"[" * 3000, {}),
        (b"x" * (1024 * 1024 + 1), headers(b"x" * (1024 * 1024 + 1))),
        (b"{}", headers(b"{}") | {"X-Slack-Signature": "v0=ü"}),
    ],
    ids=["bare", "forged", "old", "json", "bytes", "deep", "large", "letters"],
)
async def test_anything_odd_is_turned_away_without_a_word(body, sent):
    slackside = Slackside()
    async with a_door(slackside) as session:
        response = await session.post("/slack/events", data=io.BytesIO(body), headers=sent)
        assert await answer(response) == (401, b"")
    assert slackside.bodies == []


async def test_a_body_that_is_not_what_its_encoding_says_is_turned_away():
    slackside = Slackside()
    async with a_door(slackside) as session:
        odd = headers(b"junk") | {"Content-Encoding": "gzip"}
        response = await session.post("/slack/events", data=b"junk", headers=odd)
        assert response.status in {400, 401}
        assert b"Traceback" not in await response.read()
    assert slackside.bodies == []


async def test_a_listener_that_breaks_shows_nothing_of_it():
    async with a_door(Slackside(error=RuntimeError("secret"))) as session:
        response = await session.post("/slack/events", data=b"{}", headers=headers(b"{}"))
        assert await answer(response) == (500, b"")


async def test_health_tells_what_is_missing():
    async with a_door(unready=["not connected to Slack"]) as session:
        assert (await session.get("/health/live")).status == 200
        response = await session.get("/health/ready")
        assert await answer(response) == (503, b"not connected to Slack\n")
    async with a_door() as session:
        assert await answer(await session.get("/health/ready")) == (200, b"ready\n")


async def test_metrics_say_so_when_the_database_is_out_of_reach():
    async with a_door() as session:
        response = await session.get("/metrics")
        assert await answer(response) == (503, b"The database is out of reach.\n")


@pytest.mark.parametrize("path", ["/slack/install", "/slack/oauth_redirect"])
async def test_what_is_not_built_yet_says_so_in_a_sentence(path):
    async with a_door(Slackside()) as session:
        assert await answer(await session.get(path)) == (404, b"This is not in this version.\n")


async def test_in_socket_mode_slacks_door_is_shut():
    async with a_door() as session:
        response = await session.post("/slack/events", data=b"{}", headers=headers(b"{}"))
        assert response.status == 404


async def test_the_server_stops_at_once_when_nobody_waits():
    begun = time.monotonic()
    async with a_door() as session:
        await (await session.get("/health/live")).read()
    assert time.monotonic() - begun < 2
