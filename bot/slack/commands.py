"""`/scribe`: the words go to the desk, its answer comes back for that person alone."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.front import Asker, Desk
from bot.slack.api import WebApi
from bot.slack.errands import Errands
from bot.slack.settings import is_asked_for, open_settings

ANY = re.compile(".*")  # an admin may have given the command another name


def register(app: AsyncApp, desk: Desk, api: WebApi, errands: Errands) -> None:
    """Listen to slash commands."""

    async def scribe(ack: AsyncAck, command: dict[str, Any]) -> None:
        words = str(command.get("text") or "")
        if is_asked_for(words):
            await ack()
            errands.run("settings", open_settings(command, _asker(command), desk, api))
            return
        answer = await errands.answer(command, desk.answer(_asker(command), words))
        blocks = list(answer.blocks)
        await ack(text=answer.text, blocks=blocks, response_type="ephemeral")

    app.command(ANY)(scribe)


def _asker(command: dict[str, Any]) -> Asker:
    return Asker(
        team=str(command["team_id"]),
        user=str(command["user_id"]),
        channel=str(command["channel_id"]),
    )
