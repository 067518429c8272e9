"""`/scribe`: the words go to the desk, its answer comes back for that person alone."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.front import Asker, Desk

ANY = re.compile(".*")  # an admin may have given the command another name


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to slash commands."""

    async def scribe(ack: AsyncAck, command: dict[str, Any]) -> None:
        answer = await desk.answer(_asker(command), str(command.get("text") or ""))
        blocks = list(answer.blocks)
        await ack(text=answer.text, blocks=blocks, response_type="ephemeral")

    app.command(ANY)(scribe)


def _asker(command: dict[str, Any]) -> Asker:
    return Asker(
        team=str(command["team_id"]),
        user=str(command["user_id"]),
        channel=str(command["channel_id"]),
    )
