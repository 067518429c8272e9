"""The port's verbs for OpenAI-compatible servers (API reference, "Create transcription").

The server knows one request that is upload, order and answer at once. So `prepare` keeps the
recording here, `submit` begins the request in the background, and `look` asks our own memory.
"""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
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
from bot.providers.openai.call import Call, Caller, Recording, Server
from bot.providers.openai.ending import Ending
from bot.providers.openai.outcome import to_result
from bot.providers.openai.settings import SpeechSettings
from bot.providers.openai.shelf import Shelf
from bot.providers.openai.traits import traits_of

_LASTS = 24 * 3600.0  # seconds that a recording may wait for its order
_BELIEVED = 300.0  # seconds that a server which answered is taken to be there
# At once. One's own server mostly works on one after the other (whisper.cpp), and who waits there
# cannot be told from who is worked on.
_PLACES_PAID, _PLACES_OWN = 2, 1
_BROKE = 240.0  # seconds for which it is believed to give no credit; the engine tries after 300
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

    def __init__(self, settings: SpeechSettings, http: Http, clock: Clock, folder: Path) -> None:
        assert settings.speech_url is not None, "it is what it needs"
        key = settings.speech_api_key
        secret = key.get_secret_value() if key else ""
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self.account = account(self.name, f"{settings.speech_url} {secret}")
        self.traits = traits_of(settings)
        self._api = http.api(self.name, settings.speech_url, headers)
        self._clock = clock
        self._shelf = Shelf(folder, clock)
        server = Server(
            url=settings.speech_url,
            headers={
                **headers,
                "Accept": "application/json, text/plain",
                "Accept-Encoding": "identity",
                "User-Agent": "threadscribe",
            },
            model=settings.speech_model,
            paid=bool(secret),
        )
        self._caller = Caller(server, http.bulk, self._shelf, clock)
        self._paid = server.paid
        self._places = _PLACES_PAID if server.paid else _PLACES_OWN
        self._exchanges = Exchanges()
        self._calls: dict[str, Call] = {}
        self._unkept: dict[str, Ending] = {}  # what the disk did not take
        self._resumed: set[str] = set()
        self._there: float | None = None  # when the server last answered
        self._broke: float | None = None  # when it last had no credit for us

    async def prepare(self, audio: Audio) -> Handles:
        if self._paid:  # a server of one's own may be too busy to answer this
            with suppress(Transient):
                await self._reach()
        await self._shelf.tidy(self._used())
        file = await self._shelf.keep(audio)
        recording = Recording(
            file=file,
            suffix=_suffix(audio.name),
            content_type=audio.content_type,
            size=audio.size,
            seconds=audio.seconds,
        )
        return Handles(values=_values(recording), expires_at=self._clock.now() + _LASTS)

    async def submit(self, order: Order) -> Ticket:
        assert order.handles is not None, "it takes no links"
        remote_id = hashlib.sha256(order.key.encode()).hexdigest()[:32]
        ticket = Ticket(remote_id=remote_id, secrets=dict(order.handles.values))
        if remote_id in self._calls or await self._shelf.knows(remote_id):
            return ticket
        recording = await self._held(ticket)
        if recording is None:
            raise HandlesGone
        self._check_credit()
        self._check_places()
        await self._reach()
        self._check_places()
        self._begin(remote_id, recording, order.wish)
        return ticket

    async def find(self, *_: object) -> Sequence[Ticket]:
        return ()  # it has no list to look in

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        order = ticket.remote_id
        if order not in self._calls:
            if ending := await self._ending(order):
                return _seen(ending, wish)
            await self._resume(ticket, wish)
        waits = self._calls[order].waits
        return Running(progress=Progress(queued=waits, at=self._clock.now()))

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
        ending = await self._ending(ticket.remote_id)
        return Stopping.TOO_LATE if ending and ending.answer else Stopping.ACCEPTED

    async def check(self) -> None:
        with suppress(Absent):
            await self._api.call("GET", "/models", faults=_MODELS)
        self._there = self._clock.now()

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

    async def _held(self, ticket: Ticket) -> Recording | None:
        """The recording that is to be sent, if it is still here."""
        recording = _recording(ticket.secrets)
        if recording and await self._shelf.holds(recording.file, recording.size):
            return recording
        return None

    async def _ending(self, order: str) -> Ending | None:
        return self._unkept.get(order) or await self._shelf.ending(order)

    async def _resume(self, ticket: Ticket, wish: Wish) -> None:
        """Go on with what was under way when the process died, unless that may cost twice."""
        order, again = ticket.remote_id, ticket.remote_id not in self._resumed
        may_cost = self._paid and await self._shelf.knows(order)
        recording = await self._held(ticket)
        if may_cost or recording is None or not again:
            raise Rejected("openai: nobody knows how this order ended", Fault.LOST)
        self._resumed.add(order)
        self._begin(order, recording, wish)

    def _begin(self, order: str, recording: Recording, wish: Wish) -> None:
        call = Call(order=order, recording=recording, language=wish.language)
        self._calls[order] = call
        call.task = self._exchanges.start(self._run(call))

    async def _run(self, call: Call) -> None:
        try:
            try:
                ending = await self._caller.make(call)
            except OSError:  # before anything left
                ending = Ending(fault=Fault.INTERNAL)
            if ending.answer is None:
                self._there = None
            self._broke = self._clock.now() if ending.fault is Fault.NO_CREDIT else None
            await self._keep(call, ending)
        finally:
            del self._calls[call.order]

    async def _keep(self, call: Call, ending: Ending) -> None:
        try:
            await self._shelf.end(call.order, ending, call.recording.file)
        except OSError:
            self._unkept[call.order] = ending

    def _used(self) -> frozenset[str]:
        files = (call.recording.file for call in self._calls.values())
        return frozenset((*self._calls, *files))


def _values(recording: Recording) -> dict[str, str]:
    return {
        "file": recording.file,
        "suffix": recording.suffix,
        "type": recording.content_type,
        "size": str(recording.size),
        "seconds": "" if recording.seconds is None else str(recording.seconds),
    }


def _recording(values: Mapping[str, str]) -> Recording | None:
    """What `_values` wrote; None when somebody else wrote it."""
    try:
        return Recording(
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


def _seen(ending: Ending, wish: Wish) -> Finished | Broken:
    if ending.answer is not None:
        return Finished(result=to_result(ending.answer, wish))
    return Broken(fault=ending.fault, said=ending.said, spent=ending.spent)
