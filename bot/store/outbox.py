"""The outbox: what threads are to hold, and how far each part of it has come."""

from collections.abc import Sequence

from bot.domain.job import Job
from bot.domain.message import PartKey, Post, PostState
from bot.store import rows
from bot.store.tables import Tables
from bot.store.transaction import Transaction


class Outbox(Tables):
    """Posts, part by part."""

    async def posts(self, job_id: str) -> Sequence[Post]:
        return [rows.post_of(row) for row in await self._read("posts", job_id=job_id)]

    async def intend(self, key: PartKey, at: float, ref: str | None = None) -> bool:
        return bool(await self._run("intend", job_id=key.job, part=key.part, at=at, ref=ref))

    async def sent(
        self, key: PartKey, ref: str, at: float, *, shown: str = "", thread: str | None = None
    ) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("sent", job_id=key.job, part=key.part, ref=ref, at=at, shown=shown)
            if thread:
                await tx.run("place", id=key.job, thread=thread)

        await self._writer.run(unit)

    async def unsent(self, key: PartKey, attempts: int, *, dead: bool = False) -> None:
        state = PostState.DEAD if dead else PostState.WAITING
        await self._run("unsent", job_id=key.job, part=key.part, state=state, attempts=attempts)

    async def instead(self, key: PartKey, posts: Sequence[Post]) -> None:
        async def unit(tx: Transaction) -> None:
            if await tx.run("instead", job_id=key.job, part=key.part):
                for post in posts:
                    await _add(tx, post)

        await self._writer.run(unit)

    async def add_post(self, post: Post) -> None:
        async def unit(tx: Transaction) -> None:
            await _add(tx, post)
            tx.wake(("post", post.key.job), self._clock.now())

        await self._writer.run(unit)

    async def shown(self, job_id: str, digest: str) -> None:
        await self._run("shown", id=job_id, digest=digest)

    async def restated(self, key: PartKey, shown: str) -> None:
        await self._run("restated", job_id=key.job, part=key.part, shown=shown)

    async def replaced(self, key: PartKey) -> None:
        await self._run("replaced", job_id=key.job, part=key.part)

    async def post_due(self, job: Job, at: float | None) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("post_due", id=job.id, version=job.version, edition=job.edition, at=at)
            if at is not None:
                tx.wake(("post", job.id), at)

        await self._writer.run(unit)


async def _add(tx: Transaction, post: Post) -> None:
    body = rows.post_body(post.body)
    await tx.run("add_post", job_id=post.key.job, part=post.key.part, seq=post.seq, body=body)
