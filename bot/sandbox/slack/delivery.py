"""How Slack tells the app things: again and again until it is acknowledged, or once.

Events are delivered at least once: after the first failure at once, after a minute, after five
minutes. Commands and interactions are asked once, for somebody waits in front of a screen.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from bot.sandbox.background import Background
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock

Json = dict[str, Any]
PATIENCE = 3.0  # seconds until an answer is too late
RETRY_AFTER = (0.0, 60.0, 300.0)
ParcelKind = Literal["events_api", "slash_commands", "interactive"]


class NotTakenError(Exception):
    """The app did not acknowledge; the text is Slack's word for why."""


@dataclass(slots=True)
class Parcel:
    """One thing to tell, with how it went."""

    kind: ParcelKind
    payload: Json
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: list[str] = field(default_factory=list)  # "ok", or why not
    acknowledged: bool = False
    settled: bool = False  # acknowledged or given up


class Transport(Protocol):
    """A way to the app."""

    async def carry(self, parcel: Parcel, attempt: int, reason: str) -> Json:
        """Deliver once; returns what the app answered. Raises NotTakenError."""
        ...


class Delivery:
    """The post office. `transport` is exchanged when the app moves from sockets to HTTP."""

    def __init__(
        self, transport: Transport, clock: Clock, changes: Changes, background: Background
    ) -> None:
        self.transport = transport
        self.parcels: list[Parcel] = []
        self._clock = clock
        self._changes = changes
        self._background = background

    def tell(self, payload: Json) -> Parcel:
        """Deliver an event on the side."""
        parcel = Parcel("events_api", payload)
        self.parcels.append(parcel)
        self._background.run(self._tell(parcel), f"deliver {payload.get('event_id')}")
        return parcel

    async def ask(self, kind: ParcelKind, payload: Json) -> Json:
        """Deliver a command or an interaction; raises NotTakenError."""
        parcel = Parcel(kind, payload)
        self.parcels.append(parcel)
        try:
            answer = await self.transport.carry(parcel, 0, "")
        except NotTakenError as why:
            parcel.attempts.append(str(why))
            raise
        finally:
            parcel.settled = True
            self._changes.ring()
        parcel.acknowledged = True
        parcel.attempts.append("ok")
        return answer

    async def _tell(self, parcel: Parcel) -> None:
        reason = ""
        for attempt, pause in enumerate((0.0, *RETRY_AFTER)):
            await self._clock.wait(pause)
            try:
                await self.transport.carry(parcel, attempt, reason)
            except NotTakenError as why:
                reason = str(why)
                parcel.attempts.append(reason)
                self._changes.ring()
            else:
                parcel.acknowledged = True
                parcel.attempts.append("ok")
                break
        parcel.settled = True
        self._changes.ring()
