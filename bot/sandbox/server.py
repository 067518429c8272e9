"""The sandbox: one loopback port, everything behind it."""

import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot.sandbox.calls import Calls
from bot.sandbox.changes import Changes
from bot.sandbox.chat import Chat
from bot.sandbox.clock import Clock
from bot.sandbox.exchange import Exchange
from bot.sandbox.faults import Faults
from bot.sandbox.manifest import read_manifest
from bot.sandbox.page.page import routes as page_routes
from bot.sandbox.providers import Service, open_service
from bot.sandbox.providers.tuplets import Tuplets
from bot.sandbox.slack import Slack

T = TypeVar("T")
LARGEST_BODY = 1024**3


class Sandbox:
    """`async with Sandbox() as sandbox:` serves a workspace; `sandbox.slack` is where people act.

    `port` 0 takes any free one. `manifest` is the app's; without it, the one of this package.
    `services` are those that the bot is a customer of, the first of them when nobody names one.
    """

    slack: Slack
    services: Mapping[str, Service]
    chat: Chat

    def __init__(
        self,
        port: int = 0,
        clock: Clock | None = None,
        manifest: Path | None = None,
        services: Sequence[str] = ("tuplets",),
    ) -> None:
        self.clock = clock or Clock()
        self.faults = Faults()
        self.calls = Calls()
        self.changes = Changes()
        self.url = ""
        self._port = port
        self._manifest = manifest
        self._names = tuple(services)
        self.preferred = self._names[0]
        self.writes = False  # whether the bot has the language model write notes
        self._published: dict[str, tuple[bytes, str]] = {}

    async def __aenter__(self) -> Self:
        listener = socket.create_server(("127.0.0.1", self._port))
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._http = aiohttp.ClientSession()
        self.services = {
            name: open_service(name, self.clock, self.url, self.changes.ring)
            for name in self._names
        }
        self.chat = Chat(f"{self.url}/{Chat.name}")
        self.slack = Slack(
            clock=self.clock,
            url=self.url,
            manifest=read_manifest(self._manifest),
            changes=self.changes,
            http=self._http,
        )
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.SockSite(self._runner, listener).start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Hang up on everybody and stop serving."""
        await self.slack.close()
        await self._runner.cleanup()
        for service in self.services.values():
            await service.close()
        await self._http.close()

    def reset(self) -> None:
        """As if just opened: no messages, jobs, calls or faults; connections and tokens stay."""
        self.slack.reset()
        for service in self.services.values():
            service.reset()
        self.chat.reset()
        self.calls.clear()
        self.faults.clear()
        self._published.clear()
        self.changes.ring()

    def environment(self, mode: str = "socket", **more: str) -> dict[str, str]:
        """The settings with which a bot lives in this sandbox."""
        settings = {
            **self.slack.environment(mode),
            "PROVIDER": self.preferred,
            "LINK_ALLOW_HOSTS": self.url.removeprefix("http://"),
        }
        for service in self.services.values():
            settings |= service.settings()
        if self.writes:
            settings |= self.chat.settings()
        return settings | more

    def prefer(self, name: str) -> None:
        """From the bot's next start on it asks this service when nobody names one."""
        if name not in self.services:
            raise KeyError(name)
        self.preferred = name
        self.changes.ring()

    def have_written(self, *, by_model: bool) -> None:
        """From the bot's next start on the language model writes notes, or nobody does."""
        self.writes = by_model
        self.changes.ring()

    def publish(self, name: str, data: bytes, content_type: str = "audio/mpeg") -> str:
        """Put a file on the public web of the sandbox; returns its link."""
        self._published[name] = (data, content_type)
        return f"{self.url}/media/{quote(name)}"

    @property
    def tuplets(self) -> Tuplets:
        """The service that most stories are about."""
        service = self.services[Tuplets.name]
        assert isinstance(service, Tuplets)
        return service

    async def wait_until(self, predicate: Callable[[], T], *, seconds: float = 10) -> T:
        """The first true answer of `predicate`, asked again at every change."""
        return await self.changes.wait_until(predicate, seconds=seconds)

    def _app(self) -> web.Application:
        names = (*self._names, Chat.name)
        exchange = Exchange(self.clock, self.faults, self.calls, self.changes, names)
        app = web.Application(middlewares=[exchange.middleware], client_max_size=LARGEST_BODY)
        app.add_routes(self.slack.routes())
        app.add_routes([web.get("/media/{name}", self._media)])
        app.add_routes(page_routes(self))
        routes = {name: service.routes() for name, service in self.services.items()}
        for name, served in {**routes, Chat.name: self.chat.routes()}.items():
            part = web.Application(client_max_size=LARGEST_BODY)
            part.add_routes(served)
            app.add_subapp(f"/{name}", part)
        return app

    async def _media(self, request: web.Request) -> web.Response:
        found: Any = self._published.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        data, content_type = found
        return web.Response(body=data, headers={"Content-Type": content_type})
