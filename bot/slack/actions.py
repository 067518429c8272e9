"""Buttons: the click goes to the desk, its answer comes back for that person alone."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.front import Asker, Desk
from bot.slack.errands import Errands

PRESSES = re.compile(
    "^(cancel|retry|plainer|publish|discard|again|leave|here|dismiss|rewrite|keep_word)$"
)
ANY = re.compile(".*")


def register(app: AsyncApp, desk: Desk, errands: Errands) -> None:
    """Listen to buttons."""

    async def press(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        asker = asker_of(body)
        job_id = str(action.get("value") or "")
        pressing = desk.press(asker, str(action["action_id"]), job_id)
        answer = await errands.answer(body, pressing)
        errands.respond(body, answer)

    async def leave_alone(ack: AsyncAck) -> None:
        await ack()

    app.action(PRESSES)(press)
    app.action(ANY)(leave_alone)  # buttons of other versions under old messages


def asker_of(body: dict[str, Any]) -> Asker:
    """Who pressed it, and where."""
    return asker_at(body, channel_of(body), thread_of(body))


def asker_at(body: dict[str, Any], channel: str, thread: str | None = None) -> Asker:
    """Who did something, where it is known from elsewhere."""
    team = body.get("team") or {}
    return Asker(
        team=str(team.get("id") or body["user"]["team_id"]),
        user=str(body["user"]["id"]),
        channel=channel,
        thread=thread,
    )


def channel_of(body: dict[str, Any]) -> str:
    """Where the button is."""
    place = body.get("channel") or {}
    return str(place.get("id") or (body.get("container") or {}).get("channel_id") or "")


def thread_of(body: dict[str, Any]) -> str | None:
    """The parent of the thread that the button is in."""
    for holder in (body.get("message") or {}, body.get("container") or {}):
        if holder.get("thread_ts"):
            return str(holder["thread_ts"])
    return None
