"""What happens to a recording that is over: its notes written anew, or all of it forgotten."""

import logging
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.abilities import Forgetful
from bot.domain.errors import NeedsOperator, Rejected, Transient
from bot.domain.job import Job
from bot.domain.notes import Result
from bot.jobs.cadence import DAY
from bot.jobs.noting import PATIENCE, Noting
from bot.jobs.outcome import Outcome, Park, Snooze
from bot.jobs.parts import Parts

log = logging.getLogger(__name__)

RETRY = 15.0  # seconds
RARELY = 600.0


class Afterwards:
    """`forgetful` are the services that delete, by name."""

    def __init__(self, parts: Parts, forgetful: Mapping[str, Forgetful]) -> None:
        self._parts = parts
        self._forgetful = forgetful
        self._noting = Noting(parts)

    async def take(self, job: Job) -> Outcome:
        """Whatever is still to be done; it is arranged in the store, so that no end loses it."""
        result = await self._parts.store.result(job.id)
        return await (self._forget(job) if result is None else self._rewrite(job, result))

    async def _rewrite(self, job: Job, result: Result) -> Outcome:
        """The notes once more, because somebody wants them anew."""
        edition = await self._parts.store.edition(job.id)
        late = self._parts.clock.now() - edition.asked_at > PATIENCE
        try:
            noted = await self._noting.noted(job, result, writing=edition.asked, late=late)
        except Transient as error:
            return Snooze(wait=error.retry_after or RETRY)
        written = replace(edition, revision=edition.revision + 1, writing=edition.asked)
        await self._parts.store.edit(job.id, written, result=noted)
        return Park()

    async def _forget(self, job: Job) -> Outcome:
        """What was deleted here is deleted at the service, too, where it does that."""
        service = self._forgetful.get(job.provider or "")
        if service is not None and job.ticket is not None and not self._parts.moved(job):
            try:
                with self._parts.account(job).request():
                    await service.forget(job.ticket)
            except (Transient, NeedsOperator) as error:
                if self._parts.clock.now() - (job.finished_at or 0.0) < DAY:
                    return Snooze(wait=RARELY)
                log.warning("not forgotten there", extra={"job": job.id, "why": str(error)})
            except Rejected as error:
                log.warning("not forgotten there", extra={"job": job.id, "why": str(error)})
        await self._parts.store.rest(job.id)
        return Park()
