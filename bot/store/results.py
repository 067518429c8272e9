"""What was said in recordings: kept for as long as retention allows, and no longer."""

from collections.abc import Sequence

from bot.domain.edition import Edition
from bot.domain.job import Job, State, lane_of
from bot.domain.notes import Result
from bot.domain.transcript import Transcript
from bot.store import rows
from bot.store.spoken import Spoken, hear
from bot.store.transaction import Row, Transaction


class Results(Spoken):
    """Results, and forgetting them."""

    async def result(self, job_id: str) -> Result | None:
        return _result(await self._read("result", job_id=job_id))

    async def reusable(self, job: Job) -> Result | None:
        return _result(await self._read("reusable", reuse_key=job.reuse_key, id=job.id))

    async def edition(self, job_id: str) -> Edition:
        found = await self._read("edition", job_id=job_id)
        return rows.edition_of(found[0]["body"]) if found else Edition()

    async def edit(
        self,
        job_id: str,
        edition: Edition,
        *,
        result: Result | None = None,
        told: Transcript | None = None,
    ) -> bool:
        now = self._clock.now()

        async def unit(tx: Transaction) -> bool:
            due_at = now if edition.asked > edition.writing else None
            revision = edition.revision
            if not await tx.run("revise", id=job_id, revision=revision, at=now, due_at=due_at):
                return False
            await tx.run("keep_edition", job_id=job_id, body=rows.edition_body(edition))
            if result is not None:
                await tx.run("keep_result", job_id=job_id, body=rows.result_body(result), at=now)
            if told is not None:
                await hear(tx, job_id, told)
            tx.wake(("post", job_id), now)
            if due_at is not None:
                tx.wake((lane_of(State.DONE, 0), job_id), due_at)
            return True

        return await self._writer.run(unit)

    async def revised(self, job_id: str, revision: int) -> None:
        await self._run("revised", id=job_id, revision=revision)

    async def rest(self, job_id: str) -> None:
        await self._run("rest", id=job_id)

    async def forget(self, job_id: str) -> None:
        now = self._clock.now()

        async def unit(tx: Transaction) -> None:
            await tx.run("forget_results_of", job_id=job_id)
            await tx.run("forget_edition_of", job_id=job_id)
            await tx.run("forget_bodies_of", job_id=job_id)
            await tx.run("forget_words_of", job_id=job_id)
            await tx.run("forget_notebook_of", job_id=job_id)
            for row in await tx.run("forget_there", job_id=job_id, at=now):
                tx.wake((lane_of(State(row["state"]), row["crashes"]), job_id), now)

        await self._writer.run(unit)
        await self._purge_now()

    async def forget_before(self, at: float) -> int:
        async def unit(tx: Transaction) -> None:
            await tx.run("forget_editions", at=at)
            await tx.run("forget_bodies", at=at)
            await tx.run("forget_words", at=at)
            await tx.run("forget_inbox", at=at)
            await tx.run("forget_notebook", at=at)
            await tx.run("forget_ledger", at=at)

        gone = 0
        while await self._run("forget_results", at=at):
            gone += 1
        await self._writer.run(unit)
        await self._purge_now()
        return gone


def _result(found: Sequence[Row]) -> Result | None:
    return rows.result_of(found[0]["body"]) if found else None
