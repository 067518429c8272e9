"""What every request to the sandbox goes through: it is named, struck by faults, and recorded."""

import json
from collections.abc import Awaitable, Callable, Collection
from email.utils import formatdate
from typing import Any

from aiohttp import web

from bot.sandbox.calls import Call, Calls
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.faults import Fault, Faults

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
READABLE = ("application/json", "application/x-www-form-urlencoded")
NOT_JSON = b'{"ok": tru\x00<<< this is not JSON'
UNRECORDED = frozenset({"socket"})
BY_PREFIX = {
    "/slack/files": "files.download",
    "/slack/upload": "files.upload",
    "/slack/socket": "socket",
    "/slack/respond": "response_url",
}


class Exchange:
    """A middleware for services; the sandbox's own pages pass untouched."""

    def __init__(
        self,
        clock: Clock,
        faults: Faults,
        calls: Calls,
        changes: Changes,
        services: Collection[str],
    ) -> None:
        self._services = services
        self._clock = clock
        self._faults = faults
        self._calls = calls
        self._changes = changes

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Serve one request."""
        named = name_call(request, self._services)
        if named is None:
            return await handler(request)
        fault = self._faults.strike(*named)
        args = await _arguments(request)
        t = self._clock.now()
        response = await self._serve(request, handler, fault)
        if named[1] not in UNRECORDED:
            told = {} if response is None else _told(response)
            status = response.status if response is not None else 0
            service, method = named
            self._calls.add(
                Call(t=t, service=service, method=method, args=args, response=told, status=status)
            )
        self._changes.ring()
        if response is None:
            return web.Response()
        if not response.prepared:  # services tell the time by the sandbox's clock
            response.headers.setdefault("Date", formatdate(self._clock.now(), usegmt=True))
        return response

    async def _serve(
        self, request: web.Request, handler: Handler, fault: Fault | None
    ) -> web.StreamResponse | None:
        """The answer, or None when the connection was dropped."""
        if fault is None:
            return await _handled(request, handler)
        await self._clock.sleep(fault.delay)
        await fault.run_hook("before")
        if fault.reset:
            _drop(request)
            return None
        response: web.StreamResponse | None = None
        if fault.effect or fault.lose_answer or not fault.answers:
            response = await _handled(request, handler)
        await fault.run_hook("after")
        if fault.lose_answer:
            _drop(request)
            return None
        return _ordered(fault) if fault.answers else response


def name_call(request: web.Request, services: Collection[str]) -> tuple[str, str] | None:
    """Which service's which call this is: ("slack", "chat.update"), ("tuplets", "GET /jobs")."""
    if request.path.startswith("/slack/api/"):
        return "slack", request.path.removeprefix("/slack/api/")
    for prefix, call in BY_PREFIX.items():
        if request.path.startswith(prefix):
            return "slack", call
    resource = request.match_info.route.resource
    service = request.path.split("/", 2)[1]
    if resource is None or service not in services:
        return None
    return service, f"{request.method} {resource.canonical.removeprefix(f'/{service}')}"


async def _arguments(request: web.Request) -> dict[str, Any]:
    args: dict[str, Any] = dict(request.query)
    if request.content_type in READABLE and request.can_read_body:
        if request.content_type == READABLE[0]:
            said = _json(await request.read())
            args |= said if isinstance(said, dict) else {"body": said}
        else:
            args |= dict(await request.post())
    args.pop("token", None)
    return args


async def _handled(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as refusal:  # an answer like any other
        return web.Response(status=refusal.status, headers=refusal.headers, body=refusal.body)


def _told(response: web.StreamResponse) -> Any:
    if not isinstance(response, web.Response) or response.content_type != READABLE[0]:
        return None
    body = response.body
    return _json(body) if isinstance(body, bytes) else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body or b"null")
    except ValueError:
        return None


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _ordered(fault: Fault) -> web.Response:
    if fault.garbage:
        return web.Response(body=NOT_JSON, content_type=READABLE[0])
    status = 200 if fault.status is None else fault.status
    if fault.error is not None:
        body: Any = {"ok": False, "error": fault.error}
        return web.json_response(body, status=status, headers=fault.headers)
    if isinstance(fault.body, dict):
        return web.json_response(fault.body, status=status, headers=fault.headers)
    raw = fault.body.encode() if isinstance(fault.body, str) else fault.body
    return web.Response(body=raw, status=status, headers=fault.headers)
