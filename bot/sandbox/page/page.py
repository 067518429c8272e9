"""Serves the page, and lets it hear of every change.

Whatever it loads comes from here: a content policy in the browser holds it to that. Only pages of
this very address are answered, so that no website can act in the workspace behind its owner's back.
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.sandbox.page.acts import Acts, Refused
from bot.sandbox.page.state import inspection, snapshot
from bot.sandbox.recordings import samples
from bot.sandbox.slack.workspace import NoSuch

if TYPE_CHECKING:  # the sandbox serves this page: at run time it comes first
    from bot.sandbox.server import Sandbox

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
STATIC = Path(__file__).parent / "static"
LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; media-src 'self' blob:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
SHOWN_IN_PLACE = ("audio/", "video/", "text/plain")
BREATH = 0.05  # seconds between two words of a change, so that a flurry is told once


def routes(sandbox: "Sandbox") -> Iterable[web.AbstractRouteDef]:
    """Everything that the page needs."""
    page, acts = Page(sandbox), Acts(sandbox)
    return [
        web.get("/", _guarded(page.index)),
        web.get("/archives/{channel}/{message}", _guarded(page.index)),  # a permalink
        web.get("/page/state", _guarded(page.state)),
        web.get("/page/changes", _guarded(page.changes)),
        web.get("/page/inspect", _guarded(page.inspect)),
        web.get("/page/file/{id}", _guarded(page.file)),
        web.get("/page/sample/{name}", _guarded(page.sample)),
        web.get("/page/{name}", _guarded(page.static)),
        *(web.post(f"/page/{name}", _guarded(act)) for name, act in acts.by_name().items()),
    ]


class Page:
    """What the page reads."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    async def index(self, _: web.Request) -> web.StreamResponse:
        """The page itself."""
        return web.FileResponse(STATIC / "index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """A file of the page's own."""
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def state(self, request: web.Request) -> web.StreamResponse:
        """All that one person may see now."""
        return web.json_response(snapshot(self._sandbox, request.query.get("person", "")))

    async def inspect(self, _: web.Request) -> web.StreamResponse:
        """The calls that the bot made, and the services' jobs."""
        return web.json_response(inspection(self._sandbox))

    async def changes(self, request: web.Request) -> web.StreamResponse:
        """A word at every change, as a stream of events."""
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await stream.prepare(request)
        seen = -1
        with suppress(ConnectionResetError):  # the window was closed
            while True:
                seen = await self._sandbox.changes.next(seen)
                await stream.write(f"data: {seen}\n\n".encode())
                await self._sandbox.clock.wait(BREATH)
        return stream

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file of the workspace, for the player or the preview."""
        file = self._sandbox.slack.file(request.match_info["id"])
        if file.deleted:
            raise web.HTTPNotFound
        return _content(request, file.data, file.mimetype, file.name)

    async def sample(self, request: web.Request) -> web.StreamResponse:
        """One of our recordings."""
        wanted = request.match_info["name"]
        for sample in samples():
            if sample.name == wanted:
                return web.FileResponse(sample.path, headers={"Content-Type": sample.mimetype})
        raise web.HTTPNotFound


def _guarded(handler: Handler) -> Handler:
    """Answer this page alone, and say in one sentence what was wrong."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not _from_here(request):
            return _refusal("This page only answers to itself.", 403)
        try:
            response = await handler(request)
        except (NoSuch, KeyError) as error:
            return _refusal(f"There is no {error.args[0]} here any more.", 404)
        except (Refused, PermissionError, ValueError) as error:
            return _refusal(str(error), 400)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    return answer


def _from_here(request: web.Request) -> bool:
    if urlsplit(f"//{request.host}").hostname not in LOCAL_NAMES:
        return False  # a name that was made to point here
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _refusal(words: str, status: int) -> web.Response:
    return web.json_response({"error": words}, status=status, headers=HEADERS)


def _content(request: web.Request, data: bytes, mimetype: str, name: str) -> web.Response:
    """Bytes, whole or the range that a player asks for."""
    place = "inline" if mimetype.startswith(SHOWN_IN_PLACE) else "attachment"
    headers = {
        "Content-Type": f"{mimetype}; charset=utf-8" if mimetype.startswith("text/") else mimetype,
        "Content-Disposition": f"{place}; filename*=UTF-8''{quote(name)}",
        "Accept-Ranges": "bytes",
    }
    asked = request.http_range
    if asked.start is None:
        return web.Response(body=data, headers=headers)
    start, stop, _ = asked.indices(len(data))
    if start >= stop:
        raise web.HTTPRequestRangeNotSatisfiable
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(data)}"
    return web.Response(body=data[start:stop], status=206, headers=headers)
