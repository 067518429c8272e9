"""One Web API method, as its documentation page describes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.methods.arguments import Signature
from bot.sandbox.slack.office import Office


@dataclass(frozen=True, slots=True)
class Method:
    """`tier` is its rate tier (None: a limit of its own), `scopes` all that it needs.

    Methods whose scope depends on the kind of channel ask for it themselves.
    """

    name: str
    signature: Signature
    run: Callable[[Office, dict[str, Any]], dict[str, Any]]
    tier: int | None
    scopes: tuple[str, ...] = ()
    for_app: bool = False  # wants the app-level token
