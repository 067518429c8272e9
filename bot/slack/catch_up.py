"""Notices that nobody listened for a while, or could write, and has looked for what was shared.

Slack repeats an event at once, after one minute and after five more, if there is a way to us then
(slack 4.3). So a short absence is left to Slack, unless another one follows before all that is over:
each may have swallowed what the other one left. What was turned away because it could not be stored
is looked for as soon as it can be.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import Transient
from bot.domain.memory import Store, StoreTrouble
from bot.domain.ports import Clock, Stopped
from bot.slack.events import Door
from bot.slack.socket import pause

log = logging.getLogger(__name__)

HEARD = "heard"  # the mark of the moment when we were last connected
MISSED = "missed"  # and of the one from which on there is something to look for; 0: nothing is
BRIDGED = "bridged"  # and of the one from which on Slack is still repeating itself; 0: it is not
EVERY = 60.0  # seconds between two marks
LATE = 5.0  # seconds by which a mark may be late without anybody having been away
SOON = 1.0  # seconds until we look again whether we are connected
ABSENCE = 300.0  # seconds that Slack bridges by telling things again
REPEATED = 420.0  # seconds after which it has told everything again that it will
AGAIN = 60.0  # seconds until a look that failed is taken anew


class CatchUp:
    """Runs beside the listening. `look` takes in what came since a moment, or says that it cannot."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        door: Door,
        connected: Callable[[], bool],
        look: Callable[[float], Awaitable[bool]],
    ) -> None:
        self._store = store
        self._clock = clock
        self._door = door
        self._connected = connected
        self._look = look
        self._heard: float | None = None
        self._missed: float | None = None  # None: not yet read
        self._bridged = 0.0
        self._away = True
        self._back = 0.0  # when the last absence was over
        self._absences = 0
        self._due = asyncio.Event()

    async def keep(self, stop: asyncio.Event) -> None:
        """Watch and look until `stop` is set."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._watch(stop), name="slack heard")
            group.create_task(self._mend(stop), name="slack missed")

    async def _watch(self, stop: asyncio.Event) -> None:
        connected = False
        while not stop.is_set():
            if connected := self._connected():
                await self._note()
            else:
                self._away = True
            await pause(self._clock, EVERY if connected else SOON, stop)
        if connected:
            await self._note()

    async def _note(self) -> None:
        """We hear of Slack now; and when that is new, what we missed is remembered first."""
        now = self._clock.now()
        try:
            if self._missed is None:
                await self._recall()
            since, bridged = self._judged(now)
            if since is not None:
                self._absences += 1
                self._missed = min(self._missed or since, since)
                await self._store.mark(MISSED, self._missed)
                self._door.since = None
            if bridged != self._bridged:
                await self._store.mark(BRIDGED, bridged)
                self._bridged = bridged
            await self._store.mark(HEARD, now)
        except StoreTrouble as trouble:
            log.warning("not remembered that we hear", extra={"why": str(trouble)})
            return
        self._heard, self._away = now, False
        if self._missed:
            self._due.set()

    async def _recall(self) -> None:
        self._heard = await self._store.marked(HEARD)
        self._bridged = await self._store.marked(BRIDGED) or 0.0
        self._missed = await self._store.marked(MISSED) or 0.0

    def _judged(self, now: float) -> tuple[float | None, float]:
        """From when on something may be missing, and from when on Slack still repeats itself."""
        if (gone := self._gone_since(now)) is None:
            over = now - self._back > REPEATED
            return self._door.since, 0.0 if over else self._bridged
        self._back = now
        if not self._bridged and now - gone <= ABSENCE:
            return self._door.since, gone
        since = self._bridged or gone
        return min(since, self._door.since or since), 0.0

    def _gone_since(self, now: float) -> float | None:
        """The moment when we last heard, if we did not hear all the time since then."""
        if self._heard is None:
            return None
        return self._heard if self._away or now - self._heard > EVERY + LATE else None

    async def _mend(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await _first(self._due.wait(), stop.wait())
            self._due.clear()
            if self._missed and not stop.is_set():
                await self._look_once(self._missed, stop)

    async def _look_once(self, missed: float, stop: asyncio.Event) -> None:
        absences = self._absences
        try:
            log.info("looking for what was shared meanwhile", extra={"since": missed})
            done = await self._look(missed)
            if done and absences == self._absences:
                await self._store.mark(MISSED, 0.0)
                self._missed = 0.0
        except Stopped:
            return
        except (Transient, StoreTrouble) as error:
            log.warning("what was shared meanwhile is not found", extra={"why": str(error)})
            done = False
        if not done:
            await pause(self._clock, AGAIN, stop)


async def _first(*waits: Awaitable[object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    _, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
