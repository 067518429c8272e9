"""Law 2: of each part of a job there is one visible message.

A post's intent is stored before the call. When no clear answer came, we look for it in the thread
by its metadata before saying it again; a file is known by its id, stored before it is shared.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import Gone, NoUploads, RateLimited, Transient, Unclear
from bot.domain.front import Thread
from bot.domain.job import Job, Place
from bot.domain.message import DataFile, File, Message, Post, PostState, Printed, Said, TextFile
from bot.jobs import posts
from bot.jobs.cadence import DAY, backoff, rarer
from bot.jobs.parts import Parts
from bot.jobs.plain import PlainWords
from bot.jobs.vigil import Vigil

T = TypeVar("T")

POST_GRACE = 10.0  # seconds after an unclear post until it is certainly not in the thread
SHARE_GRACE = 30.0  # seconds that Slack may take to show a shared file (slack 3), doubled per try
LONGEST_GRACE = 3600.0  # seconds


class Later(Exception):  # not an error: come back
    """This thread wants attention again after `wait` seconds; `asked`: because Slack said so."""

    def __init__(self, wait: float, *, asked: bool = False) -> None:
        super().__init__(wait)
        self.wait = wait
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Sender:
    """Says the posts of one job in one place."""

    parts: Parts
    thread: Thread
    plain: PlainWords
    vigil: Vigil
    job: Job
    place: Place

    async def send(self, post: Post, body: Said) -> None:
        """Have it said. Raises Later, and what the thread raises for good."""
        try:
            if isinstance(body, Message):
                await self._message(post, body)
            elif post.state is PostState.INTENDED and post.ref is not None:
                await self._confirm(post, post.ref, post.intent_at or 0.0)
            else:
                await self._file(post, body)
        except Unclear:
            # The call itself took its time: what it may have done is looked for from now on.
            await self._intend(post)
            raise Later(self._patience(2.0)) from None
        except Transient as error:
            await self.parts.store.unsent(post.key, post.attempts + 1)
            raise _later(error, backoff(post.attempts + 1)) from None

    async def _message(self, post: Post, message: Message) -> None:
        if post.state is PostState.INTENDED and post.intent_at is not None:
            waited = self.vigil.waited(_watched(post), post.intent_at)
            if ts := await self._seen(self.thread.find(self.place, post.key)):
                await self._sent(post, ts)
                return
            if waited < POST_GRACE:
                raise Later(self._patience(3.0))
        if await self._intend(post):
            ts = await self.plain.say(
                self.place.team,
                message,
                lambda words: self.thread.post(self.place, words, post.key),
            )
            await self._sent(post, ts)

    async def _file(self, post: Post, body: TextFile | Printed) -> None:
        try:
            files = {await self.thread.upload(file): file for file in await self._files(post, body)}
            if not files:
                raise Gone("there is nothing in it to be shown")
            refs = " ".join(files)
            if await self._intend(post, refs):
                await self.thread.share(self.place, files)
                await self._confirm(post, refs, self.parts.clock.now())
        except NoUploads:
            if self.job.ended or isinstance(body, Printed):  # the words stand there already
                raise Gone("no more files are taken here") from None
            await self.parts.store.instead(
                post.key, posts.spoken(post, self.parts.paper.spoken(body))
            )
            raise Later(0.0) from None

    async def _files(self, post: Post, body: TextFile | Printed) -> list[File]:
        """The transcript, with the picture of who spoke when beside it; or what is printed."""
        if isinstance(body, Printed):
            printed = await self._printed(body.shape)
            return [printed] if printed else []
        picture = await self._printed(posts.PICTURE) if posts.is_transcript(post) else None
        return [body, *([picture] if picture else [])]

    async def _printed(self, shape: str) -> DataFile | None:
        store, press = self.parts.store, self.parts.press
        result = await store.result(self.job.id)
        if press is None or result is None:
            return None
        edition = await store.edition(self.job.id)
        return await press.printed(
            self.job, self.parts.paper.edited(self.job, result, edition), shape
        )

    async def _confirm(self, post: Post, refs: str, shared_at: float) -> None:
        waited = self.vigil.waited(_watched(post), shared_at)
        if await self._seen(self.thread.shared(self.place, refs.split(" ", maxsplit=1)[0])):
            await self._sent(post, refs)
            return
        if waited < min(SHARE_GRACE * 2**post.attempts, LONGEST_GRACE):
            raise Later(self._patience(1.0))
        if self.parts.clock.now() - self.job.updated_at > DAY:
            raise Gone("an uploaded file never became visible")
        self.vigil.over(_watched(post))
        await self.parts.store.unsent(post.key, post.attempts + 1)
        raise Later(1.0)

    async def _intend(self, post: Post, ref: str | None = None) -> bool:
        self.vigil.over(_watched(post))
        return await self.parts.store.intend(post.key, self.parts.clock.now(), ref)

    async def _sent(self, post: Post, ref: str) -> None:
        self.vigil.over(_watched(post))
        parent = ref if self.job.place.thread is None and post.key.part == posts.STATUS else None
        shown = posts.digest(post.body) if isinstance(post.body, Said) else ""
        now = self.parts.clock.now()
        await self.parts.store.sent(post.key, ref, now, shown=shown, thread=parent)

    async def _seen(self, look: Awaitable[T]) -> T:
        """What there is to see; trouble with looking says nothing of the post itself."""
        try:
            return await look
        except Transient as error:
            raise _later(error, self._patience(2.0)) from None

    def _patience(self, least: float) -> float:
        return rarer(self.job, self.parts.clock.now(), least)


def _watched(post: Post) -> str:
    return f"{post.key.job} {post.key.part}"


def _later(error: Transient, otherwise: float) -> Later:
    wait = otherwise if error.retry_after is None else error.retry_after
    return Later(wait, asked=isinstance(error, RateLimited))
