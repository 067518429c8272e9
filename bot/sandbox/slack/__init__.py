"""A strict small Slack: the Web API, Socket Mode, signed delivery, files, modals, people."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from bot.sandbox.background import Background
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.manifest import Manifest
from bot.sandbox.slack.delivery import Delivery, Parcel, Transport
from bot.sandbox.slack.files import File
from bot.sandbox.slack.hands import Hands
from bot.sandbox.slack.herald import Herald
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods import WebApi
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.office import Office, Tokens
from bot.sandbox.slack.people import Someone, Somewhere
from bot.sandbox.slack.shapes import Shapes
from bot.sandbox.slack.shelf import Shelf
from bot.sandbox.slack.signed import Signed
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.workspace import Channel, Person, Workspace

T = TypeVar("T")
Json = dict[str, Any]


class Slack(Hands):
    """The workspace as people use it (`Hands`, `People`), and what tests want to know and turn.

    `scopes` may be changed to take some away; `shelf.share_delay` is how many seconds an upload's
    shares stay unknown to `files.info`, `shelf.refusal` the word with which the workspace refuses
    uploads of the app; `limits.enabled = False` lets any rate pass, `limits.slow_down` none;
    `delivery.parcels` has everything that was told to the app, and how that went.
    """

    def __init__(
        self,
        clock: Clock,
        url: str,
        manifest: Manifest,
        changes: Changes,
        http: aiohttp.ClientSession,
    ) -> None:
        self.tokens = Tokens()
        self.sockets = Sockets(url, clock, changes)
        self.manifest = manifest
        self._background = Background()
        self._clock = clock
        self._url = url
        self._changes = changes
        self._http = http
        self._transport: Transport = self.sockets
        self.reset()

    def reset(self) -> None:
        """A fresh workspace; tokens, connections and the way to the app stay."""
        self._background.cancel()
        self.scopes = set(self.manifest.scopes)
        self.workspace = Workspace(self._clock, self.manifest.name)
        self.shapes = Shapes(self.workspace, self._url)
        self.shelf = Shelf(self.workspace, self._url, self._background, self._changes)
        self.modals = Modals(self.workspace)
        self.limits = Limits(self._clock)
        self.sockets.app_id = self.workspace.app_id
        delivery = Delivery(self._transport, self._clock, self._changes, self._background)
        subscribed = self.manifest.events
        herald = Herald(self.workspace, self.shapes, delivery, subscribed, self.scopes)
        office = Office(
            url=self._url,
            workspace=self.workspace,
            shapes=self.shapes,
            herald=herald,
            shelf=self.shelf,
            modals=self.modals,
            sockets=self.sockets,
            limits=self.limits,
            changes=self._changes,
            tokens=self.tokens,
            scopes=self.scopes,
            home=self.manifest.home,
        )
        super().__init__(office, delivery, self.manifest)
        self._api = WebApi(office)

    async def close(self) -> None:
        """Hang up and tell nothing more."""
        await self.sockets.drop()
        await self._background.stop()

    def environment(self, mode: str) -> dict[str, str]:
        """The settings of a bot that is installed here; `mode` is "socket" or "http"."""
        settings = {
            "SLACK_BOT_TOKEN": self.tokens.bot,
            "SLACK_SIGNING_SECRET": self.tokens.signing,
            "SLACK_API_URL": f"{self._url}/slack/api/",
            "SLACK_MODE": mode,
        }
        return settings | ({"SLACK_APP_TOKEN": self.tokens.app} if mode == "socket" else {})

    def deliver_to(self, url: str | None) -> None:
        """Deliver over HTTP to this address from now on; None: over Socket Mode again."""
        signed = Signed(self._http, self._clock, url, self.tokens.signing) if url else None
        self._transport = self.delivery.transport = signed or self.sockets

    async def verify(self, url: str) -> None:
        """Ask an address to prove itself, as Slack does when it is entered.

        Raises NotTakenError.
        """
        await Signed(self._http, self._clock, url, self.tokens.signing).verify()

    async def repeat(self, parcel: Parcel | None = None) -> Parcel:
        """Deliver an event again, the latest without one, as Slack sometimes does."""
        told = (p for p in reversed(self.delivery.parcels) if p.kind == "events_api")
        again = self.delivery.tell((parcel or next(told)).payload)
        await self.wait_until(lambda: again.settled or again.attempts)
        return again

    def uninstall(self) -> None:
        """Remove the app: it is told, and its token is worth nothing any more."""
        self._office.herald.app_event("app_uninstalled")
        self.tokens.revoked = "account_inactive"

    def revoke(self) -> None:
        """Revoke the bot's token: the app is told."""
        told = {"tokens": {"oauth": [], "bot": [self.workspace.app.id]}}
        self._office.herald.app_event("tokens_revoked", **told)
        self.tokens.revoked = "token_revoked"

    @property
    def connected(self) -> bool:
        """Whether there is a way to the app."""
        return self.sockets.count > 0 or self._transport is not self.sockets

    @property
    def connections(self) -> int:
        """How many sockets the app holds open."""
        return self.sockets.count

    @property
    def events(self) -> list[Json]:
        """Every event that was told to the app."""
        return [p.payload["event"] for p in self.delivery.parcels if p.kind == "events_api"]

    def person(self, who: Someone) -> Person:
        """Somebody by id, handle, or first name."""
        return self.workspace.person(who)

    def channel(self, which: Somewhere) -> Channel:
        """A channel by id or name, or somebody's direct messages by their handle."""
        return self.workspace.channel(which)

    def file(self, file_id: str) -> File:
        """A file by its id; raises NoSuch."""
        return self.shelf.file(file_id)

    def messages(self, channel: Somewhere) -> list[Message]:
        """Everything that everybody in a channel sees, replies included, oldest first."""
        return list(self.workspace.visible(self.workspace.channel(channel).id))

    def thread(self, channel: Somewhere, ts: str) -> list[Message]:
        """A message and its replies, oldest first."""
        place = self.workspace.channel(channel).id
        standing = [m for m in self.workspace.messages.at(place, ts) if m.for_person is None]
        return [*standing, *self.workspace.replies(place, ts)]

    def ephemeral(self, person: Someone) -> list[Message]:
        """What only this person sees, oldest first."""
        someone = self.workspace.person(person).id
        return [m for m in self.workspace.messages if m.for_person == someone]

    def views_of(self, person: Someone) -> list[Json]:
        """The modals on somebody's screen, the topmost last."""
        stack = self.modals.stacks.get(self.workspace.person(person).id, [])
        return [self.modals.shape(view) for view in stack]

    def view_of(self, person: Someone) -> Json | None:
        """The topmost modal on somebody's screen."""
        return next(reversed(self.views_of(person)), None)

    def home_of(self, person: Someone) -> Json | None:
        """The app's home, as this person has it."""
        home = self.modals.homes.get(self.workspace.person(person).id)
        return self.modals.shape(home) if home else None

    def shape(self, message: Message) -> Json:
        """A message as the Web API shows it, metadata included."""
        return self.shapes.message(message, metadata=True)

    async def wait_until(self, predicate: Callable[[], T], *, seconds: float = 10) -> T:
        """The first true answer of `predicate`, asked again at every change."""
        return await self._changes.wait_until(predicate, seconds=seconds)

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Everything under `/slack`."""
        return [
            web.post("/slack/api/{method}", self._call),
            web.get("/slack/api/{method}", self._call),
            web.get("/slack/socket", self.sockets.connect),
            web.post("/slack/upload/{key}", self._receive),
            web.post("/slack/respond/{key}", self._respond),
            web.get("/slack/files/{file}/{name}", self._download),
            web.get("/slack/files/{file}/download/{name}", self._download),
        ]

    async def _call(self, request: web.Request) -> web.Response:
        return await self._api.call(request)

    async def _receive(self, request: web.Request) -> web.Response:
        return await self.shelf.receive(request)

    async def _respond(self, request: web.Request) -> web.Response:
        return await self.responses.receive(request)

    async def _download(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization") == f"Bearer {self.tokens.bot}"
        return self.shelf.content(request, allowed=bearer and "files:read" in self.scopes)
