"""Whoever runs the bot is told of what only they can mend: once, and not again for a day."""

import logging
from collections.abc import Sequence

from bot.domain.errors import BotError, Fault
from bot.domain.front import Thread
from bot.domain.job import Job
from bot.domain.memory import Store
from bot.domain.message import PartKey
from bot.domain.ports import Clock
from bot.jobs.cadence import DAY
from bot.render.notice import to_operator

log = logging.getLogger(__name__)

THEIRS = frozenset({Fault.NO_CREDIT, Fault.BAD_CREDENTIALS, Fault.FORBIDDEN, Fault.NO_ROOM})


class Operators:
    """People by their ids, in direct messages; with none, the threads alone say what is wrong."""

    def __init__(self, thread: Thread, store: Store, clock: Clock, people: Sequence[str]) -> None:
        self._thread = thread
        self._store = store
        self._clock = clock
        self._people = people

    async def tell(self, job: Job, service: str, fault: Fault) -> None:
        """That a service takes no orders, on the occasion of this job."""
        if not self._people or fault not in THEIRS:
            return
        name, now = f"operator {job.account} {fault}", self._clock.now()
        told = await self._store.marked(name)
        if told is not None and now - told < DAY:
            return
        await self._store.mark(name, now)
        for person in self._people:
            await self._say(job, person, service, fault)

    async def _say(self, job: Job, person: str, service: str, fault: Fault) -> None:
        key = PartKey(job=job.id, part=f"operator-{person}")
        try:
            place = await self._thread.direct(job.place, person)
            await self._thread.post(place, to_operator(service, fault), key)
        except BotError as error:
            log.warning("operator not told", extra={"why": str(error)})
