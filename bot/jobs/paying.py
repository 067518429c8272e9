"""Law 3: the paid call is made once per intent, or looked for, never guessed.

The intent is stored before the call. Only the process that wrote it may make the call, once, and
within five seconds; after a crash, a silence or a delay we list the service's jobs instead:
exactly one that fits is ours, none after the grace means that nothing was paid, and for more than
one a person decides, because a wrong guess would post somebody else's meeting. Where a service
knows an order by its key, the same call is simply made again: it is paid once however often.
"""

from dataclasses import replace

from bot.domain.errors import (
    Busy,
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.domain.job import Job, Spent, State, Ticket
from bot.domain.message import PostState
from bot.domain.ports import HandlesGone, Order
from bot.domain.recording import SlackFile
from bot.jobs import posts
from bot.jobs.account import IDLE
from bot.jobs.cadence import DAY, backoff, patience, waiting
from bot.jobs.credit import LOOK
from bot.jobs.line import Errand
from bot.jobs.outcome import Move, Outcome, Snooze
from bot.jobs.parts import Parts, order_of
from bot.jobs.vigil import Vigil

FRESH = 5.0  # seconds from an intent within which its call may be made
GRACE = 60.0  # seconds of watching, beyond what the call may take, after which it never arrived
REPEATS = 6  # of an order known by its key, before it is looked for in the list after all
UNSEEN_LOOK = 60.0  # seconds; whoever posts the status message wakes us


class Paying:
    """The states READY and SUBMITTING."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._vigil = Vigil(parts.clock)
        self._unsent: set[tuple[str, float]] = set()  # intents whose call was certainly not made

    async def intend(self, job: Job) -> Outcome:
        """Write down that the paid call is about to be made, when the account allows one more."""
        account, now = self._parts.account(job), self._parts.clock.now()
        if job.attempts and job.waiting and job.updated_at - (job.waiting_since or now) > DAY:
            raise Rejected("waited for a day", job.waiting)
        if not await self._seen(job):
            return Snooze(wait=UNSEEN_LOOK)
        if not account.may(job, Errand.ORDER):
            return self._parts.kept_out(job, Errand.ORDER) or Snooze(wait=IDLE)
        if job.handles and job.handles.expires_at and job.handles.expires_at < now + 30.0:
            return Move(job=_send_again(job))
        if await account.purse.lacks(job):
            account.refused(job)
            return await self._unserved(job, Fault.NO_CREDIT)
        now = self._parts.clock.now()
        self._unsent.add((job.id, now))
        intended = _still_waiting(job, State.SUBMITTING)
        return Move(job=replace(intended, intent_at=now, attempts=job.attempts))

    async def _seen(self, job: Job) -> bool:
        """Whether people see the job: what could never be posted is not paid for."""
        rows = await self._parts.store.posts(job.id)
        return any(posts.is_status(row) and row.state is PostState.SENT for row in rows)

    async def submit(self, job: Job) -> Outcome:
        """The paid call, if it was certainly not made yet; else find out what it did."""
        assert job.intent_at is not None
        fresh = (job.id, job.intent_at) in self._unsent
        self._unsent.discard((job.id, job.intent_at))
        if not fresh:
            return await self._find_out(job, job.intent_at)
        if job.cancel_at is not None:
            return self._parts.stopped(job, job.spent)
        if self._parts.clock.now() - job.intent_at > FRESH:
            return Move(job=_still_waiting(job, State.READY))
        return await self._pay(job)

    async def _pay(self, job: Job) -> Outcome:
        try:
            ticket = await self._order(job)
        except Unclear:
            assert job.intent_at is not None
            self._vigil.begin(job.id, job.intent_at)
            return Move(job=self._waiting(job, Fault.CHECKING), wait=3.0)
        except (Unreachable, RateLimited, Busy) as error:
            return self._not_taken(job, error)
        except NeedsOperator as error:
            if not await self._holds_for_all(job, error.fault):
                raise
            ready = replace(_still_waiting(job, State.READY), attempts=job.attempts)
            return await self._unserved(ready, error.fault)
        except HandlesGone:
            return self._sent_in_vain(job)
        return await self._taken(job, ticket)

    async def _unserved(self, ready: Job, why: Fault) -> Move:
        """Not before an operator did something, of which they are told."""
        label = self._parts.provider(ready).traits.label
        await self._parts.operators.tell(ready, label, why)
        return Move(job=replace(self._waiting(ready, why), attempts=ready.attempts + 1), wait=LOOK)

    async def _holds_for_all(self, job: Job, why: Fault) -> bool:
        account = self._parts.account(job)
        if why is not Fault.NO_CREDIT:
            return await account.locked_out(job, why)
        account.refused(job)
        return True

    async def _order(self, job: Job) -> Ticket:
        with self._parts.account(job).request():
            return await self._parts.provider(job).submit(order_of(job))

    async def _repeat(self, job: Job) -> Outcome:
        """The same order once more: whatever comes of it, the first one may have been paid."""
        unclear = replace(self._waiting(job, Fault.CHECKING), spent=Spent.MAYBE)
        try:
            ticket = await self._order(job)
        except Transient as error:
            return self._still_unclear(unclear, error.retry_after)
        except NeedsOperator as error:
            if error.fault is not Fault.NO_CREDIT:
                raise
            return self._still_unclear(unclear, LOOK)
        except HandlesGone:
            return self._sent_in_vain(unclear)
        return await self._taken(job, ticket)

    def _still_unclear(self, job: Job, wait: float | None) -> Move:
        self._vigil.over(job.id)  # this call too may take effect a little later
        again = replace(job, attempts=job.attempts + 1)
        return Move(job=again, wait=max(3.0, backoff(job.attempts)) if wait is None else wait)

    def _sent_in_vain(self, job: Job) -> Move:
        """The upload is gone: once more, but not for ever."""
        now = self._parts.clock.now()
        since = job.waiting_since or now
        if now - since > DAY:
            raise Rejected("uploads keep getting lost", Fault.REFUSED)
        sending = _send_again(self._waiting(job, Fault.REFUSED))
        return Move(job=sending, wait=min((now - since) / 8, 600.0))

    def _not_taken(self, job: Job, error: Transient) -> Move:
        """Certainly not ordered: the same again later, with the same upload."""
        again = self._again(job, Fault.NO_SLOT if isinstance(error, Busy) else waiting(error))
        wait = backoff(again.attempts) if error.retry_after is None else error.retry_after
        return Move(job=again, wait=wait)

    def _again(self, job: Job, why: Fault) -> Job:
        ready = _still_waiting(job, State.READY)
        return replace(self._waiting(ready, why), attempts=job.attempts + 1)

    def _waiting(self, job: Job, why: Fault) -> Job:
        since = job.waiting_since or self._parts.clock.now()
        return replace(job, waiting=why, waiting_since=since)

    async def _find_out(self, job: Job, intent_at: float) -> Outcome:
        repeats = self._parts.provider(job).traits.repeats and job.attempts < REPEATS
        if not repeats or job.cancel_at is not None:
            return await self._reconcile(job, intent_at)
        if not self._parts.account(job).may(job, Errand.FIND):
            return await self._kept_out(job)
        return await self._repeat(job)

    async def _kept_out(self, job: Job) -> Outcome:
        """Nobody may look for it: after a day, or where somebody wants it stopped, nobody knows."""
        try:
            told = self._parts.kept_out(job, Errand.FIND)
        except Rejected:
            return await self._unclear(job)
        if told is not None and job.cancel_at is not None:
            return await self._unclear(job)
        return told or Snooze(wait=IDLE)

    async def _reconcile(self, job: Job, intent_at: float) -> Outcome:
        provider, account = self._parts.provider(job), self._parts.account(job)
        if not provider.traits.lists:
            return await self._unclear(job)
        if not account.may(job, Errand.FIND):
            return await self._kept_out(job)
        known = await self._parts.store.remote_ids(provider.name)
        since = intent_at if self._vigil.whole(job.id, intent_at) else None
        waited = self._vigil.waited(job.id, intent_at)
        try:
            with account.request():
                found = await provider.find(_sought(job), since, known)
        except NeedsOperator as error:
            if error.fault is not Fault.NO_CREDIT:
                raise
            # Not to be shown a list says nothing of what was ordered before.
            raise Transient(str(error), retry_after=LOOK, fault=Fault.CHECKING) from error
        match len(found):
            case 0:
                return self._not_found(job, waited)
            case 1:
                return await self._taken(job, found[0])
            case _:
                return await self._unclear(job)

    def _not_found(self, job: Job, waited: float) -> Outcome:
        takes = self._parts.provider(job).traits.answers_within
        if waited < takes + GRACE:
            return self._checking(job)
        self._vigil.over(job.id)
        if job.cancel_at is not None:
            return self._parts.stopped(job, Spent.NOTHING)
        return Move(job=self._again(replace(job, spent=Spent.NOTHING), Fault.CHECKING))

    def _checking(self, job: Job) -> Outcome:
        if job.waiting is Fault.CHECKING:
            return Snooze(wait=10.0)
        return Move(job=self._waiting(job, Fault.CHECKING), wait=10.0)

    async def _taken(self, job: Job, ticket: Ticket) -> Move:
        self._vigil.over(job.id)
        now = self._parts.clock.now()
        running = replace(job.to(State.RUNNING), ticket=ticket, submitted_at=now, spent=Spent.MAYBE)
        account = self._parts.account(job)
        account.took()
        await account.watch(running)
        return Move(job=running, wait=0.0 if job.cancel_at else patience(job))

    async def _unclear(self, job: Job) -> Move:
        if job.cancel_at is not None:
            return self._parts.stopped(job, Spent.MAYBE)
        return await self._parts.question(job, Fault.UNCLEAR, Spent.MAYBE)


def _still_waiting(job: Job, state: State) -> Job:
    """On the way to the paid call and back, what keeps a job waiting stays what it was."""
    return replace(job.to(state), waiting=job.waiting, waiting_since=job.waiting_since)


def _send_again(job: Job) -> Job:
    """The upload is gone, or will be before it can be ordered."""
    return replace(_still_waiting(job, State.SENDING), handles=None)


def _sought(job: Job) -> Order:
    """An order as it is looked for: what a file says of its own length may miss the service's."""
    told = job.source.seconds if isinstance(job.source, SlackFile) else None
    return replace(order_of(job), seconds=told or None)
