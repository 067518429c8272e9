"""Whether Slack takes our tokens, and what they may not do."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Fault, NeedsOperator
from bot.slack.api import Refused, WebApi
from bot.slack.manifest import scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who we are in a workspace.

    `missing` names the scopes that the token lacks; None when Slack does not say which it has.
    """

    team: str
    team_name: str
    bot_user: str
    bot: str
    url: str
    missing: tuple[str, ...] | None


async def identify(api: WebApi) -> Identity:
    """Ask Slack who we are. Raises NeedsOperator when it does not take the token; Transient."""
    try:
        answer, headers = await api.call_with_headers("auth.test")
    except Refused as error:
        raise NeedsOperator(str(error), Fault.UNDELIVERABLE) from error
    wanted = await asyncio.to_thread(scopes)  # reads a file
    return Identity(
        team=_text(answer, "team_id"),
        team_name=_text(answer, "team"),
        bot_user=_text(answer, "user_id"),
        bot=_text(answer, "bot_id"),
        url=_text(answer, "url"),
        missing=_missing(wanted, headers.get("x-oauth-scopes")),
    )


async def open_socket(api: WebApi) -> str:
    """A fresh address for Socket Mode. Raises NeedsOperator when the app token is refused."""
    try:
        answer = await api.call("apps.connections.open")
    except Refused as error:
        raise NeedsOperator(str(error), Fault.UNDELIVERABLE) from error
    return _text(answer, "url")


def _missing(wanted: Sequence[str], granted: str | None) -> tuple[str, ...] | None:
    """What the manifest asks for and the token has not."""
    if granted is None:
        return None
    have = {scope.strip() for scope in granted.split(",")}
    return tuple(scope for scope in wanted if scope not in have)


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    return value if isinstance(value, str) else ""
