"""Which teams are spoken to in plain words, because Slack did not take our blocks there."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.domain.errors import Fault, NoBlocks, Rejected
from bot.domain.memory import Store
from bot.domain.message import Message
from bot.domain.ports import Clock
from bot.jobs.cadence import DAY

T = TypeVar("T")

log = logging.getLogger(__name__)


class PlainWords:
    """Remembers it for a day: the words matter more than their looks, but not for ever."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._since: dict[str, float] = {}

    async def say(self, team: str, message: Message, speak: Callable[[Message], Awaitable[T]]) -> T:
        """Speak with blocks, or without where they are not taken. Raises Rejected, and `speak`'s."""
        if await self._plain(team):
            return await self._speak(message.plain, speak)
        try:
            return await speak(message)
        except NoBlocks as error:
            log.error("slack did not take our blocks", extra={"why": str(error)})  # noqa: TRY400 the trace tells nothing more
        self._since[team] = self._clock.now()
        await self._store.mark(_name(team), self._since[team])
        return await self._speak(message.plain, speak)

    async def _speak(self, plain: Message, speak: Callable[[Message], Awaitable[T]]) -> T:
        try:
            return await speak(plain)
        except NoBlocks as error:
            raise Rejected(str(error), Fault.UNDELIVERABLE) from error

    async def _plain(self, team: str) -> bool:
        if team not in self._since:
            self._since[team] = await self._store.marked(_name(team)) or 0.0
        return self._clock.now() - self._since[team] < DAY


def _name(team: str) -> str:
    return f"plain:{team}"
