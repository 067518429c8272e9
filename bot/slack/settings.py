"""`/scribe settings`: the form of what a channel has arranged."""

import json
from typing import Any

from bot.domain.front import Asker, Desk
from bot.render import modals
from bot.slack.actions import asker_at
from bot.slack.api import WebApi
from bot.slack.shortcuts import show


def is_asked_for(words: str) -> bool:
    """Whether these words after `/scribe` want the form."""
    return words.strip().lower() == "settings"


async def open_settings(command: dict[str, Any], asker: Asker, desk: Desk, api: WebApi) -> None:
    """A trigger lives three seconds, so something is shown first and looked up after."""
    opened = await api.call(
        "views.open",
        trigger_id=command["trigger_id"],
        view=modals.loading(modals.OF_CHANNEL),
    )
    rules, services = await desk.arranged(asker)
    view = modals.settings(rules, services, json.dumps([asker.channel]))
    await show(api, opened["view"]["id"], view)


async def saved(body: dict[str, Any], view: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """Keep what was chosen; what to show then."""
    [channel] = json.loads(view["private_metadata"])
    asker = asker_at(body, channel)
    answer = await desk.arrange(asker, modals.chosen_rules(view["state"]["values"]))
    return modals.done([answer], modals.OF_CHANNEL)
