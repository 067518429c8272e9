"""Turns what we were told into jobs, answers and withdrawals; each notice once."""

import logging
from dataclasses import replace

from bot.domain.errors import BotError
from bot.domain.front import Asker, Thread
from bot.domain.job import Place, State
from bot.domain.memory import NewJob, Store
from bot.domain.message import Message, Post
from bot.domain.notice import Kind, Notice
from bot.domain.ports import Clock
from bot.domain.recording import Link, Source, Wish
from bot.jobs.accepting import new_job
from bot.jobs.asks import Ask
from bot.jobs.desk import Desk
from bot.jobs.questions import Questions
from bot.render import answers

log = logging.getLogger(__name__)

AT_ONCE = 50


class Reception:
    """Acts on the inbox."""

    def __init__(
        self, store: Store, thread: Thread, desk: Desk, questions: Questions, clock: Clock
    ) -> None:
        self._store = store
        self._thread = thread
        self._desk = desk
        self._questions = questions
        self._clock = clock

    async def settle(self) -> None:
        """Act on everything that is stored and not acted upon."""
        while notices := await self._store.unsettled(AT_ONCE):
            for notice in notices:
                await self._act(notice)

    async def _act(self, notice: Notice) -> None:
        match notice.kind:
            case Kind.SHARED | Kind.MENTION:
                await self._ask(notice)
            case Kind.MESSAGE_DELETED:
                gone = await self._store.about(notice.team, notice.channel, notice.ts)
                await self._withdraw([job.id for job in gone])
            case Kind.FILE_DELETED:
                gone = [
                    job
                    for file in notice.files
                    for job in await self._store.about_file(notice.team, file.id)
                ]
                await self._withdraw([job.id for job in gone])
            case Kind.INVITED:
                await self._whisper(notice, answers.hello(notice.channel))
        await self._store.settle(notice)

    async def _ask(self, notice: Notice) -> None:
        ask = self._desk.read(notice.words)
        if ask.faulty:
            await self._whisper(notice, self._desk.complaint(ask))
        elif notice.files or ask.link:
            wish = await self._desk.wish(_asker(notice), ask.wish)
            await self._store.settle(notice, _jobs(notice, replace(ask, wish=wish)))
        else:
            await self._answer(notice, ask)

    async def _answer(self, notice: Notice, ask: Ask) -> None:
        """A question to all in the thread, whatever else to who asked alone."""
        asker = _asker(notice)
        match await self._questions.taken(asker, ask, notice.ts):
            case Post() as post:
                await self._store.settle(notice, post=post)
            case None:
                await self._whisper(notice, await self._desk.obey(asker, ask))
            case why:
                await self._whisper(notice, why)

    async def _withdraw(self, job_ids: list[str]) -> None:
        for job_id in job_ids:
            now = self._clock.now()
            if await self._store.cancel(job_id, "", now, ending=State.WITHDRAWN):
                self._desk.stop_sending(job_id)
            await self._store.forget(job_id)

    async def _whisper(self, notice: Notice, message: Message) -> None:
        place = Place(team=notice.team, channel=notice.channel, thread=notice.thread_ts)
        try:
            await self._thread.whisper(place, notice.user, message)
        except BotError as error:
            log.warning("answer lost", extra={"kind": notice.kind, "why": str(error)})


def _jobs(notice: Notice, ask: Ask) -> list[NewJob]:
    if notice.files:
        return [_job(notice, file, file.id, ask.wish) for file in notice.files]
    assert ask.link is not None
    return [_job(notice, Link(url=ask.link), ask.link, ask.wish)]


def _job(notice: Notice, source: Source, what: str, wish: Wish) -> NewJob:
    return new_job(
        key=f"{notice.team}:{notice.channel}:{notice.ts}:{what}",
        asker=_asker(notice),
        message_ts=notice.ts,
        source=source,
        wish=wish,
    )


def _asker(notice: Notice) -> Asker:
    thread = notice.thread_ts or notice.ts
    return Asker(team=notice.team, user=notice.user, channel=notice.channel, thread=thread)
