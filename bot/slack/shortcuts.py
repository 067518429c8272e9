"""The message shortcut *Transcribe recording*: opens the form."""

import json
import re
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import Transient
from bot.domain.front import People
from bot.domain.recording import SlackFile
from bot.render import modals
from bot.slack.api import WebApi
from bot.slack.errands import Errands
from bot.slack.recordings import recordings

ANY = re.compile(".*")
NOTES_MOST = 3000  # letters that a form carries for us
FILES_MOST = 10
LOOKED_AT = 60.0  # seconds after which nobody looks at a form any more that is still opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The message that a form is about; goes through the form as JSON."""

    channel: str
    ts: str
    thread: str
    sharer: str
    files: tuple[SlackFile, ...]

    def packed(self) -> str:
        """For `private_metadata`; names are cut until they fit."""
        packings = (self._packed(most) for most in (120, 40, 0))
        return next(packed for packed in packings if len(packed) <= NOTES_MOST)

    def _packed(self, most: int) -> str:
        files = [(f.id, f.name[:most], f.size, f.seconds, f.sure) for f in self.files]
        return json.dumps([self.channel, self.ts, self.thread, self.sharer, *files])


def unpacked(notes: str) -> Target:
    """What `packed` made."""
    channel, ts, thread, sharer, *files = json.loads(notes)
    return Target(
        channel=channel,
        ts=ts,
        thread=thread,
        sharer=sharer,
        files=tuple(
            SlackFile(id=file_id, name=name, size=size, seconds=seconds, sure=sure)
            for file_id, name, size, seconds, sure in files
        ),
    )


def register(app: AsyncApp, people: People, api: WebApi, errands: Errands) -> None:
    """Listen to shortcuts."""

    async def transcribe(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        errands.run("form", _open(body, people, api))

    async def leave_alone(ack: AsyncAck) -> None:
        await ack()

    app.shortcut("transcribe_message")(transcribe)
    app.shortcut(ANY)(leave_alone)


async def _open(body: dict[str, Any], people: People, api: WebApi) -> None:
    """A trigger lives three seconds, so something is shown first and looked up after."""
    target = _target(body)
    opened = await api.call("views.open", trigger_id=body["trigger_id"], view=modals.loading())
    if not target.files:
        view = modals.nothing_here()
    elif not await people.is_here(target.channel):
        view = modals.invite(target.channel)
    else:
        view = modals.form([file.name for file in target.files], target.packed())
    await show(api, opened["view"]["id"], view)


async def show(api: WebApi, view_id: str, view: dict[str, Any]) -> None:
    """Put this in place of what was opened; once more when it failed: whoever waits would see nothing but the waiting."""
    try:
        await api.call("views.update", view_id=view_id, view=view)
    except Transient as error:
        await api.clock.sleep(min(error.retry_after or 0.0, LOOKED_AT))
        await api.call("views.update", view_id=view_id, view=view)


def _target(body: dict[str, Any]) -> Target:
    message, asker = body["message"], str(body["user"]["id"])
    ts = str(message["ts"])
    return Target(
        channel=str(body["channel"]["id"]),
        ts=ts,
        thread=str(message.get("thread_ts") or ts),
        sharer=str(message.get("user") or asker),
        files=recordings(message, addressed=True)[:FILES_MOST],
    )
