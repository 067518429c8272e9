"""The exchange with the server about one part of an order, from the first try to its end.

Upload, work and answer are one request here, and it may take hours: it goes on in the background
while the engine looks. What certainly did nothing is tried again; what may have been paid for never.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.errors import Fault, Transient, Unreachable
from bot.domain.job import Spent
from bot.domain.ports import Audio, Clock, Stopped
from bot.http.bulk import Bulk, Receipt
from bot.http.form import form
from bot.providers.openai.book import Book, Books, Ending, Part
from bot.providers.openai.formats import Format, Formats, fields
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
from bot.providers.openai.wire import Answer
from bot.shelf import Shelf

PATIENCE = 600.0  # seconds, at least, for an answer
TRIES = 25  # tries that did nothing, over some forty minutes: the engine gives up after an hour
_LONGEST_WAIT = 1800.0  # seconds; who wants us to stay away longer is not waited for
_UNKNOWN = 1800.0  # seconds that a recording of unknown length is taken for
_GLANCE = 1.0  # seconds between two questions whether we are to stop


@dataclass(slots=True, kw_only=True)
class Call:
    """An order under way. `waits`: the server has nothing of it; `stopped`: it is to end."""

    name: str  # of its book
    book: Book
    file: str  # the recording as it was uploaded
    waits: bool = False
    stopped: bool = False
    tries: int = 0  # that did nothing
    spoilt: bool = False  # one may have done something, and its answer is lost
    task: "asyncio.Task[None] | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where the calls go. `paid`: what it did must not be done twice."""

    url: str
    headers: Mapping[str, str]
    model: str
    paid: bool


class Caller:
    """Makes the calls of one server."""

    def __init__(
        self, server: Server, bulk: Bulk, shelf: Shelf, books: Books, clock: Clock
    ) -> None:
        self._server = server
        self._bulk = bulk
        self._shelf = shelf
        self._books = books
        self._clock = clock
        self._formats = Formats(server.model)
        self.paid = server.paid

    async def make(self, call: Call, part: Part) -> Answer | Ending:
        """Call until there is an end. Raises OSError when the shelf is out of order."""
        call.tries, call.spoilt = 0, False
        while not call.stopped:
            asked = self._formats.best
            found = await self._try(call, part, asked)
            if isinstance(found, Heard):
                return found.answer
            if not await self._once_more(call, found, asked):
                spent = Spent.MAYBE if self._may_cost(found) else Spent.NOTHING
                return Ending(fault=found.fault, said=found.said, spent=spent)
        may_cost = self.paid and not call.waits
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
                return first and not self.paid
            case Refused():
                return False

    def _may_cost(self, found: Miss) -> bool:
        return self.paid and isinstance(found, Unsure)

    async def _try(self, call: Call, part: Part, asked: Format) -> Verdict:
        await self._mark(call, part, sent=True)
        call.waits = False
        try:
            receipt = await self._send(call, part, asked)
        except Unreachable:
            found: Verdict = Later(Fault.SERVICE_DOWN)
        except Transient:
            found = Unsure(Fault.UNCLEAR)
        except Stopped:
            found = Unsure(Fault.FAILED if call.stopped else Fault.OVERDUE)
        else:
            found = await asyncio.to_thread(verdict, receipt, asked)
        if not isinstance(found, Heard | Unsure):
            await self._mark(call, part, sent=False)
        return found

    async def _mark(self, call: Call, part: Part, *, sent: bool) -> None:
        """From now on it may have been paid for; or it certainly was not."""
        if self.paid:
            part.sent = sent
            await self._books.save(call.name, call.book)

    async def _send(self, call: Call, part: Part, asked: Format) -> Receipt:
        patience = max(PATIENCE, 2 * (part.seconds or _UNKNOWN))
        over = self._clock.now() + patience
        audio = Audio(
            name=f"recording{part.suffix}",  # its own name is nobody's business
            content_type=part.content_type,
            size=part.size,
            seconds=part.seconds,
            chunks=self._shelf.read(part.file),
        )
        told = fields(self._server.model, asked, call.book.language, call.book.hints)
        body = form(audio, told)
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
