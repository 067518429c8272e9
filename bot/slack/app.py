"""Opens the front: the Web API at once, and ears once there is somebody to tell."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.domain.errors import BotError, Transient
from bot.domain.front import Desk
from bot.domain.memory import Store
from bot.domain.ports import Clock
from bot.http import trusted
from bot.http.exchange import Exchanges
from bot.meters import Meter, unmetered
from bot.slack.api import TIMES, WebApi
from bot.slack.bolt import build_app
from bot.slack.catch_up import CatchUp
from bot.slack.check import Identity, identify, open_socket
from bot.slack.errands import Errands
from bot.slack.events import Door
from bot.slack.files import WebFiles
from bot.slack.looking_back import LookingBack
from bot.slack.people import WebPeople
from bot.slack.socket import LONGEST_PAUSE, Line, Payload, pause
from bot.slack.thread import SlackThread

log = logging.getLogger(__name__)

LINES = 2  # connections in Socket Mode: one listens while the other is renewed
GRACE = 1.0  # seconds that calls under way get to end when we stop
PROBE = 60.0  # seconds between two questions whether a refused token is taken again
KEPT_ALIVE = 15.0  # seconds that an idle connection may be used again


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What Slack knows us by. With an app token we listen in Socket Mode, else over HTTP."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"


@asynccontextmanager
async def open_front(
    access: Access, clock: Clock, meter: Meter = unmetered
) -> AsyncIterator["Front"]:
    """Open the way to Slack; nothing is called yet. The environment's proxies are not used."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            aiohttp.ClientSession(
                timeout=TIMES,
                connector=aiohttp.TCPConnector(
                    ssl=trusted(), limit=0, keepalive_timeout=KEPT_ALIVE
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        running = Exchanges()
        stack.push_async_callback(running.close, GRACE)
        yield Front(access, session, running, clock, meter)


class Front:
    """Slack, as the rest of the bot meets it.

    `thread`, `files` and `people` work from the start; `connect` proves the tokens and makes the
    listeners, `serve` listens.
    """

    def __init__(
        self,
        access: Access,
        session: aiohttp.ClientSession,
        running: Exchanges,
        clock: Clock,
        meter: Meter = unmetered,
    ) -> None:
        self._api = WebApi(access.bot_token, access.api_url, session, running, clock, meter)
        self._socket_api = (
            WebApi(access.app_token, access.api_url, session, running, clock, meter)
            if access.app_token
            else None
        )
        self._session = session
        self._clock = clock
        self._errands = Errands(self._api, running)
        self._app: AsyncApp | None = None
        self._door: Door | None = None
        self._lines: tuple[Line, ...] = ()
        self.thread = SlackThread(self._api, clock)
        self.files = WebFiles(self._api, clock)
        self.people = WebPeople(self._api)
        self.identity: Identity | None = None

    @property
    def connected(self) -> bool:
        """Whether Slack can tell us something now."""
        if self._socket_api is None:
            return self._app is not None
        return any(line.connected for line in self._lines)

    @property
    def ages(self) -> tuple[float, ...]:
        """How many seconds each connection in Socket Mode has been open."""
        now = self._clock.now()
        return tuple(now - line.since for line in self._lines if line.since is not None)

    def unready(self) -> tuple[str, ...]:
        """Why Slack and we cannot work together now, a sentence a reason."""
        refused = self._api.standing.refused
        reasons = {
            "not connected to Slack": not self.connected,
            "Slack refuses the app token": any(line.refused for line in self._lines),
            f"Slack refuses the bot token ({refused})": bool(refused),
        }
        return tuple(reason for reason, holds in reasons.items() if holds)

    async def check(self) -> Identity:
        """Prove the tokens. Raises NeedsOperator when Slack refuses one, Transient."""
        identity = await identify(self._api)
        if self._socket_api is not None:
            await open_socket(self._socket_api)
        return identity

    async def connect(self, store: Store, desk: Desk) -> Identity:
        """Prove the tokens and make the listeners. Raises NeedsOperator, Transient."""
        identity = await self.check()
        if identity.missing:
            log.warning("scopes missing", extra={"scopes": " ".join(identity.missing)})
        people, api, errands = self.people, self._api, self._errands
        self._door = Door(store, self._clock)
        self._app = build_app(identity, self._door, desk, people, api, errands)
        self.identity = identity
        return identity

    async def serve(self, store: Store, desk: Desk, stop: asyncio.Event) -> None:
        """Connect, however long Slack cannot be reached, then listen until `stop` is set.

        Raises NeedsOperator when Slack refuses a token at the start.
        """
        wait = 1.0
        while self._app is None and not stop.is_set():
            try:
                await self.connect(store, desk)
            except Transient as error:
                log.warning("slack cannot be reached", extra={"why": str(error)})
                await pause(self._clock, error.retry_after or wait, stop)
                wait = min(2 * wait, LONGEST_PAUSE)
        await self._listen(store, stop)

    async def dispatch(
        self, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """A request in HTTP mode, its signature proven: status, headers and body to answer."""
        try:
            payload = _payload(body, headers.get("Content-Type", ""))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST, {}, b""
        if payload.get("type") == "url_verification":  # before we are connected, too
            return HTTPStatus.OK, {"Content-Type": "text/plain"}, _challenge(payload)
        response = await self._dispatched(payload)
        if response is None:
            return HTTPStatus.SERVICE_UNAVAILABLE, {}, b""
        kind = response.first_headers().get("content-type", "text/plain")
        return response.status, {"Content-Type": kind}, (response.body or "").encode()

    async def _listen(self, store: Store, stop: asyncio.Event) -> None:
        if self.identity is None or self._door is None:
            return
        back = LookingBack(self._api, self.identity, store, self._clock, stop)
        catch_up = CatchUp(store, self._clock, self._door, lambda: not self.unready(), back.since)
        self._lines = self._new_lines()
        async with asyncio.TaskGroup() as group:
            for number, line in enumerate(self._lines, start=1):
                group.create_task(line.keep(stop), name=f"slack line {number}")
            group.create_task(catch_up.keep(stop), name="slack catch-up")
            group.create_task(self._probe(stop), name="slack token")

    def _new_lines(self) -> tuple[Line, ...]:
        if self._socket_api is None:
            return ()
        api = self._socket_api

        async def address() -> str:
            return await open_socket(api)

        lines = (
            Line(self._session, address, self._acknowledgement, self._clock) for _ in range(LINES)
        )
        return tuple(lines)

    async def _probe(self, stop: asyncio.Event) -> None:
        """Notice when a token that was refused is taken again, although nobody needs it."""
        while not stop.is_set():
            await pause(self._clock, PROBE, stop)
            if self._api.standing.refused and not stop.is_set():
                try:
                    await identify(self._api)
                except BotError as error:
                    log.warning("slack refuses the bot token", extra={"why": str(error)})

    async def _acknowledgement(self, payload: Payload) -> Payload | None:
        """What to acknowledge an envelope with; None when it is not to be acknowledged."""
        response = await self._dispatched(payload)
        if response is None or response.status != HTTPStatus.OK:
            return None
        if not response.body:
            return {}
        if response.first_headers().get("content-type", "").startswith("application/json"):
            answer = json.loads(response.body)
            return answer if isinstance(answer, dict) else {}
        return {"text": response.body}

    async def _dispatched(self, payload: Payload) -> BoltResponse | None:
        if self._app is None:
            return None
        try:
            # As if by socket in both modes: Bolt's own form parser loses commands that say "payload"
            request = AsyncBoltRequest(body=payload, mode="socket_mode")
            return await self._app.async_dispatch(request)
        except Exception as error:  # noqa: BLE001 whatever is wrong with one payload, the rest goes on
            log.error("a payload broke", extra={"why": type(error).__name__})  # noqa: TRY400 a trace may hold speech
            return None


def _challenge(payload: Payload) -> bytes:
    return str(payload.get("challenge", "")).encode()


def _payload(body: bytes, content_type: str) -> dict[str, Any]:
    """Events are JSON, commands a form, interactions JSON in a form. Raises ValueError."""
    text = body.decode()
    if content_type.partition(";")[0].strip().lower() == "application/json":
        parsed = json.loads(text)
    else:
        form = dict(parse_qsl(text, keep_blank_values=True))
        parsed = json.loads(form["payload"]) if "payload" in form else form
    if not isinstance(parsed, dict):
        raise ValueError("not an object")  # noqa: TRY004 one error for whatever cannot be read
    return parsed
