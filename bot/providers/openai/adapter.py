"""The port's verbs for OpenAI-compatible servers (API reference, "Create transcription").

The server knows one request that is upload, order and answer at once. So `prepare` keeps the
recording here, `submit` begins the request in the background (several of them when the recording
is too large for one), and `look` asks our own memory.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath

from bot.domain.errors import (
    Busy,
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unreachable,
)
from bot.domain.job import Handles, Progress, Ticket
from bot.domain.ports import (
    Audio,
    Broken,
    Clock,
    Cutter,
    Finished,
    HandlesGone,
    Order,
    Running,
    Stopping,
)
from bot.domain.recording import Wish
from bot.http import Http
from bot.http.api import READ, Faults, Reply, account
from bot.http.exchange import Exchanges
from bot.providers.openai.book import Book, Books, Part
from bot.providers.openai.call import Call, Caller, Server
from bot.providers.openai.course import Course, Limits
from bot.providers.openai.outcome import to_result
from bot.providers.openai.settings import SpeechSettings
from bot.providers.openai.traits import most_at_once, traits_of
from bot.shelf import Shelf

_LASTS = 24 * 3600.0  # seconds that a recording may wait for its order
_BELIEVED = 300.0  # seconds that a server which answered is taken to be there
# At once. One's own server mostly works on one after the other (whisper.cpp), and who waits there
# cannot be told from who is worked on.
_PLACES_PAID, _PLACES_OWN = 2, 1
_BROKE = 240.0  # seconds for which it is believed to give no credit; the engine tries after 300
_BEARER = "Bearer "
_CUT = 5.0  # seconds within which a stopped call ends


class Absent(Exception):  # not an error: there is nothing to ask
    """This server has no list of models, or does not show it to our key."""


def _absent(_: Reply) -> Exception:
    return Absent()


# whisper.cpp's server has no list (404); OpenAI's restricted keys may lack its scope (403)
_MODELS: Faults = {**READ, **dict.fromkeys((403, 404, 405, 501), _absent)}


class Speech:
    """One server, as one account.

    An order is known by its key: made again, in this run or after a kill, it is the same one.
    """

    name = "openai"
    needs = (("speech_url",),)

    def __init__(
        self, settings: SpeechSettings, http: Http, clock: Clock, folder: Path, cutter: Cutter
    ) -> None:
        server = _server(settings)
        key = server.headers.get("Authorization", "")
        self.account = account(self.name, f"{server.url} {key.removeprefix(_BEARER)}")
        self.traits = traits_of(settings)
        given = {name: value for name, value in server.headers.items() if name == "Authorization"}
        self._api = http.api(self.name, server.url, given)
        self._clock = clock
        self._shelf = Shelf(folder, clock, self.name)
        self._books = Books(self._shelf, clock)
        caller = Caller(server, http.bulk, self._shelf, self._books, clock)
        limits = Limits(*most_at_once(settings))
        self._course = Course(caller, cutter, self._shelf, self._books, limits)
        self._paid = server.paid
        self._places = _PLACES_PAID if server.paid else _PLACES_OWN
        self._exchanges = Exchanges()
        self._calls: dict[str, Call] = {}
        self._resumed: set[str] = set()
        self._there: float | None = None  # when the server last answered
        self._broke: float | None = None  # when it last had no credit for us

    async def prepare(self, audio: Audio) -> Handles:
        if self._paid:  # a server of one's own may be too busy to answer this
            with suppress(Transient):
                await self._reach()
        await self.tidy()
        digest = hashlib.sha256()
        chunks = _told(audio.chunks, digest.update)
        file = await self._shelf.keep(replace(audio, chunks=chunks))
        seconds = audio.seconds or audio.heard()
        values = {
            "file": file,
            "suffix": _suffix(audio.name),
            "type": audio.content_type,
            "size": str(audio.size),
            "seconds": "" if seconds is None else str(seconds),
            "print": digest.hexdigest()[:32],
        }
        return Handles(values=values, expires_at=self._clock.now() + _LASTS)

    async def submit(self, order: Order) -> Ticket:
        assert order.handles is not None, "it takes no links"
        remote_id = hashlib.sha256(order.key.encode()).hexdigest()[:32]
        ticket = Ticket(remote_id=remote_id, secrets=dict(order.handles.values))
        if remote_id in self._calls or await self._books.load(_name(ticket)) is not None:
            return ticket
        book = await self._new_book(ticket, order.wish)
        if book is None:
            raise HandlesGone
        self._check_credit()
        self._check_places()
        await self._reach()
        self._check_places()
        self._begin(ticket, book)
        return ticket

    async def find(self, *_: object) -> Sequence[Ticket]:
        return ()  # it has no list to look in

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        if ticket.remote_id not in self._calls:
            book = await self._books.load(_name(ticket))
            if book is not None and book.over:
                return _seen(book, wish)
            await self._resume(ticket, wish, book)
        return Running(progress=self._progress(self._calls[ticket.remote_id]))

    async def list_ended(self) -> Collection[str]:
        return ()

    async def cancel(self, ticket: Ticket) -> Stopping:
        call = self._calls.get(ticket.remote_id)
        if call is None or call.task is None:
            return Stopping.TOO_LATE
        call.stopped = True
        _, late = await asyncio.wait({call.task}, timeout=_CUT)
        if late:
            raise Transient("openai: not stopped yet")
        return Stopping.TOO_LATE if call.book.whole else Stopping.ACCEPTED

    async def check(self) -> None:
        with suppress(Absent):
            await self._api.call("GET", "/models", faults=_MODELS)
        self._there = self._clock.now()

    async def tidy(self) -> None:
        """Let go of what nobody needs any more."""
        files = [file for call in self._calls.values() for file in (call.file, *call.book.files)]
        with suppress(OSError, Transient):
            await self._books.tidy({*self._calls, *files})

    async def _reach(self) -> None:
        """Make sure that the server is there and knows us, before anything is ordered."""
        if self._there is not None and self._clock.now() - self._there < _BELIEVED:
            return
        try:
            await self.check()
        except RateLimited:
            raise
        except Transient as error:
            raise Unreachable("openai: does not answer", retry_after=error.retry_after) from error

    def _check_credit(self) -> None:
        """Only an order can tell; where one failed for it, the others need not fail too."""
        if self._broke is not None and self._clock.now() - self._broke < _BROKE:
            raise NeedsOperator("openai: it had no credit for the last order", Fault.NO_CREDIT)

    def _check_places(self) -> None:
        if len(self._calls) >= self._places:
            raise Busy("openai: as many orders as it may have at once", fault=Fault.NO_SLOT)

    async def _new_book(self, ticket: Ticket, wish: Wish) -> Book | None:
        """For a recording that is still here. Raises Transient."""
        part = _recording(ticket.secrets)
        if part is None or not await self._shelf.holds(part.file, part.size):
            return None
        return Book(language=wish.language, hints=list(wish.vocabulary.hints), parts=[part])

    async def _resume(self, ticket: Ticket, wish: Wish, book: Book | None) -> None:
        """Go on with what was under way when the process died, unless that may cost twice."""
        order, again = ticket.remote_id, ticket.remote_id not in self._resumed
        may_cost = book is not None and any(part.sent for part in book.parts)
        if book is None or not await self._books.holds(book):
            book = None if may_cost else await self._new_book(ticket, wish)
        if may_cost or book is None or not again:
            raise Rejected("openai: nobody knows how this order ended", Fault.LOST)
        self._resumed.add(order)
        self._begin(ticket, book)

    def _begin(self, ticket: Ticket, book: Book) -> None:
        call = Call(name=_name(ticket), book=book, file=ticket.secrets["file"])
        self._calls[ticket.remote_id] = call
        call.task = self._exchanges.start(self._run(ticket.remote_id, call))

    async def _run(self, order: str, call: Call) -> None:
        try:
            await self._course.run(call, self._calls.keys)
            ending = call.book.ending
            if ending is not None:
                self._there = None
            no_credit = ending is not None and ending.fault is Fault.NO_CREDIT
            self._broke = self._clock.now() if no_credit else None
        finally:
            del self._calls[order]

    def _progress(self, call: Call) -> Progress:
        parts = len(call.book.parts)
        percent = 100 * call.book.answered / parts if parts > 1 else None
        return Progress(percent=percent, queued=call.waits, at=self._clock.now())


def _server(settings: SpeechSettings) -> Server:
    assert settings.speech_url is not None, "it is what it needs"
    secret = settings.speech_api_key.get_secret_value() if settings.speech_api_key else ""
    return Server(
        url=settings.speech_url,
        headers={
            **({"Authorization": f"{_BEARER}{secret}"} if secret else {}),
            "Accept": "application/json, text/plain",
            "Accept-Encoding": "identity",
            "User-Agent": "threadscribe",
        },
        model=settings.speech_model,
        paid=bool(secret),
    )


async def _told(
    chunks: AsyncIterator[bytes], take: Callable[[bytes], object]
) -> AsyncIterator[bytes]:
    """By its print a recording is known when it comes again."""
    async for chunk in chunks:
        take(chunk)
        yield chunk


def _name(ticket: Ticket) -> str:
    return f"{ticket.remote_id}.{ticket.secrets.get('print', '')}"


def _recording(values: Mapping[str, str]) -> Part | None:
    """What `prepare` wrote; None when somebody else wrote it."""
    try:
        return Part(
            file=values["file"],
            suffix=values["suffix"],
            content_type=values["type"],
            size=int(values["size"]),
            seconds=float(values["seconds"]) if values["seconds"] else None,
        )
    except (KeyError, ValueError):
        return None


def _suffix(name: str) -> str:
    """By which servers know the format; nothing else of a name leaves this house."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() else ""


def _seen(book: Book, wish: Wish) -> Finished | Broken:
    if book.ending is None:
        return Finished(result=to_result(book.parts, wish))
    ending = book.ending
    return Broken(fault=ending.fault, said=ending.said, spent=ending.spent)
