"""The outbox: everything that a thread is to hold is said once, and in order.

A post's intent is stored before the call. When no clear answer came, we look for it in the thread
by its metadata before saying it again; a file is known by its id, stored before it is shared.
The status message is not queued: whatever it shows is compared with what it should show.
"""

import hashlib
import json
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import Gone, NeedsOperator, Rejected, Transient, Unclear
from bot.domain.front import Thread
from bot.domain.job import ENDED, Job, State
from bot.domain.message import Message, Post, PostState, TextFile
from bot.domain.ports import Engine
from bot.jobs import posts
from bot.jobs.cadence import DAY, backoff
from bot.jobs.parts import Parts

T = TypeVar("T")

log = logging.getLogger(__name__)

POST_GRACE = 10.0  # seconds after an unclear post until it is certainly not in the thread
SHARE_GRACE = 30.0  # seconds that Slack may take to show a shared file (slack 3)
SHARE_TRIES = 2
UPDATE_GAP = 3.0  # seconds between two updates of one status message
FIRST_GAP = 1.0  # seconds until its first one
LATE = 60.0  # seconds of clock difference between us and Slack


class Later(Exception):  # not an error: come back
    """This thread wants attention again after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class _Sender:
    """Says one post of one job."""

    parts: Parts
    thread: Thread
    job: Job

    async def send(self, post: Post, body: Message | TextFile) -> None:
        """Have it said exactly once. Raises Later, and what the thread raises for good."""
        try:
            if isinstance(body, Message):
                await self._message(post, body)
            else:
                await self._file(post, body)
        except Unclear:
            raise Later(2.0) from None
        except Transient as error:
            await self.parts.store.unsent(post.key, post.attempts + 1)
            wait = (
                error.retry_after if error.retry_after is not None else backoff(post.attempts + 1)
            )
            raise Later(wait) from None

    async def _message(self, post: Post, message: Message) -> None:
        now = self.parts.clock.now()
        if post.state is PostState.INTENDED and post.intent_at is not None:
            since = post.intent_at - LATE
            if ts := await _seen(self.thread.find(self.job.place, post.key, since)):
                await self._sent(post, ts)
                return
            if now - post.intent_at < POST_GRACE:
                raise Later(3.0)
        if await self._intend(post):
            await self._sent(post, await self.thread.post(self.job.place, message, post.key))

    async def _file(self, post: Post, file: TextFile) -> None:
        if post.state is PostState.INTENDED and post.ref is not None:
            await self._confirm(post, post.ref, post.intent_at or 0.0)
            return
        file_id = await self.thread.upload(file)
        if await self._intend(post, file_id):
            await self.thread.share(self.job.place, file_id, file)
            await self._confirm(post, file_id, self.parts.clock.now())

    async def _confirm(self, post: Post, file_id: str, shared_at: float) -> None:
        if await _seen(self.thread.shared(self.job.place, file_id)):
            await self._sent(post, file_id)
            return
        if self.parts.clock.now() - shared_at < SHARE_GRACE:
            raise Later(1.0)
        if post.attempts >= SHARE_TRIES:
            raise Gone("an uploaded file never became visible")
        await self.parts.store.unsent(post.key, post.attempts + 1)
        raise Later(1.0)

    async def _intend(self, post: Post, ref: str | None = None) -> bool:
        return await self.parts.store.intend(post.key, self.parts.clock.now(), ref)

    async def _sent(self, post: Post, ref: str) -> None:
        parent = ref if self.job.place.thread is None and post.key.part == posts.STATUS else None
        await self.parts.store.sent(post.key, ref, self.parts.clock.now(), thread=parent)


class Delivery:
    """Brings a thread to what its job says."""

    def __init__(self, parts: Parts, thread: Thread, engine: Engine) -> None:
        self._parts = parts
        self._thread = thread
        self._engine = engine
        self._updated: dict[str, float] = {}

    async def deliver(self, job_id: str) -> None:
        """Say what is to be said, or arrange when to come back."""
        job = await self._parts.store.job(job_id)
        if job is None:
            return
        at = None
        try:
            rows = await self._parts.store.posts(job.id)
            if await self._status(job, rows[0]):
                await self._say(job, rows[1:])
        except Later as later:
            at = self._parts.clock.now() + later.wait
        await self._parts.store.post_due(job, at)

    async def _status(self, job: Job, status: Post) -> bool:
        """Bring the status message up to date; whether there is one."""
        if status.state in {PostState.WAITING, PostState.INTENDED}:
            if job.state is State.WITHDRAWN and status.state is PostState.WAITING:
                return False
            await self._open(job, status)
        if status.state is PostState.SENT and job.state is not State.POSTING:
            await self._refresh(job, status.ref or "")
        return status.state is not PostState.DEAD

    async def _open(self, job: Job, status: Post) -> None:
        message = self._parts.paper.status(job, self._parts.traits(job))
        await self._send(job, status, message)
        await self._parts.store.shown(job.id, _digest(message))
        # The first steps take a moment each: one update for all of them.
        self._updated[job.id] = self._parts.clock.now() - UPDATE_GAP + FIRST_GAP
        raise Later(0.0)  # the thread is known from now on

    async def _refresh(self, job: Job, ts: str) -> None:
        message = self._parts.paper.status(job, self._parts.traits(job))
        digest = _digest(message)
        if digest == job.status_shown:
            return
        self._wait_for_gap(job)
        try:
            await self._thread.update(job.place, ts, message)
        except Transient as error:
            raise Later(error.retry_after or UPDATE_GAP) from None
        except (Gone, Rejected) as error:
            log.warning("status not updated", extra={"job": job.id, "why": str(error)})
        await self._parts.store.shown(job.id, digest)

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
        if job.state not in {State.POSTING, State.ASKING}:
            return
        for row in rows:
            if row.body is not None and row.state in {PostState.WAITING, PostState.INTENDED}:
                await self._send(job, row, row.body)
        if job.state is State.POSTING:
            self._engine.wake(("job", job.id), self._parts.clock.now())

    async def _send(self, job: Job, post: Post, body: Message | TextFile) -> None:
        try:
            await _Sender(self._parts, self._thread, job).send(post, body)
        except NeedsOperator as error:
            if self._parts.clock.now() - job.created_at < DAY:
                log.warning("cannot post", extra={"job": job.id, "why": str(error)})
                raise Later(60.0) from None
            await self._give_up(job, post, error)
        except (Gone, Rejected) as error:
            await self._give_up(job, post, error)

    async def _give_up(self, job: Job, post: Post, error: Exception) -> None:
        log.warning(
            "undeliverable", extra={"job": job.id, "part": post.key.part, "why": str(error)}
        )
        await self._parts.store.unsent(post.key, post.attempts, dead=True)
        if post.key.part == posts.STATUS:  # nowhere to speak: stop before it costs anything
            await self._parts.store.cancel(
                job.id, "", self._parts.clock.now(), ending=State.UNDELIVERABLE
            )
        raise Later(0.0)


async def _seen(look: Awaitable[T]) -> T:
    """What there is to see; trouble with looking says nothing of the post itself."""
    try:
        return await look
    except Transient as error:
        raise Later(error.retry_after or 2.0) from None


def _digest(message: Message) -> str:
    text = json.dumps([message.text, message.blocks], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
