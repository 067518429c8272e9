"""The `response_url`: five posts in half an hour, also where the app is not a member."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.slack.blocks import check_blocks
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods.arguments import truth
from bot.sandbox.slack.office import Office

Json = dict[str, Any]
USES = 5
LIFE = 1800.0
KNOWN = frozenset(
    {"text", "blocks", "attachments", "response_type", "replace_original", "delete_original"}
    | {"thread_ts", "metadata", "unfurl_links", "unfurl_media", "mrkdwn"}
)


@dataclass(slots=True, kw_only=True)
class Return:
    """One `response_url`: to whom, where, and about which message."""

    person: str
    channel: str
    born: float
    message: Message | None = None
    uses: int = 0
    posts: list[Json] = field(default_factory=list)


class Responses:
    """Makes the addresses and serves them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._open: dict[str, Return] = {}

    def new(self, person: str, channel: str, message: Message | None = None) -> tuple[str, Return]:
        """An address to answer somebody."""
        key = secrets.token_urlsafe(24)
        born = self._office.workspace.clock.now()
        self._open[key] = Return(person=person, channel=channel, born=born, message=message)
        return f"{self._office.url}/slack/respond/{key}", self._open[key]

    def say(self, to: Return, said: Json) -> None:
        """Let an answer appear, or act on the message it is about; raises SlackError."""
        if strangers := said.keys() - KNOWN:
            unknown = [f"[ERROR] unknown argument: {name}" for name in sorted(strangers)]
            raise SlackError("invalid_arguments", messages=unknown)
        if truth(said.get("delete_original")):
            self._delete(to)
            return
        text, blocks = said.get("text") or "", said.get("blocks") or []
        if not text and not blocks:
            raise SlackError("no_text")
        checked = check_blocks(blocks, self._office.workspace.new_id)
        if truth(said.get("replace_original")) and to.message is not None:
            self._replace(to.message, text, checked)
        else:
            self._post(to, said, {"text": text, "blocks": checked})

    async def receive(self, request: web.Request) -> web.Response:
        """Take one answer."""
        to = self._open.get(request.match_info["key"])
        if to is None:
            return web.json_response({"ok": False, "error": "no_such_url"}, status=404)
        if to.uses >= USES or self._office.workspace.clock.now() > to.born + LIFE:
            error = "used_url" if to.uses >= USES else "expired_url"
            return web.json_response({"ok": False, "error": error}, status=404)
        said = await request.json()
        try:
            self.say(to, said)
        except SlackError as error:
            return web.json_response(error.body, status=400)
        to.uses += 1
        to.posts.append(said)
        return web.Response(text="ok")

    def _post(self, to: Return, said: Json, words: Json) -> None:
        channel = self._office.workspace.channel(to.channel)
        seen_by_all = said.get("response_type") == "in_channel"
        about = to.message.thread_ts if to.message else None
        thread = self._office.thread(channel, said.get("thread_ts") or about)
        person = None if seen_by_all else to.person
        self._office.post(channel, words | {"for_person": person}, thread=thread)

    def _replace(self, message: Message, text: str, blocks: list[Json]) -> None:
        before = self._office.shapes.message(message)
        message.text, message.blocks = text, blocks
        if message.for_person is None:
            message.edited = self._office.workspace.new_ts()
            self._office.herald.changed(message, before)
        self._office.changes.ring()

    def _delete(self, to: Return) -> None:
        if to.message is None:
            raise SlackError("message_not_found")
        if to.message.for_person is None:
            self._office.workspace.remove(to.message)
        else:
            self._office.workspace.messages.remove(to.message)
        self._office.changes.ring()
