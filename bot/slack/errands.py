"""What is done after Slack has its acknowledgement, and answers that may not be there in time."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import uuid4

from bot.domain.errors import BotError
from bot.domain.memory import StoreTrouble
from bot.domain.message import Message
from bot.http.exchange import Exchanges
from bot.render import answers
from bot.slack.api import WebApi

log = logging.getLogger(__name__)

PATIENCE = 2.0  # seconds; Slack gives up on us after three


class Errands:
    """Runs them; those under way when we stop get a moment to end."""

    def __init__(self, api: WebApi, running: Exchanges) -> None:
        self._api = api
        self._running = running

    def run(self, name: str, errand: Coroutine[Any, Any, None]) -> None:
        """Do it soon."""
        _ = self._running.start(_logged(name, errand))

    async def answer(
        self, body: dict[str, Any], answering: Coroutine[Any, Any, Message]
    ) -> Message:
        """What to answer now. If that is only that it takes longer, the rest follows there."""
        task = self._running.start(answering)
        await asyncio.wait({task}, timeout=PATIENCE)
        if task.done():
            return task.result()
        self.run("late answer", self._answer_late(body, task))
        return answers.one_moment()

    async def _answer_late(self, body: dict[str, Any], task: asyncio.Task[Message]) -> None:
        await asyncio.wait({task})
        error = task.exception()  # whatever it is, somebody waits for an answer
        broke = apology(error, "late answer") if isinstance(error, Exception) else None
        self.respond(body, broke or task.result())

    def respond(self, body: dict[str, Any], message: Message) -> None:
        """Answer where a button was pressed or a shortcut used."""
        url = body.get("response_url")
        if not isinstance(url, str):
            return
        holder = body.get("message") or {}
        thread = holder.get("thread_ts") or (body.get("container") or {}).get("thread_ts")
        self.run("respond", self._api.respond(url, message, thread))


def apology(error: Exception, kind: str) -> Message:
    """What to tell who asked for something that broke; the log has its type only, never a trace."""
    incident = uuid4().hex[:8]
    facts = {"incident": incident, "kind": kind, "why": type(error).__name__}
    log.error("a listener broke", extra=facts)
    return answers.out_of_reach() if isinstance(error, StoreTrouble) else answers.trouble(incident)


async def _logged(name: str, errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except BotError as error:
        log.warning("errand failed", extra={"errand": name, "why": str(error)})
    except Exception as error:  # noqa: BLE001 the last frame of a task: nobody else would tell
        log.error("errand broke", extra={"errand": name, "why": type(error).__name__})  # noqa: TRY400 a trace may hold speech
