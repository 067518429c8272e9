"""What people do on the page, as the workspace's people do it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.sandbox.chat.moods import MOODS
from bot.sandbox.providers.troubles import order
from bot.sandbox.recordings import samples
from bot.sandbox.slack.files import Upload
from bot.sandbox.slack.people import Answer

if TYPE_CHECKING:  # the sandbox serves this page: at run time it comes first
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
Act = Callable[[web.Request], Awaitable[web.StreamResponse]]
SILENCE = {
    "operation_timeout": "{app} did not answer within three seconds.",
    "dispatch_failed": "{app} is not connected, so nobody heard that.",
}


class Refused(Exception):
    """Slack would not let somebody do this; says why in one sentence."""


class Acts:
    """Each takes what the page sends and answers in JSON."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._slack = sandbox.slack

    def by_name(self) -> Mapping[str, Act]:
        """The acts, by the last part of their address."""
        return {
            "share": self.share,
            "say": self.say,
            "command": self.command,
            "invite": self.invite,
            "press": self.press,
            "shortcut": self.shortcut,
            "submit": self.submit,
            "close": self.close,
            "home": self.home,
            "delete": self.delete,
            "prefer": self.prefer,
            "notes": self.notes,
            "mood": self.mood,
            "trouble": self.trouble,
        }

    async def share(self, request: web.Request) -> web.StreamResponse:
        """Share files, or one of the samples, as one message; tells which thread to look at."""
        form = await request.post()
        uploads = [
            _upload(field, form.get("duration_ms"))
            for field in form.getall("file", [])
            if isinstance(field, web.FileField)
        ]
        if name := form.get("sample"):
            uploads.append(sample_upload(str(name)))
        if not uploads:
            raise Refused("There was no file in that.")
        thread = str(form.get("thread") or "") or None
        message = await self._slack.share(
            str(form["person"]), str(form["channel"]), uploads, str(form.get("text", "")), thread
        )
        return web.json_response({"thread": thread or message.ts})

    async def say(self, request: web.Request) -> web.StreamResponse:
        """Write a message."""
        said = await _body(request)
        thread = said.get("thread") or None
        message = await self._slack.say(said["person"], said["channel"], said["text"], thread)
        return web.json_response({"ts": message.ts})

    async def command(self, request: web.Request) -> web.StreamResponse:
        """Type a slash command."""
        said = await _body(request)
        command, _, text = said["text"].partition(" ")
        answer = await self._slack.command(said["person"], said["channel"], command, text.strip())
        return self._told(answer)

    async def invite(self, request: web.Request) -> web.StreamResponse:
        """Bring the bot into a channel."""
        said = await _body(request)
        await self._slack.invite(said["channel"], said["person"])
        return web.json_response({})

    async def press(self, request: web.Request) -> web.StreamResponse:
        """Press, choose or type into something of the bot's."""
        said = await _body(request)
        action = said["action"]
        chosen = _chosen(action)
        if view := said.get("view"):
            answer = await self._slack.press_in_view(
                said["person"], view, action["action_id"], chosen=chosen
            )
        else:
            answer = await self._slack.press(
                said["person"], said["channel"], said["ts"], action["action_id"], chosen=chosen
            )
        return self._told(answer)

    async def shortcut(self, request: web.Request) -> web.StreamResponse:
        """Choose a shortcut from a message's menu."""
        said = await _body(request)
        answer = await self._slack.message_shortcut(
            said["person"], said["channel"], said["ts"], said["callback"]
        )
        return self._told(answer)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Send a modal."""
        said = await _body(request)
        answer = await self._slack.submit_view(said["person"], said["view"], said["values"])
        return self._told(answer)

    async def close(self, request: web.Request) -> web.StreamResponse:
        """Close a modal."""
        said = await _body(request)
        await self._slack.close_view(said["person"], said["view"])
        return web.json_response({})

    async def home(self, request: web.Request) -> web.StreamResponse:
        """Open the app's home."""
        await self._slack.open_home((await _body(request))["person"])
        return web.json_response({})

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Delete a message of one's own."""
        said = await _body(request)
        await self._slack.delete_message(said["person"], said["channel"], said["ts"])
        return web.json_response({})

    async def prefer(self, request: web.Request) -> web.StreamResponse:
        """Choose the service that the bot asks."""
        self._sandbox.prefer((await _body(request))["service"])
        return web.json_response({})

    async def notes(self, request: web.Request) -> web.StreamResponse:
        """Choose who writes notes where the service does not."""
        self._sandbox.have_written(by_model=(await _body(request))["by"] == "model")
        return web.json_response({})

    async def mood(self, request: web.Request) -> web.StreamResponse:
        """Choose how the language model is."""
        MOODS[(await _body(request))["name"]].take(self._sandbox.chat, self._sandbox.faults)
        return web.json_response({})

    async def trouble(self, request: web.Request) -> web.StreamResponse:
        """Order trouble at that service."""
        order(self._sandbox.faults, self._sandbox.preferred, (await _body(request))["name"])
        return web.json_response({})

    def _told(self, answer: Answer) -> web.Response:
        if answer.error:
            words = SILENCE.get(answer.error, "Slack would say: " + answer.error)
            raise Refused(words.format(app=self._slack.workspace.app.name))
        return web.json_response({"errors": answer.ack.get("errors")})


def sample_upload(name: str) -> Upload:
    """One of our recordings, ready to be shared. Raises KeyError."""
    for sample in samples():
        if sample.name == name:
            return Upload(
                sample.name,
                sample.path.read_bytes(),
                sample.mimetype,
                sample.subtype,
                round(sample.seconds * 1000),
            )
    raise KeyError(f"sample {name}")


async def _body(request: web.Request) -> Json:
    if request.content_type != "application/json":
        raise Refused("The page speaks JSON.")
    body = await request.json()
    if not isinstance(body, dict):
        raise Refused("The page speaks JSON objects.")
    return body


def _upload(field: web.FileField, duration_ms: Any) -> Upload:
    known = str(duration_ms or "")
    return Upload(
        field.filename, field.file.read(), duration_ms=int(known) if known.isdecimal() else None
    )


def _chosen(action: Json) -> Json:
    """What a menu or field adds to what the bot knows of it, and which block it was in."""
    typed = ("value",) if action["type"].endswith("_input") else ()
    return {
        name: value
        for name, value in action.items()
        if name == "block_id" or name.startswith("selected_") or name in typed
    }
