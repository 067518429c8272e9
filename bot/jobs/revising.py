"""Brings a finished thread to what people made of its result: names, right words, other notes.

Messages are changed where they stand. A file cannot be: another one is shared, and once it is
there the old one is taken back.
"""

import logging
from collections.abc import Sequence

from bot.domain.edition import Edition
from bot.domain.errors import Fault, Gone, NeedsOperator, Rejected, Transient
from bot.domain.front import Thread
from bot.domain.job import Job, State
from bot.domain.message import Message, Post, PostState
from bot.domain.notes import Result
from bot.jobs import posts
from bot.jobs.cadence import rarer
from bot.jobs.parts import Parts
from bot.jobs.plain import PlainWords
from bot.jobs.sender import Later

log = logging.getLogger(__name__)

LEAST = 3.0  # seconds until a change that did not work is tried again


class Revising:
    """Shows the newest edition of what is in a thread already."""

    def __init__(self, parts: Parts, thread: Thread, plain: PlainWords) -> None:
        self._parts = parts
        self._thread = thread
        self._plain = plain

    async def revise(self, job: Job, rows: Sequence[Post]) -> None:
        """Change what has changed. Raises Later."""
        if job.state is not State.DONE or job.edition == job.edition_shown:
            return
        if (result := await self._parts.store.result(job.id)) is not None:
            edition = await self._parts.store.edition(job.id)
            try:
                await self._messages(job, rows, result, edition)
                await self._transcript(job, rows, result, edition)
                await self._files(job, rows, result, edition)
            except Transient as error:
                patience = rarer(job, self._parts.clock.now(), LEAST)
                raise Later(error.retry_after or patience) from None
            except (Gone, Rejected, NeedsOperator) as error:
                log.warning("not revised", extra={"job": job.id, "why": str(error)})
        await self._parts.store.revised(job.id, job.edition)

    async def _messages(
        self, job: Job, rows: Sequence[Post], result: Result, edition: Edition
    ) -> None:
        """The result's messages, one more where it has grown, none where it has shrunk."""
        wanted = posts.results(job, result, self._parts.paper, edition)
        standing = {row.key.part: row for row in rows if posts.is_message_of(row, posts.RESULT)}
        for post in wanted:
            if not isinstance(post.body, Message):
                continue
            if there := standing.pop(post.key.part, None):
                await self._restate(job, there, post.body)
            else:
                await self._parts.store.add_post(post)
        for there in standing.values():
            await self._restate(job, there, self._parts.paper.moved(job))

    async def _restate(self, job: Job, row: Post, message: Message) -> None:
        digest = posts.digest(message)
        if digest == row.shown or row.ref is None:
            return
        ts = row.ref
        await self._plain.say(
            job.place.team, message, lambda words: self._thread.update(job.place, ts, words)
        )
        await self._parts.store.restated(row.key, digest)

    async def _transcript(
        self, job: Job, rows: Sequence[Post], result: Result, edition: Edition
    ) -> None:
        """Another file where the words have changed. Raises Later until it stands there."""
        file = self._parts.paper.transcript(job, result, edition)
        files = [row for row in rows if posts.is_file_of(row, posts.TRANSCRIPT)]
        there = [row for row in files if row.state is PostState.SENT]
        if not there:
            await self._spoken(job, rows, self._parts.paper.spoken(file))
            return
        *old, newest = there
        if newest.shown != posts.digest(file):
            post = posts.more(job, file, f"{posts.TRANSCRIPT}-e{job.edition}")
            if any(row.key == post.key and row.state is PostState.DEAD for row in files):
                raise Rejected("no more files are taken there", Fault.UNDELIVERABLE)
            await self._parts.store.add_post(post)
            raise Later(0.0)
        for row in old:
            await self._thread.take_back(job.place, (row.ref or "").split())
            await self._parts.store.replaced(row.key)

    async def _files(
        self, job: Job, rows: Sequence[Post], result: Result, edition: Edition
    ) -> None:
        """The formats that people wanted. Raises Later until they stand there."""
        there = {row.key.part for row in rows}
        for wanted in edition.files:
            part = f"{posts.FILE}-{wanted.shape}-{wanted.revision}"
            if part not in there:
                file = self._parts.paper.file(job, result, edition, wanted.shape)
                await self._parts.store.add_post(posts.more(job, file, part))
                raise Later(0.0)

    async def _spoken(self, job: Job, rows: Sequence[Post], messages: Sequence[Message]) -> None:
        """The same where the workspace takes no files: as many messages as there are."""
        there = [row for row in rows if posts.is_message_of(row, posts.TRANSCRIPT)]
        for row, message in zip(there, messages, strict=False):
            await self._restate(job, row, message)
