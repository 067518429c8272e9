"""What was said in recordings: kept for as long as retention allows, and no longer."""

from collections.abc import Sequence

from bot.domain.job import Job
from bot.domain.notes import Result
from bot.store import rows
from bot.store.tables import Tables
from bot.store.transaction import Row, Transaction


class Results(Tables):
    """Results, and forgetting them."""

    async def result(self, job_id: str) -> Result | None:
        return _result(await self._read("result", job_id=job_id))

    async def reusable(self, job: Job) -> Result | None:
        return _result(await self._read("reusable", reuse_key=job.reuse_key, id=job.id))

    async def forget(self, job_id: str) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("forget_results_of", job_id=job_id)
            await tx.run("forget_bodies_of", job_id=job_id)
            await tx.run("forget_words_of", job_id=job_id)
            await tx.run("forget_notebook_of", job_id=job_id)

        await self._writer.run(unit)

    async def forget_before(self, at: float) -> int:
        async def unit(tx: Transaction) -> int:
            gone = await tx.run("forget_results", at=at)
            await tx.run("forget_bodies", at=at)
            await tx.run("forget_words", at=at)
            await tx.run("forget_inbox", at=at)
            await tx.run("forget_notebook", at=at)
            await tx.run("forget_ledger", at=at)
            return len(gone)

        return await self._writer.run(unit)


def _result(found: Sequence[Row]) -> Result | None:
    return rows.result_of(found[0]["body"]) if found else None
