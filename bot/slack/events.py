"""Law 1: events are stored before they are acknowledged; other people's chatter is left alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_bolt.response import BoltResponse

from bot.domain.memory import Store, StoreTrouble
from bot.domain.notice import Notice
from bot.domain.ports import Clock
from bot.slack.intake import notice, revoked
from bot.slack.standing import Standing

Next = Callable[[], Awaitable[None]]
Middleware = Callable[[dict[str, Any], AsyncAck, Next], Awaitable[BoltResponse | None]]


class Door:
    """Where we are told things: what could not be stored was turned away, `since` some moment."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.since: float | None = None

    async def take_in(self, told: Notice) -> None:
        """Store what we were told. Raises StoreTrouble, and then knows that something is missing."""
        try:
            await self._store.take_in(told)
        except StoreTrouble:
            if self.since is None:
                self.since = self._clock.now()
            raise


def stored_first(door: Door, bot_user: str, standing: Standing) -> Middleware:
    """The first middleware: it acknowledges an event itself, once what concerns us is stored.

    When storing fails it raises, nothing is acknowledged, and Slack tells us again.
    """

    async def take_in(body: dict[str, Any], ack: AsyncAck, next: Next) -> BoltResponse | None:  # noqa: A002 Bolt goes by the name
        if body.get("type") != "event_callback":
            await next()
            return None
        if (code := revoked(body)) is not None:
            standing.judge(code)
        told = notice(body, bot_user)
        if told is not None:
            await door.take_in(told)
        return await ack()

    return take_in
