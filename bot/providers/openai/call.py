"""One order's exchange with the server, from the first try to its end.

Upload, work and answer are one request here, and it may take hours: it goes on in the background
while the engine looks. What certainly did nothing is tried again; what may have been paid for never.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.errors import Fault, Transient, Unreachable
from bot.domain.job import Spent
from bot.domain.ports import Audio, Clock, Stopped
from bot.http.bulk import Bulk, Receipt
from bot.http.form import form
from bot.providers.openai.ending import Ending
from bot.providers.openai.formats import Format, Formats, fields
from bot.providers.openai.shelf import Shelf
from bot.providers.openai.verdict import (
    Heard,
    Later,
    Miss,
    OtherFormat,
    Refused,
    Unsure,
    Verdict,
    verdict,
)

PATIENCE = 600.0  # seconds, at least, for an answer
TRIES = 25  # tries that did nothing, over some forty minutes: the engine gives up after an hour
_LONGEST_WAIT = 1800.0  # seconds; who wants us to stay away longer is not waited for
_UNKNOWN = 1800.0  # seconds that a recording of unknown length is taken for
_GLANCE = 1.0  # seconds between two questions whether we are to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording on the shelf."""

    file: str
    suffix: str
    content_type: str
    size: int
    seconds: float | None


@dataclass(slots=True, kw_only=True)
class Call:
    """An order under way. `waits`: the server has nothing of it; `stopped`: it is to end."""

    order: str
    recording: Recording
    language: str | None
    waits: bool = False
    stopped: bool = False
    tries: int = 0  # that did nothing
    spoilt: bool = False  # one may have done something, and its answer is lost
    task: "asyncio.Task[None] | None" = field(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the calls go. `paid`: what it did must not be done twice."""

    url: str
    headers: Mapping[str, str]
    model: str
    paid: bool


class Caller:
    """Makes the calls of one server."""

    def __init__(self, server: Server, bulk: Bulk, shelf: Shelf, clock: Clock) -> None:
        self._server = server
        self._bulk = bulk
        self._shelf = shelf
        self._clock = clock
        self._formats = Formats(server.model)

    async def make(self, call: Call) -> Ending:
        """Call until there is an end. Raises OSError when the shelf is out of order."""
        while not call.stopped:
            asked = self._formats.best
            found = await self._try(call, asked)
            if isinstance(found, Heard):
                return Ending(answer=found.answer)
            if not await self._once_more(call, found, asked):
                spent = Spent.MAYBE if self._may_cost(found) else Spent.NOTHING
                return Ending(fault=found.fault, said=found.said, spent=spent)
        may_cost = self._server.paid and not call.waits
        return Ending(fault=Fault.FAILED, spent=Spent.MAYBE if may_cost else Spent.NOTHING)

    async def _once_more(self, call: Call, found: Miss, asked: Format) -> bool:
        """Whether to try again, once it is time."""
        match found:
            case OtherFormat():
                return self._formats.refused(asked)
            case Later(wait=wait):
                call.tries += 1
                wait = _backoff(call.tries) if wait is None else wait
                if call.tries >= TRIES or wait > _LONGEST_WAIT:
                    return False
                await self._pause(call, wait)
                return True
            case Unsure():
                first, call.spoilt = not call.spoilt, True
                return first and not self._server.paid
            case Refused():
                return False

    def _may_cost(self, found: Miss) -> bool:
        return self._server.paid and isinstance(found, Unsure)

    async def _try(self, call: Call, asked: Format) -> Verdict:
        if self._server.paid:
            await self._shelf.mark_sent(call.order)
        call.waits = False
        try:
            receipt = await self._send(call, asked)
        except Unreachable:
            found: Verdict = Later(Fault.SERVICE_DOWN)
        except Transient:
            found = Unsure(Fault.UNCLEAR)
        except Stopped:
            found = Unsure(Fault.FAILED if call.stopped else Fault.OVERDUE)
        else:
            found = await asyncio.to_thread(verdict, receipt, asked)
        if self._server.paid and not isinstance(found, Heard | Unsure):
            await self._shelf.unmark(call.order)
        return found

    async def _send(self, call: Call, asked: Format) -> Receipt:
        recording = call.recording
        patience = max(PATIENCE, 2 * (recording.seconds or _UNKNOWN))
        over = self._clock.now() + patience
        audio = Audio(
            name=f"recording{recording.suffix}",  # its own name is nobody's business
            content_type=recording.content_type,
            size=recording.size,
            seconds=recording.seconds,
            chunks=self._shelf.read(recording.file),
        )
        body = form(audio, fields(self._server.model, asked, call.language))
        return await self._bulk.post(
            f"{self._server.url}/audio/transcriptions",
            body.chunks,
            size=body.size,
            headers={**self._server.headers, "Content-Type": body.content_type},
            stop=lambda: call.stopped or self._clock.now() > over,
        )

    async def _pause(self, call: Call, seconds: float) -> None:
        call.waits = True
        over = self._clock.now() + seconds
        while not call.stopped and (left := over - self._clock.now()) > 0:
            await self._clock.sleep(min(left, _GLANCE))


def _backoff(tries: int) -> float:
    return float(min(2**tries, 120))
