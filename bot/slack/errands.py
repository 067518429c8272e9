"""What is done after Slack has its acknowledgement, and whose failure nobody waits for."""

import logging
from collections.abc import Coroutine
from typing import Any

from bot.domain.errors import BotError
from bot.domain.message import Message
from bot.http.exchange import Exchanges
from bot.slack.api import WebApi

log = logging.getLogger(__name__)


class Errands:
    """Runs them; those under way when we stop get a moment to end."""

    def __init__(self, api: WebApi, running: Exchanges) -> None:
        self._api = api
        self._running = running

    def run(self, name: str, errand: Coroutine[Any, Any, None]) -> None:
        """Do it soon."""
        _ = self._running.start(_logged(name, errand))

    def respond(self, body: dict[str, Any], message: Message) -> None:
        """Answer where a button was pressed or a shortcut used."""
        url = body.get("response_url")
        if not isinstance(url, str):
            return
        holder = body.get("message") or {}
        thread = holder.get("thread_ts") or (body.get("container") or {}).get("thread_ts")
        self.run("respond", self._api.respond(url, message, thread))


async def _logged(name: str, errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except BotError as error:
        log.warning("errand failed", extra={"errand": name, "why": str(error)})
    except Exception as error:  # noqa: BLE001 the last frame of a task: nobody else would tell
        log.error("errand broke", extra={"errand": name, "why": type(error).__name__})  # noqa: TRY400 a trace may hold speech
