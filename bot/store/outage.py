"""Since when nothing could be written; whom that held up is written down before anything else."""

import logging
from collections.abc import Sequence

from bot.domain.ports import Clock
from bot.store.transaction import Transaction, Unit

log = logging.getLogger(__name__)

LEAST = 60.0  # seconds; what is shorter is not worth a word to anybody


class Outage:
    """Begins with a write that the database could not do, and ends with one that it could."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since: float | None = None

    def begin(self) -> None:
        """A write failed."""
        if self._since is None:
            self._since = self._clock.now()

    def units(self) -> Sequence[Unit[None]]:
        """What has to be written first; nothing after a hiccup."""
        since, until = self._since, self._clock.now()
        if since is None or until - since < LEAST:
            return ()

        async def unit(tx: Transaction) -> None:
            await tx.run("add_outage", since=since, until=until)
            for row in await tx.run("hold_up", since=since, until=until, late=until - LEAST):
                tx.wake(("post", row["id"]), row["post_due_at"])

        return (unit,)

    def end(self) -> None:
        """A write, with those units before it, is durable."""
        if self._since is not None:
            seconds = self._clock.now() - self._since
            log.warning("the database can be written again", extra={"seconds": round(seconds)})
        self._since = None
