"""Takes one step of whatever is due, and is the one that writes what came of it."""

import logging
from dataclasses import replace
from uuid import uuid4

from bot.domain.errors import BotError, Fault, Gone, NeedsOperator, Rejected, Transient
from bot.domain.job import ENDED, Failure, Job, Spent, State
from bot.domain.memory import StoreTrouble
from bot.domain.ports import Engine
from bot.jobs.cadence import DAY, backoff, waiting
from bot.jobs.credit import LOOK
from bot.jobs.delivery import Delivery
from bot.jobs.engine import Key
from bot.jobs.failover import passed_on
from bot.jobs.outcome import Move, Outcome, Snooze
from bot.jobs.parts import Parts
from bot.jobs.reception import Reception
from bot.jobs.steps import Steps

log = logging.getLogger(__name__)

CUT_TRIES = 5  # a source that keeps ending early is not going to end well
CANCEL_TRIES = 6
LOST_TRIES, LOST_AFTER = 3, 300.0  # "no such job" may be the service's lag (providers 8.13)
LOST_LOOK = 150.0
CRASHES = 3  # deaths of the process during one step, after which the step is not tried again


class Worker:
    """What the engine runs: `advance` is called with one key at a time."""

    def __init__(
        self,
        parts: Parts,
        engine: Engine,
        reception: Reception,
        steps: Steps,
        delivery: Delivery,
    ) -> None:
        self._parts = parts
        self._engine = engine
        self._reception = reception
        self._steps = steps
        self._delivery = delivery
        self._incidents: dict[str, str] = {}  # jobs that broke, by the number people are given

    async def advance(self, key: Key) -> None:
        """Do what is due for this key; whatever happens, it is known when to look again."""
        lane, job_id = key
        try:
            if lane == "inbox":
                await self._reception.settle()
            elif lane == "post":
                await self._delivery.deliver(job_id)
            elif lane == "account":
                await self._parts.accounts[job_id].tick()
            elif lane == "list":
                await self._parts.accounts[job_id].list()
            else:
                await self._step(key, job_id)
        except StoreTrouble as trouble:
            log.error("store trouble", extra={"lane": lane, "job": job_id, "why": str(trouble)})  # noqa: TRY400  # a full disk has no useful trace
            self._engine.wake(key, self._parts.clock.now() + 5.0)
        except BotError as error:
            log.warning("later", extra={"lane": lane, "job": job_id, "why": str(error)})
            self._engine.wake(key, self._parts.clock.now() + 30.0)
        except Exception as error:  # noqa: BLE001  # the step boundary: a bug fails one job, not all
            self._contain(key, error)

    async def _step(self, key: Key, job_id: str) -> None:
        job = await self._parts.store.job(job_id)
        if job is None or (job.state in ENDED and job.due_at is None):
            return
        if key[0] != job.lane:
            self._engine.wake((job.lane, job.id), self._parts.clock.now())
            return
        risky = self._steps.risky(job)
        if risky:
            await self._parts.store.begin(job.id)
        outcome = await self._outcome(job)
        if isinstance(outcome, Move):
            if not await self._write(job, passed_on(self._parts, job, outcome)):
                self._engine.wake(key, self._parts.clock.now())
            return
        if risky:
            await self._parts.store.park(job.id)
        if isinstance(outcome, Snooze):
            self._engine.wake(key, self._parts.clock.now() + outcome.wait)

    async def _outcome(self, job: Job) -> Outcome:
        if incident := self._incidents.pop(job.id, None):
            return await self._broken(job, Failure(fault=Fault.INTERNAL, incident=incident))
        if job.crashes >= CRASHES:
            return await self._broken(job, Failure(fault=Fault.CRASHED))
        try:
            return await self._steps.take(job)
        except Transient as error:
            await self._tell_operators(job, error.fault)
            return await self._later(job, error)
        except NeedsOperator as error:
            await self._tell_operators(job, error.fault)
            return await self._unserved(job, error)
        except (Rejected, Gone) as error:
            return self._refused(job, error)

    async def _broken(self, job: Job, failure: Failure) -> Outcome:
        """What breaks in the notes costs the notes, and never the transcript."""
        if job.state is State.NOTING and job.cancel_at is None:
            return await self._steps.without_notes(job)
        return _failed(job, failure)

    async def _tell_operators(self, job: Job, fault: Fault) -> None:
        if traits := self._parts.traits(job):
            await self._parts.operators.tell(job, traits.label, fault)

    async def _unserved(self, job: Job, error: NeedsOperator) -> Outcome:
        """What holds for all jobs of its account is waited for."""
        account = self._parts.accounts.get(job.account or "")
        if job.cancel_at is None and account and await account.locked_out(job, error.fault):
            return await self._later(
                job, Transient(str(error), retry_after=LOOK, fault=error.fault)
            )
        return self._refused(job, error)

    def _contain(self, key: Key, error: Exception) -> None:
        """A job that broke is failed by its next look; the other lanes try again later."""
        lane, job_id = key
        incident, now = uuid4().hex[:8], self._parts.clock.now()
        facts = {"lane": lane, "job": job_id, "incident": incident, "why": _where(error)}
        log.error("something broke", extra=facts)  # no trace: it may quote what was said
        if lane in {"job", "send", "note", "suspect"}:
            self._incidents[job_id] = incident
            self._engine.wake(key, now + 1.0)
        else:
            self._engine.wake(key, now + 60.0)

    async def _write(self, old: Job, move: Move) -> bool:
        now = self._parts.clock.now()
        ended = move.job.state in ENDED
        new = replace(
            move.job,
            due_at=_due_at(move, now),
            post_due_at=now,
            updated_at=now,
            finished_at=now if ended else None,
        )
        written = await self._parts.store.save(old, new, posts=move.posts, result=move.result)
        left = ended or new.account != old.account
        if written and left and (account := self._parts.accounts.get(old.account or "")):
            account.forget(old.id)
        if written and new.state is not old.state:
            log.info("job moved", extra={"job": old.id, "from": old.state, "to": new.state})
        return written

    async def _later(self, job: Job, error: Transient) -> Outcome:
        attempts, now = _tries(job, error), self._parts.clock.now()
        since = job.waiting_since or now
        if job.cancel_at is not None and attempts > CANCEL_TRIES:
            return self._parts.stopped(job, Spent.MAYBE if job.ticket else job.spent)
        if error.fault is Fault.FILE_CUT and attempts >= CUT_TRIES:
            return _failed(job, Failure(fault=error.fault))
        if now - since > DAY:
            return await self._out_of_patience(job, error)
        log.info("trying again", extra={"job": job.id, "attempts": attempts, "why": str(error)})
        later = replace(job, attempts=attempts, waiting=waiting(error), waiting_since=since)
        wait = error.retry_after if error.retry_after is not None else backoff(attempts)
        return Move(job=later, wait=wait)

    async def _out_of_patience(self, job: Job, error: Transient) -> Outcome:
        if job.state is State.SUBMITTING:  # it may have been paid for, and nobody can say
            return await self._parts.question(job, Fault.UNCLEAR, Spent.MAYBE)
        return _failed(job, Failure(fault=error.fault))

    def _refused(self, job: Job, error: Rejected | NeedsOperator | Gone) -> Outcome:
        now = self._parts.clock.now()
        if error.fault is Fault.LOST and (later := _once_more(job, now)):
            return Move(job=later, wait=LOST_LOOK)
        log.warning("job refused", extra={"job": job.id, "fault": error.fault, "why": str(error)})
        if job.cancel_at is not None:
            return self._parts.stopped(job, job.spent)
        said = error.said if isinstance(error, Rejected) else ""
        return _failed(job, Failure(fault=error.fault, said=said))


def _due_at(move: Move, now: float) -> float | None:
    """What was deleted is due once more after its end: its service may delete it, too."""
    if move.job.state is State.WITHDRAWN and move.job.ticket is not None:
        return now
    return None if move.job.state in ENDED else now + move.wait


def _tries(job: Job, error: Transient) -> int:
    """Failures in a row; those of a source that ends early are counted by themselves."""
    first = error.fault is Fault.FILE_CUT and job.waiting is not Fault.FILE_CUT
    return 1 if first else job.attempts + 1


def _once_more(job: Job, now: float) -> Job | None:
    """A service's "no such job" is believed when it says so three times over five minutes."""
    since = job.waiting_since if job.waiting is Fault.LOST else None
    attempts = job.attempts + 1 if since is not None else 1
    if attempts >= LOST_TRIES and since is not None and now - since >= LOST_AFTER:
        return None
    return replace(job, attempts=attempts, waiting=Fault.LOST, waiting_since=since or now)


def _failed(job: Job, failure: Failure) -> Move:
    return Move(job=replace(job.to(State.FAILED), failure=failure, handles=None))


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} in {place}"
