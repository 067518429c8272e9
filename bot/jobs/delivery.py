"""The outbox: everything that a thread is to hold is said once, and in order (`sender.py`).

The status message is not queued: whatever it shows is compared with what it should show.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import Fault, Gone, NeedsOperator, Rejected, Transient
from bot.domain.front import Thread
from bot.domain.job import ENDED, Job, Place, State
from bot.domain.message import Asked, Body, Post, PostState
from bot.domain.ports import Engine
from bot.jobs import posts
from bot.jobs.cadence import DAY, rarer
from bot.jobs.parts import Parts
from bot.jobs.plain import PlainWords
from bot.jobs.questions import Questions
from bot.jobs.revising import Revising
from bot.jobs.sender import Later, Sender
from bot.jobs.vigil import Vigil

log = logging.getLogger(__name__)

UPDATE_GAP = 3.0  # seconds between two updates of one status message
FIRST_GAP = 1.0  # seconds until its first one
LONG = 600.0  # seconds of waiting for Slack that people are told of
TRIES = 10  # failures in a row after which a day of them was long enough
TO_SAY = frozenset({PostState.WAITING, PostState.INTENDED})


class Delivery:
    """Brings a thread to what its job says."""

    def __init__(self, parts: Parts, thread: Thread, engine: Engine, questions: Questions) -> None:
        self._parts = parts
        self._thread = thread
        self._engine = engine
        self._plain = PlainWords(parts.store, parts.clock)
        self._vigil = Vigil(parts.clock)
        self._revising = Revising(parts, thread, self._plain)
        self._questions = questions
        self._updated: dict[str, float] = {}
        self._vain: dict[str, int] = {}  # tries that failed, by job, since anything went well

    async def deliver(self, job_id: str) -> None:
        """Say what is to be said, or arrange when to come back."""
        job = await self._parts.store.job(job_id)
        if job is None:
            return
        at = None
        rows = await self._parts.store.posts(job.id)
        try:
            if await self._status(job, rows[0]):
                await self._say(job, rows[1:])
                await self._revising.revise(job, rows)
            await self._notify(job, rows)
            await self._answer(job, rows)
            self._vain.pop(job.id, None)
        except Later as later:
            if not self._hopeless(job, rows[0], later):
                at = await self._explain(job, later, self._parts.clock.now() + later.wait)
            elif not job.ended:
                await self._strand(job)
                at = self._parts.clock.now()
        await self._parts.store.post_due(job, at)

    def _hopeless(self, job: Job, status: Post, later: Later) -> bool:
        """Whether Slack had a day to take it, and was asked again and again since we are here."""
        if later.wait <= 0.0:
            return False
        tries = self._vain[job.id] = self._vain.get(job.id, 0) + 1
        since = _owed_since(job, status)
        if since is None or self._parts.clock.now() - since < DAY or tries < TRIES:
            return False
        del self._vain[job.id]
        return True

    async def _status(self, job: Job, status: Post) -> bool:
        """Bring the status message up to date; whether there is one."""
        if status.state in TO_SAY:
            if job.state is State.WITHDRAWN and status.state is PostState.WAITING:
                return False
            await self._open(job, status)
        if status.state is PostState.SENT and job.state is not State.POSTING:
            await self._refresh(job, status.ref or "")
        return status.state is PostState.SENT

    async def _open(self, job: Job, status: Post) -> None:
        message = self._parts.paper.status(job, self._parts.traits(job))
        await self._send(job, status, message)
        await self._parts.store.shown(job.id, posts.digest(message))
        # The first steps take a moment each: one update for all of them.
        now = self._parts.clock.now()
        self._updated[job.id] = now - UPDATE_GAP + FIRST_GAP
        self._engine.wake((job.lane, job.id), now)  # nothing is paid for before it is seen
        raise Later(0.0)  # the thread is known from now on

    async def _refresh(self, job: Job, ts: str) -> None:
        message = self._parts.paper.status(job, self._parts.traits(job))
        digest = posts.digest(message)
        if digest == job.status_shown:
            return
        self._wait_for_gap(job)
        try:
            await self._plain.say(
                job.place.team,
                message,
                lambda words: self._thread.update(job.place, ts, words),
            )
        except Transient as error:
            raise Later(error.retry_after or self._patience(job)) from None
        except NeedsOperator as error:
            log.warning("cannot update", extra={"job": job.id, "why": str(error)})
            raise Later(60.0) from None
        except (Gone, Rejected) as error:
            log.warning("status not updated", extra={"job": job.id, "why": str(error)})
        await self._parts.store.shown(job.id, digest)

    def _patience(self, job: Job) -> float:
        return rarer(job, self._parts.clock.now(), UPDATE_GAP)

    def _wait_for_gap(self, job: Job) -> None:
        now = self._parts.clock.now()
        if job.state in ENDED or job.state is State.ASKING:
            self._updated.pop(job.id, None)
            return
        wait = self._updated.get(job.id, 0.0) + UPDATE_GAP - now
        if wait > 0:
            raise Later(wait)
        self._updated[job.id] = now

    async def _say(self, job: Job, rows: Sequence[Post]) -> None:
        if job.state not in {State.POSTING, State.ASKING, State.DONE}:
            return
        for row in rows:
            if row.state in TO_SAY and not posts.is_notice(row) and not posts.is_answer(row):
                await self._send(job, row, row.body)
        if job.state is State.POSTING:
            self._engine.wake((job.lane, job.id), self._parts.clock.now())

    async def _notify(self, job: Job, rows: Sequence[Post]) -> None:
        """Where the thread is gone, tell who asked, directly and once."""
        if job.state is not State.UNDELIVERABLE:
            return
        for row in rows:
            if posts.is_notice(row) and row.state in TO_SAY:
                await self._tell(job, row, row.body)

    async def _answer(self, job: Job, rows: Sequence[Post]) -> None:
        """Answer what was asked about a recording that is done.

        The answer is stored before it is said: what is forgotten meanwhile is not quoted.
        """
        if job.state is not State.DONE:
            return
        for row in rows:
            if not posts.is_answer(row) or row.state not in TO_SAY:
                continue
            if isinstance(row.body, Asked):
                answer = await self._questions.answer(job, row.body)
                await self._parts.store.instead(row.key, [replace(row, body=answer)])
                raise Later(0.0)
            await self._send(job, row, row.body)

    async def _tell(self, job: Job, row: Post, body: Body) -> None:
        try:
            place = await self._thread.direct(job.place, job.requester)
        except Transient as error:
            raise Later(error.retry_after or self._patience(job)) from None
        except (Gone, Rejected, NeedsOperator) as error:
            await self._give_up(job, row, error)
        else:
            await self._send(job, row, body, place)

    async def _send(self, job: Job, post: Post, body: Body, place: Place | None = None) -> None:
        if body is None or isinstance(body, Asked):
            return  # forgotten meanwhile
        sender = Sender(
            self._parts, self._thread, self._plain, self._vigil, job, place or job.place
        )
        try:
            await sender.send(post, body)
        except NeedsOperator as error:
            log.warning("cannot post", extra={"job": job.id, "why": str(error)})
            raise Later(60.0) from None
        except (Gone, Rejected) as error:
            await self._give_up(job, post, error)

    async def _give_up(self, job: Job, post: Post, error: Exception) -> None:
        """Nothing more can be said here: stop before it costs anything more, and say it elsewhere."""
        facts = {"job": job.id, "part": post.key.part, "why": str(error)}
        log.warning("undeliverable", extra=facts)
        await self._parts.store.unsent(post.key, post.attempts, dead=True)
        await self._strand(job)
        raise Later(0.0)

    async def _strand(self, job: Job) -> None:
        now = self._parts.clock.now()
        await self._parts.store.cancel(job.id, "", now, ending=State.UNDELIVERABLE)

    async def _explain(self, job: Job, later: Later, until: float) -> float:
        """Let the status message say until when Slack keeps us from posting, if that is long.

        Returns when to come back: earlier when it could not be said.
        """
        if not later.asked or later.wait < LONG or job.state is not State.POSTING:
            return until
        status = (await self._parts.store.posts(job.id))[0]
        waiting = replace(job, waiting=Fault.SLACK_SLOW_DOWN, due_at=until)
        try:
            await self._refresh(waiting, status.ref or "")
        except Later as unsaid:
            return min(until, self._parts.clock.now() + unsaid.wait)
        return until


def _owed_since(job: Job, status: Post) -> float | None:
    """Since when something is to be said without which the job makes no sense."""
    if job.finished_at is not None:
        return max(job.finished_at, job.updated_at)  # somebody may have asked since
    if job.state is State.POSTING:
        return job.updated_at
    return None if status.state is PostState.SENT else job.created_at
