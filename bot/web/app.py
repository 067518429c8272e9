"""The bot's own HTTP server, the same in both modes."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.domain.memory import StoreTrouble
from bot.domain.ports import Clock
from bot.meters import CONTENT_TYPE
from bot.web.signature import is_from_slack

log = logging.getLogger(__name__)

BODY_MOST = 1024 * 1024  # octets of a request; Slack's are far smaller
HINT_MOST = 64 * 1024  # octets of a service's hint
GRACE = 1.0  # seconds that requests under way get to end when we stop

Metrics = Callable[[], Awaitable[bytes]]
Hint = Callable[[str, str, bytes], bool]
Dispatch = Callable[[bytes, Mapping[str, str]], Awaitable[tuple[int, dict[str, str], bytes]]]

_LATER = ("/slack/install", "/slack/oauth_redirect")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRequests:
    """Takes Slack's requests in HTTP mode."""

    signing_secret: str = field(repr=False)
    dispatch: Dispatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Whom the server asks: what is missing until we serve, our numbers, and who takes hints."""

    unready: Callable[[], Sequence[str]]
    metrics: Metrics
    hint: Hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """The server, listening."""

    port: int


@asynccontextmanager
async def open_web(
    host: str,
    port: int,
    *,
    clock: Clock,
    inside: Inside,
    slack: SlackRequests | None = None,
) -> AsyncIterator[Web]:
    """Listen on a port, 0 for any. Raises OSError when the port is taken."""
    runner = web.AppRunner(_app(clock, inside, slack), access_log=None, shutdown_timeout=GRACE)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        await site.start()
        yield Web(port=runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _app(clock: Clock, inside: Inside, slack: SlackRequests | None) -> web.Application:
    async def numbers(_: web.Request) -> web.Response:
        return await _numbers(inside.metrics)

    async def ready(_: web.Request) -> web.Response:
        return _ready(inside.unready())

    async def events(request: web.Request) -> web.Response:
        if slack is None:
            return _absent("Slack's requests arrive by Socket Mode here.")
        return await _from_slack(request, slack, clock.wall())

    async def hinted(request: web.Request) -> web.Response:
        return await _hinted(request, inside.hint)

    app = web.Application()
    app.router.add_get("/health/live", _alive)
    app.router.add_get("/health/ready", ready)
    app.router.add_get("/metrics", numbers)
    app.router.add_post("/slack/events", events)
    app.router.add_post("/hooks/{service}/{hook}", hinted)
    for path in _LATER:
        app.router.add_route("*", path, _later)
    return app


async def _alive(_: web.Request) -> web.Response:
    return web.Response(text="alive\n")


def _ready(reasons: Sequence[str]) -> web.Response:
    told = "".join(f"{reason}\n" for reason in reasons) or "ready\n"
    return web.Response(status=503 if reasons else 200, text=told)


async def _later(_: web.Request) -> web.Response:
    return _absent("This is not in this version.")


async def _numbers(metrics: Metrics) -> web.Response:
    try:
        return web.Response(body=await metrics(), headers={"Content-Type": CONTENT_TYPE})
    except StoreTrouble:
        return web.Response(status=503, text="The database is out of reach.\n")


async def _hinted(request: web.Request, hint: Hint) -> web.Response:
    """Whatever a service says, it is thanked: how we take it is nobody's business out there."""
    if (body := await _body(request, HINT_MOST)) is None:
        return web.Response(status=413)
    names = request.match_info
    known = hint(names["service"], names["hook"], body)
    return web.Response(status=204) if known else _absent("Nobody has this address.")


async def _from_slack(request: web.Request, slack: SlackRequests, now: float) -> web.Response:
    body = await _body(request, BODY_MOST)
    timestamps = request.headers.getall("X-Slack-Request-Timestamp", [])
    signatures = request.headers.getall("X-Slack-Signature", [])
    if body is None or not is_from_slack(slack.signing_secret, timestamps, signatures, body, now):
        return web.Response(status=401)
    try:
        status, headers, answer = await slack.dispatch(body, request.headers)
    except Exception as error:  # noqa: BLE001 a listener's trace is nobody's business out there
        log.error("a request broke", extra={"why": type(error).__name__})  # noqa: TRY400 a trace may hold speech
        return web.Response(status=500)
    return web.Response(status=status, headers=headers, body=answer)


async def _body(request: web.Request, most: int) -> bytes | None:
    """The raw body; None when it is larger than that, or breaks off."""
    octets = bytearray()
    try:
        async for chunk in request.content.iter_chunked(64 * 1024):
            octets += chunk
            if len(octets) > most:
                return None
    except (web.RequestPayloadError, OSError):
        return None
    return bytes(octets)


def _absent(sentence: str) -> web.Response:
    return web.Response(status=404, text=f"{sentence}\n")
