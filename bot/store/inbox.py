"""What we were told, and the jobs that are made of it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from bot.domain.job import Job, State
from bot.domain.memory import NewJob
from bot.domain.message import Post
from bot.domain.notice import Notice
from bot.domain.recording import SlackFile
from bot.store import rows
from bot.store.tables import INBOX, Tables, wake_job
from bot.store.transaction import Transaction


class Inbox(Tables):
    """Takes notices in, and makes jobs."""

    async def take_in(self, notice: Notice) -> bool:
        body, now = rows.notice_body(notice), self._clock.now()

        async def unit(tx: Transaction) -> bool:
            new = await tx.run("take_in", key=notice.key, body=body, at=now)
            if new:
                tx.wake(INBOX, now)
            return bool(new)

        return await self._writer.run(unit)

    async def unsettled(self, limit: int) -> Sequence[Notice]:
        return [rows.notice_of(row["body"]) for row in await self._read("unsettled", limit=limit)]

    async def settle(
        self, notice: Notice, jobs: Sequence[NewJob] = (), *, post: Post | None = None
    ) -> Sequence[Job]:
        async def unit(tx: Transaction) -> list[Job]:
            made = [await self._add(tx, new) for new in jobs]
            if post is not None:
                await self._say_more(tx, post)
            await tx.run("settle", key=notice.key, at=self._clock.now())
            return [job for job in made if job]

        return await self._writer.run(unit)

    async def add(self, new: NewJob) -> Job | None:
        return await self._writer.run(lambda tx: self._add(tx, new))

    async def _say_more(self, tx: Transaction, post: Post) -> None:
        now, key = self._clock.now(), post.key
        if await tx.run("say_more", id=key.job, at=now):
            body = rows.post_body(post.body)
            await tx.run("add_post", job_id=key.job, part=key.part, seq=post.seq, body=body)
            tx.wake(("post", key.job), now)

    async def _add(self, tx: Transaction, new: NewJob) -> Job | None:
        now = self._clock.now()
        made = await tx.run("add_job", **_new_row(new, now))
        if not made:
            return None
        job = rows.job_of(made[0])
        await tx.run("add_event", job_id=job.id, at=now, state=job.state, why=new.failure)
        await tx.run("add_post", job_id=job.id, part="status", seq=0, body=None)
        wake_job(tx, job)
        return job


def _new_row(new: NewJob, now: float) -> dict[str, Any]:
    failed = new.failure is not None
    sure = not isinstance(new.source, SlackFile) or new.source.sure
    return {
        "id": uuid4().hex,
        "dedupe_key": new.dedupe_key,
        "reuse_key": new.reuse_key,
        "run": new.run,
        "team": new.place.team,
        "channel": new.place.channel,
        "thread": new.place.thread,
        "message_ts": new.message_ts,
        "file_id": new.source.id if isinstance(new.source, SlackFile) else None,
        "sharer": new.user,
        "requester": new.requester,
        "source": rows.json_of(new.source),
        "wish": rows.json_of(new.wish),
        "state": State.FAILED if failed else State.ACCEPTED,
        "due_at": None if failed else now,
        "post_due_at": now if sure else None,
        "at": now,
        "failure": rows.failure_json(new.failure),
        "finished_at": now if failed else None,
    }
