"""Socket Mode: the app holds connections open, each parcel goes to any one of them."""

import asyncio
import itertools
import json
import secrets
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.slack.delivery import PATIENCE, NotTakenError, Parcel

Json = dict[str, Any]
TICKET_LIFE = 30.0
ABSENCE = 30.0  # seconds for which a parcel waits for a connection


class Sockets:
    """The open connections of one app."""

    def __init__(self, url: str, clock: Clock, changes: Changes) -> None:
        self._url = url.replace("http://", "ws://", 1)
        self._clock = clock
        self._changes = changes
        self._tickets: dict[str, float] = {}
        self._open: list[web.WebSocketResponse] = []
        self._wires: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self._turn = itertools.count()
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}
        self.app_id = ""
        self.fewest = 0  # connections that were open at once, since somebody set it

    @property
    def count(self) -> int:
        """How many connections are open."""
        return len(self._open)

    def new_address(self) -> str:
        """Where to connect; good once, for half a minute."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._clock.elapsed() + TICKET_LIFE
        return f"{self._url}/slack/socket?ticket={ticket}&app_id={self.app_id}"

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it closes."""
        life = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if life <= self._clock.elapsed():
            raise web.HTTPNotFound
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._open.append(socket)
        self._wires[socket] = request.transport
        await socket.send_json(self._hello())
        self._changes.ring()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            self._lose(socket)
        return socket

    async def carry(self, parcel: Parcel, attempt: int, reason: str) -> Json:
        """Send a parcel over one connection and wait for its acknowledgement."""
        if not self._open and parcel.kind == "events_api":
            await self._return()
        if not self._open:
            raise NotTakenError("connection_failed")
        socket = self._open[next(self._turn) % len(self._open)]
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[parcel.id] = (socket, acknowledged)
        try:
            await socket.send_json(_envelope(parcel, attempt, reason))
            return await self._in_time(acknowledged)
        except ConnectionError as error:
            raise NotTakenError("connection_failed") from error
        finally:
            self._waiting.pop(parcel.id, None)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to reconnect, as Slack does every few hours.

        After a "warning" it goes on for a while; otherwise nothing more goes out over it.
        """
        for socket in tuple(self._open):
            if reason != "warning":
                self._leave(socket)
            debug = {"host": "sandbox", "approximate_connection_time": 18060}
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": debug})
        self._changes.ring()

    async def freeze(self) -> None:
        """Let every connection go dead without a word: nothing passes any more, either way."""
        for socket, wire in self._wires.items():
            self._leave(socket)
            if isinstance(wire, asyncio.ReadTransport):
                wire.pause_reading()
        self._changes.ring()

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for socket, wire in tuple(self._wires.items()):
            self._lose(socket)
            if wire is not None:
                wire.abort()

    async def _return(self) -> None:
        """Wait a while for the app to come back."""
        arrival = asyncio.ensure_future(self._arrival())
        patience = asyncio.ensure_future(self._clock.wait(ABSENCE))
        try:
            await asyncio.wait((patience, arrival), return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
            arrival.cancel()

    async def _arrival(self) -> None:
        while not self._open:
            await self._changes.next(self._changes.count)

    async def _in_time(self, acknowledged: "asyncio.Future[Json]") -> Json:
        patience = asyncio.ensure_future(self._clock.wait(PATIENCE))
        try:
            await asyncio.wait((patience, acknowledged), return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
        if not acknowledged.done():
            raise NotTakenError("timeout")
        return acknowledged.result()

    def _acknowledge(self, text: str) -> None:
        with suppress(ValueError):
            said = json.loads(text)
            _, future = self._waiting.get(said.get("envelope_id", ""), (None, None))
            if future is not None and not future.done():
                future.set_result(said.get("payload") or {})

    def _lose(self, socket: web.WebSocketResponse) -> None:
        self._wires.pop(socket, None)
        self._leave(socket)
        for owner, future in tuple(self._waiting.values()):
            if owner is socket and not future.done():
                future.set_exception(NotTakenError("connection_failed"))
                future.exception()  # whoever waited may have been told to go meanwhile
        self._changes.ring()

    def _leave(self, socket: web.WebSocketResponse) -> None:
        if socket in self._open:
            self._open.remove(socket)
            self.fewest = min(self.fewest, len(self._open))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "connection_info": {"app_id": self.app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }


def _envelope(parcel: Parcel, attempt: int, reason: str) -> Json:
    envelope: Json = {"type": parcel.kind, "envelope_id": parcel.id, "payload": parcel.payload}
    envelope["accepts_response_payload"] = parcel.kind != "events_api"
    if parcel.kind == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope
