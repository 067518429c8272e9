"""The port's verbs for the engine on this machine.

`prepare` keeps the recording, `submit` has a child process listen to it in the background, one
after the other, and `look` asks our own memory. What a restart cut off is heard from the start
again, as long as its recording is here: it costs nobody anything.
"""

import asyncio
import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.errors import Busy, Fault, NeedsOperator, Rejected, Transient
from bot.domain.job import Handles, Progress, Spent, Ticket
from bot.domain.notes import Caveat, Result, Warned
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
from bot.domain.transcript import Transcript
from bot.http.api import account
from bot.providers.local.listener import Heard, listen, plan
from bot.providers.local.models import ROUGH, find, find_speakers, languages_of
from bot.providers.local.settings import LocalSettings
from bot.providers.local.traits import traits_of
from bot.shelf import KEPT, Shelf

HELD = 3600.0  # seconds from the end until a result is certainly stored elsewhere
_LASTS = KEPT - 3600.0
_KILLED = 5.0  # seconds within which a stopped child is gone


@dataclass(slots=True, kw_only=True)
class _Work:
    """An order under way or just ended."""

    task: asyncio.Task[Heard]
    file: str
    queued: bool = True
    done: float = 0.0  # 0 to 1


class Local:
    """This machine's engine with one model, one recording at a time."""

    name = "local"
    needs = (("local_model",),)

    def __init__(self, settings: LocalSettings, clock: Clock, folder: Path) -> None:
        assert settings.local_model is not None, "it is what it needs"
        self.account = account(self.name, settings.local_model)
        self._model = settings.local_model
        shown = Path(self._model).name
        languages = languages_of(self._model)
        self.traits = traits_of(shown, languages, rough=self._model == ROUGH)
        self._only_language = min(languages) if languages and len(languages) == 1 else None
        self._clock = clock
        self._folder = folder
        self._shelf = Shelf(folder / "recordings", clock, self.name)
        self._turn = asyncio.Semaphore(1)  # after a restart there may be several to take up again
        self._works: dict[str, _Work] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    async def prepare(self, audio: Audio) -> Handles:
        await self.check()
        await self.tidy()
        file = await self._shelf.keep(audio)
        values = {"file": file, "size": str(audio.size)}
        return Handles(values=values, expires_at=self._clock.now() + _LASTS)

    async def submit(self, order: Order) -> Ticket:
        assert order.handles is not None, "it takes no links"
        remote_id = hashlib.sha256(order.key.encode()).hexdigest()[:32]
        ticket = Ticket(remote_id=remote_id, secrets=dict(order.handles.values))
        if remote_id not in self._works:
            if not await self._held(ticket.secrets):
                raise HandlesGone
            if any(not work.task.done() for work in self._works.values()):
                raise Busy("local: at work on another recording", fault=Fault.NO_SLOT)
            self._begin(ticket, order.wish)
        return ticket

    async def find(self, *_: object) -> Sequence[Ticket]:
        return ()  # it has no list to look in

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        if ticket.remote_id not in self._works:
            if not await self._held(ticket.secrets):
                raise Rejected("local: no such order", Fault.LOST)
            self._begin(ticket, wish)
        work = self._works[ticket.remote_id]
        if not work.task.done():
            percent = None if work.queued else 100 * work.done
            now = self._clock.now()
            return Running(progress=Progress(percent=percent, queued=work.queued, at=now))
        try:
            return self._ended(work.task, wish)
        except NeedsOperator:
            del self._works[ticket.remote_id]  # the next look tries anew
            raise

    async def list_ended(self) -> Collection[str]:
        return ()

    async def cancel(self, ticket: Ticket) -> Stopping:
        work = self._works.get(ticket.remote_id)
        if work is None or work.task.done():
            return Stopping.TOO_LATE
        work.task.cancel()
        _, late = await asyncio.wait({work.task}, timeout=_KILLED)
        if late:
            raise Transient("local: not stopped yet")
        return Stopping.ACCEPTED if work.task.cancelled() else Stopping.TOO_LATE

    async def check(self) -> None:
        await asyncio.to_thread(find, self._model, self._folder)

    async def tidy(self) -> None:
        """Let go of recordings that nobody came back for."""
        with suppress(OSError):
            await self._shelf.sweep([work.file for work in self._works.values()])

    async def _held(self, values: Mapping[str, str]) -> bool:
        """Whether the recording that was prepared is still here. Raises Transient."""
        file, size = values.get("file", ""), values.get("size", "")
        return bool(file) and size.isdecimal() and await self._shelf.holds(file, int(size))

    def _begin(self, ticket: Ticket, wish: Wish) -> None:
        remote_id, file = ticket.remote_id, ticket.secrets["file"]
        task = asyncio.create_task(self._hear(remote_id, file, wish))
        self._works[remote_id] = _Work(task=task, file=file)
        leaving = asyncio.create_task(self._let_go(remote_id, self._works[remote_id]))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _hear(self, remote_id: str, file: str, wish: Wish) -> Heard:
        async with self._turn:
            work = self._works[remote_id]
            work.queued = False

            def tell(done: float) -> None:
                work.done = done

            told = await asyncio.to_thread(self._plan, wish)
            return await listen(told, self._shelf.path(file), tell)

    def _plan(self, wish: Wish) -> dict[str, Any]:
        model = find(self._model, self._folder)
        return plan(model, find_speakers(self._model, self._folder), wish)

    async def _let_go(self, remote_id: str, work: _Work) -> None:
        """Speech stays no longer than it must."""
        await asyncio.wait({work.task})
        await self._clock.sleep(HELD)
        if self._works.get(remote_id) is work:
            del self._works[remote_id]
            await self._shelf.drop(work.file)

    def _ended(self, task: asyncio.Task[Heard], wish: Wish) -> Finished | Broken:
        """How an order ended. Raises NeedsOperator."""
        if task.cancelled():
            return Broken(fault=Fault.FAILED, spent=Spent.NOTHING)
        try:
            heard = task.result()
        except Rejected as error:
            return Broken(fault=error.fault, spent=Spent.NOTHING)
        return Finished(result=self._result(heard, wish))

    def _result(self, heard: Heard, wish: Wish) -> Result:
        transcript = Transcript(
            segments=tuple(heard.segments),
            language=heard.language or wish.language or self._only_language,
            seconds=heard.seconds,
        )
        warned = []
        if self._model == ROUGH:
            warned.append(Warned(caveat=Caveat.ROUGH))
        if wish.speakers and not transcript.silent and not transcript.speakers:
            ready = heard.listened or self._model == ROUGH  # for which there is nothing to pull
            why = Caveat.NO_SPEAKERS if ready else Caveat.SPEAKERS_NOT_PULLED
            warned.append(Warned(caveat=why))
        return Result(transcript=transcript, warned=tuple(warned), unredacted=wish.redact)
