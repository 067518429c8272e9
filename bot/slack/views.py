"""The form, sent: one job per recording, and the answer in its place."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.front import Desk
from bot.domain.recording import Wish
from bot.render import modals
from bot.slack.actions import asker_at
from bot.slack.settings import saved
from bot.slack.shortcuts import unpacked

ANY = re.compile(".*")


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to forms."""

    async def transcribe(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        target = unpacked(view["private_metadata"])
        asker, wish = asker_at(body, target.channel, target.thread), _wish(view["state"]["values"])
        answers = [
            await desk.start(asker, target.ts, file, wish, target.sharer) for file in target.files
        ]
        await ack(response_action="update", view=modals.done(answers))

    async def settings(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        await ack(response_action="update", view=await saved(body, view, desk))

    async def leave_alone(ack: AsyncAck) -> None:
        await ack()

    app.view(modals.FORM)(transcribe)
    app.view(modals.SETTINGS)(settings)
    app.view(ANY)(leave_alone)


def _wish(values: dict[str, Any]) -> Wish:
    language = (values["language"]["language"].get("selected_option") or {}).get("value")
    options = values["choices"]["choices"].get("selected_options") or []
    chosen = {option["value"] for option in options}
    title = (values["title"]["title"].get("value") or "").strip()
    return Wish(
        language=None if language in {None, modals.DETECT} else language,
        speakers=modals.SPEAKERS in chosen,
        redact=modals.REDACT in chosen,
        title=title[: modals.TITLE_MOST] or None,
    )
