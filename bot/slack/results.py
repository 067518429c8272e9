"""The forms under a result: who is who, and in which formats else."""

import json
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.front import Asker, Desk
from bot.render import answers, modals, naming, words
from bot.slack.actions import asker_at, asker_of
from bot.slack.api import WebApi
from bot.slack.errands import Errands
from bot.slack.shortcuts import show


def register(app: AsyncApp, desk: Desk, api: WebApi, errands: Errands) -> None:
    """Listen to the buttons that open these forms, and to the forms."""

    async def name(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        errands.run("naming", _open_naming(body, str(action.get("value") or ""), desk, api))

    async def formats(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        view = naming.formats(_notes(body, str(action.get("value") or "")), desk.editing.shapes)
        errands.run("formats", _open(body, view, api))

    async def named(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        asker, job_id, labels = _unpacked(body, view)
        answer = await desk.editing.name(
            asker, job_id, naming.chosen(view["state"]["values"], labels)
        )
        await ack(response_action="update", view=modals.done([answer], words.NAMING_TITLE))

    async def wanted(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        asker, job_id, _ = _unpacked(body, view)
        answer = await desk.editing.want(
            asker, job_id, naming.chosen_formats(view["state"]["values"])
        )
        await ack(response_action="update", view=modals.done([answer], words.FORMATS_TITLE))

    app.action("name")(name)
    app.action("formats")(formats)
    app.view(naming.NAMING)(named)
    app.view(naming.FORMATS)(wanted)


async def _open_naming(body: dict[str, Any], job_id: str, desk: Desk, api: WebApi) -> None:
    """A trigger lives three seconds, so something is shown first and looked up after."""
    loading = modals.loading(words.NAMING_TITLE)
    opened = await api.call("views.open", trigger_id=body["trigger_id"], view=loading)
    voices = await desk.editing.voices(asker_of(body), job_id)
    if voices is None:
        view = modals.done([answers.outdated()], words.NAMING_TITLE)
    else:
        labels = list(voices.result.transcript.speakers)
        view = naming.naming(voices, _notes(body, job_id, labels))
    await show(api, opened["view"]["id"], view)


async def _open(body: dict[str, Any], view: dict[str, Any], api: WebApi) -> None:
    await api.call("views.open", trigger_id=body["trigger_id"], view=view)


def _notes(body: dict[str, Any], job_id: str, labels: list[str] | None = None) -> str:
    asker = asker_of(body)
    return json.dumps([job_id, asker.channel, asker.thread, (labels or [])[: naming.MOST]])


def _unpacked(body: dict[str, Any], view: dict[str, Any]) -> tuple[Asker, str, list[str]]:
    job_id, channel, thread, labels = json.loads(view["private_metadata"])
    return asker_at(body, channel, thread), job_id, labels
