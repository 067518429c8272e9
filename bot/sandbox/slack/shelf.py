"""Where files lie: uploaded in three steps, downloaded with the token."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.background import Background
from bot.sandbox.changes import Changes
from bot.sandbox.slack.files import File, Upload
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import NoSuch, Workspace

Json = dict[str, Any]
LOGIN_PAGE = """<!DOCTYPE html><html lang="en-US"><head><title>Login | Slack</title></head>
<body><h1>Sign in to your workspace</h1><form action="/" method="post"></form></body></html>
"""


@dataclass(slots=True)
class Ticket:
    """An upload that was announced: how many bytes of what."""

    file_id: str
    filename: str
    length: int
    data: bytes | None = None


class Shelf:
    """The files of a workspace. Shares become known `share_delay` seconds after the fact.

    `refusal` is the workspace's word for taking no files from apps: "file_uploads_disabled".
    """

    def __init__(
        self, workspace: Workspace, url: str, background: Background, changes: Changes
    ) -> None:
        self.share_delay = 1.5
        self.refusal = ""
        self.files: dict[str, File] = {}
        self.tickets: dict[str, Ticket] = {}
        self._workspace = workspace
        self._url = url
        self._background = background
        self._changes = changes

    def put(self, user: str, upload: Upload, *, file_id: str = "", title: str = "") -> File:
        """Lay a file down."""
        now = self._workspace.clock.now()
        file = File(
            id=file_id or self._workspace.new_id("F"),
            user=user,
            team=self._workspace.team_id,
            created=now,
            upload=upload,
            title=title,
            scanned_at=now + upload.scan if upload.scan else 0.0,
        )
        self.files[file.id] = file
        return file

    def file(self, file_id: str) -> File:
        """A file by its id; raises NoSuch."""
        if file_id not in self.files:
            raise NoSuch(f"file {file_id}")
        return self.files[file_id]

    def announce(self, filename: str, length: int) -> Json:
        """Step one of an upload: where to send the bytes."""
        ticket = Ticket(self._workspace.new_id("F"), filename, length)
        key = secrets.token_urlsafe(24)
        self.tickets[key] = ticket
        return {"upload_url": f"{self._url}/slack/upload/{key}", "file_id": ticket.file_id}

    def complete(self, file_id: str, user: str, title: str) -> File:
        """Step three: the bytes become a file. May be said again; raises NoSuch without bytes."""
        if file_id in self.files:
            return self.file(file_id)
        for ticket in self.tickets.values():
            if ticket.file_id == file_id and ticket.data is not None:
                upload = Upload(ticket.filename, ticket.data)
                return self.put(user, upload, file_id=file_id, title=title)
        raise NoSuch(f"file {file_id}")

    def show(self, message: Message, files: Sequence[File]) -> None:
        """Note that a message shows these files."""
        share = {"ts": message.ts, "share_user_id": message.user, "source": "UNKNOWN"}
        share |= {"channel_name": self._workspace.channel(message.channel).name}
        share |= {"team_id": self._workspace.team_id}
        if message.is_reply:
            share["thread_ts"] = message.thread_ts or ""
        for file in files:
            file.shares.setdefault(message.channel, []).append(share)

    def show_late(self, message: Message) -> None:
        """The same, but `files.info` learns of it only after a while, as when an app shares."""
        self._background.run(self._show_late(message), f"shares of {message.ts}")

    def content(self, request: web.Request, *, allowed: bool) -> web.Response:
        """A download: the bytes, or the login page for whoever is not `allowed`."""
        file = self.files.get(request.match_info["file"].rpartition("-")[2])
        if not allowed:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if file is None or file.deleted or file.upload.mode != "hosted":
            raise web.HTTPNotFound
        return web.Response(body=file.data, headers={"Content-Type": file.mimetype})

    async def receive(self, request: web.Request) -> web.Response:
        """Step two of an upload: the bytes."""
        ticket = self.tickets.get(request.match_info["key"])
        if ticket is None:
            raise web.HTTPNotFound
        data = await _body(request)
        if len(data) != ticket.length:
            raise web.HTTPBadRequest(text="the length is not the one that was announced")
        ticket.data = data
        return web.Response(text=f"OK - {len(data)}")

    async def _show_late(self, message: Message) -> None:
        await self._workspace.clock.sleep(self.share_delay)
        self.show(message, message.files)
        self._changes.ring()


async def _body(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for field in (await request.post()).values():
        if isinstance(field, web.FileField):
            return field.file.read()
    return b""
