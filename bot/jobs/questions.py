"""Questions about a recording, asked in its thread: what was said, in quotes, for all to see there.

A question is a row of its job's outbox (`posts.answer`): stored before it is thought about, and
answered once.
"""

import asyncio
import logging
from collections.abc import Sequence

from bot.domain.errors import NeedsOperator, Rejected, Transient
from bot.domain.front import Asker
from bot.domain.job import Job, Place, State
from bot.domain.message import Asked, Message, Post
from bot.domain.notes import Result
from bot.domain.notetaking import Answer, Question
from bot.domain.passages import passages, ranked
from bot.domain.transcript import Segment, Transcript
from bot.jobs import posts
from bot.jobs.asks import Ask
from bot.jobs.parts import Parts
from bot.render import quoted

log = logging.getLogger(__name__)

RECORDINGS = 10  # of one thread that are looked at
PASSAGES = 12  # for whoever writes an answer of them
SHOWN = 3  # where nobody does


class Questions:
    """Takes them where they are asked, and answers them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def taken(self, asker: Asker, ask: Ask, ts: str) -> Post | Message | None:
        """The row in which these words are answered, or why not; None when they ask nothing."""
        if ask.verb or not ask.words or asker.thread is None:
            return None
        place = Place(team=asker.team, channel=asker.channel, thread=asker.thread)
        jobs = await self._parts.store.in_thread(place, RECORDINGS)
        done = [job for job in jobs if job.state is State.DONE]
        if done:
            job = await self._meant(done, ask.words)
            return posts.answer(job, Asked(question=ask.words, asker=asker.user), ts)
        return quoted.not_yet() if any(not job.ended for job in jobs) else None

    async def answer(self, job: Job, asked: Asked) -> Message:
        """What its thread is told."""
        result = await self._parts.store.result(job.id)
        if result is None:
            return quoted.not_kept(asked)
        edition = await self._parts.store.edition(job.id)
        transcript = self._parts.paper.edited(job, result, edition).transcript
        lines = await asyncio.to_thread(passages, transcript, asked.question, PASSAGES)
        if not lines:
            return quoted.not_said(asked)
        written = await self._written(job, asked, transcript, lines)
        if written is None:
            best = [transcript.segments[line] for line in sorted(lines[:SHOWN])]
            return quoted.passages(job, asked, best)
        said = _quotes(written, transcript)
        if not said:
            return quoted.not_said(asked)
        return quoted.passages(job, asked, said, text=written.text, origin=written.origin)

    async def _meant(self, done: Sequence[Job], words: str) -> Job:
        """Of several recordings in a thread, the one that speaks most of it; else the newest."""
        if len(done) == 1:
            return done[0]
        results = [(job, await self._parts.store.result(job.id)) for job in done]
        return await asyncio.to_thread(_best, results, words)

    async def _written(
        self, job: Job, asked: Asked, transcript: Transcript, lines: Sequence[int]
    ) -> Answer | None:
        """An answer in prose; None when nobody writes one."""
        if self._parts.answerer is None:
            return None
        question = Question(
            job=job.id, words=asked.question, transcript=transcript, passages=tuple(lines)
        )
        try:
            return await self._parts.answerer.answer(question)
        except (Transient, Rejected, NeedsOperator) as error:
            log.warning("no answer written", extra={"job": job.id, "why": str(error)})
            return None


def _best(results: Sequence[tuple[Job, Result | None]], words: str) -> Job:
    def score(one: tuple[Job, Result | None]) -> float:
        found = ranked(one[1].transcript, words)[:1] if one[1] else []
        return found[0][0] if found else 0.0

    return max(results, key=score)[0]


def _quotes(answer: Answer, transcript: Transcript) -> list[Segment]:
    """The lines that an answer rests on, in the transcript's own words."""
    there = range(len(transcript.segments))
    lines = dict.fromkeys(one.line for one in answer.moments if one.line is not None)
    return [transcript.segments[line] for line in lines if line in there]
