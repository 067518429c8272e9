"""The paid call: made once per intent, or looked for, never guessed.

The intent is stored before the call. Only the process that wrote it may make the call, once, and
within five seconds; after a crash, a silence or a delay we list the service's jobs instead:
exactly one that fits is ours, none after the grace means that nothing was paid, and for more than
one a person decides, because a wrong guess would post somebody else's meeting.
"""

from dataclasses import replace

from bot.domain.errors import Busy, Fault, RateLimited, Rejected, Unclear, Unreachable
from bot.domain.job import Job, Spent, State, Ticket
from bot.domain.ports import HandlesGone, Provider
from bot.jobs.cadence import DAY, backoff
from bot.jobs.outcome import Move, Outcome, Snooze
from bot.jobs.parts import Parts, cancelled, order_of

FRESH = 5.0  # seconds from an intent within which its call may be made
GRACE = 90.0  # seconds from an intent (30 for the call itself) after which it never arrived


class Paying:
    """The states READY and SUBMITTING."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._unsent: set[tuple[str, float]] = set()  # intents whose call was certainly not made

    async def intend(self, job: Job) -> Outcome:
        """Write down that the paid call is about to be made, when the account allows one more."""
        provider, now = self._parts.provider(job), self._parts.clock.now()
        if now - job.created_at > DAY:
            raise Rejected("no free slot for a day", Fault.NO_SLOT)
        if job.handles and job.handles.expires_at and job.handles.expires_at < now + 30.0:
            return Move(job=replace(job.to(State.SENDING), handles=None))
        if await self._parts.store.submitting(provider.account, job.id):
            return Snooze(wait=0.5)
        if (wait := await self._creates_wait(provider, now)) > 0.0:
            return Snooze(wait=wait)
        self._unsent.add((job.id, now))
        intended = job.to(State.SUBMITTING)
        return Move(job=replace(intended, intent_at=now, attempts=job.attempts))

    async def submit(self, job: Job) -> Outcome:
        """The paid call, if it was certainly not made yet; else find out what it did."""
        assert job.intent_at is not None
        fresh = (job.id, job.intent_at) in self._unsent
        self._unsent.discard((job.id, job.intent_at))
        if not fresh:
            return await self._reconcile(job, job.intent_at)
        if job.cancel_at is not None:
            return Move(job=cancelled(job, job.spent))
        if self._parts.clock.now() - job.intent_at > FRESH:
            return Move(job=job.to(State.READY))
        return await self._pay(job)

    async def _creates_wait(self, provider: Provider, now: float) -> float:
        for allowed, per in provider.traits.creates_per:
            if await self._parts.store.creates_since(provider.account, now - per) >= allowed:
                return max(5.0, per / allowed)
        return 0.0

    async def _pay(self, job: Job) -> Outcome:
        try:
            ticket = await self._parts.provider(job).submit(order_of(job))
        except Unclear:
            return Snooze(wait=3.0)
        except (Unreachable, RateLimited, Busy) as error:
            again = replace(job.to(State.READY), attempts=job.attempts + 1)
            return Move(job=again, wait=error.retry_after or backoff(again.attempts))
        except HandlesGone:
            return Move(job=replace(job.to(State.SENDING), handles=None))
        return self._taken(job, ticket)

    async def _reconcile(self, job: Job, intent_at: float) -> Outcome:
        provider = self._parts.provider(job)
        if not provider.traits.lists:
            return self._unclear(job)
        known = await self._parts.store.remote_ids(provider.name)
        found = await provider.find(order_of(job), intent_at, known)
        if len(found) == 1:
            return self._taken(job, found[0])
        if len(found) > 1:
            return self._unclear(job)
        if self._parts.clock.now() - intent_at < GRACE:
            return Snooze(wait=10.0)
        return Move(job=cancelled(job, job.spent) if job.cancel_at else job.to(State.READY))

    def _taken(self, job: Job, ticket: Ticket) -> Move:
        now = self._parts.clock.now()
        running = replace(job.to(State.RUNNING), ticket=ticket, submitted_at=now, spent=Spent.MAYBE)
        first = self._parts.provider(job).traits.first_look
        return Move(job=running, wait=0.0 if job.cancel_at else first)

    def _unclear(self, job: Job) -> Move:
        if job.cancel_at is not None:
            return Move(job=cancelled(job, Spent.MAYBE))
        return self._parts.question(job, Fault.UNCLEAR, Spent.MAYBE)
