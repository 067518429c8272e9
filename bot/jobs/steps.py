"""One method per state: a job in, what should happen out. Steps never write.

Whatever a step does outside may be done again after a crash; the one call that may not is in
`paying.py`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.domain.errors import BotError, Fault, Rejected
from bot.domain.job import Failure, Job, Progress, Spent, State
from bot.domain.message import PostState
from bot.domain.notes import Caveat, Result, Warned
from bot.domain.ports import Broken, CancelMoney, Running, Stopped, Traits
from bot.domain.recording import Link, SlackFile, Wish
from bot.domain.shares import in_slack, is_share
from bot.jobs import posts
from bot.jobs.accepting import found
from bot.jobs.account import IDLE
from bot.jobs.afterwards import Afterwards
from bot.jobs.cadence import DAY, overdue, patience
from bot.jobs.line import Errand
from bot.jobs.noting import Noting, onward
from bot.jobs.outcome import Move, Outcome, Park, Snooze
from bot.jobs.parts import Parts
from bot.jobs.paying import Paying

QUESTION_LIFE = 7 * DAY
_SPENT = {
    CancelMoney.REFUNDED: Spent.NOTHING,
    CancelMoney.BILLED: Spent.BILLED,
    CancelMoney.UNKNOWN: Spent.MAYBE,
    None: Spent.BILLED,
}


class Steps:
    """The way of a recording, state by state."""

    def __init__(self, parts: Parts, afterwards: Afterwards) -> None:
        self._parts = parts
        self._afterwards = afterwards
        self._paying = Paying(parts)
        self._noting = Noting(parts)
        self._stopped: set[str] = set()  # cancelled, and not yet seen to be by a step
        self._by_state: Mapping[State, Callable[[Job], Awaitable[Outcome]]] = {
            State.ACCEPTED: self.accept,
            State.SENDING: self.send,
            State.READY: self._paying.intend,
            State.SUBMITTING: self._paying.submit,
            State.RUNNING: self.look,
            State.ASKING: self.ask,
            State.NOTING: self._noting.write,
            State.POSTING: self.post,
        }

    async def take(self, job: Job) -> Outcome:
        """The next step of a job. Raises what the ports raise."""
        if job.ended:
            return await self._afterwards.take(job)
        if job.cancel_at is not None:
            self._stopped.discard(job.id)
        if self._parts.moved(job) and (anew := await self._with_new_key(job)):
            return anew
        if job.cancel_at is not None and job.state is not State.SUBMITTING:
            return await self.cancel(job)
        return await self._by_state[job.state](job)

    def risky(self, job: Job) -> bool:
        """Whether the next step takes in so much from outside that it may kill the process."""
        if job.state is State.RUNNING:
            account = self._parts.accounts.get(job.account or "")
            return account is not None and account.has_turn(job)
        return job.state in {State.SENDING, State.NOTING} or job.crashes > 0

    def stop_sending(self, job_id: str) -> None:
        """A job was cancelled: end its transfer at the next chunk."""
        self._stopped.add(job_id)

    async def without_notes(self, job: Job) -> Outcome:
        """To the thread as it is: writing its notes broke something of ours."""
        return await self._noting.unnoted(job)

    async def _with_new_key(self, job: Job) -> Move | None:
        """The same account may know an order by its new key; what was not ordered begins anew."""
        match job.state:
            case State.SENDING | State.READY:
                anew = replace(job.to(State.ACCEPTED), provider=None, account=None, handles=None)
                return Move(job=anew)
            case State.SUBMITTING if job.cancel_at is not None:
                return self._parts.stopped(job, Spent.MAYBE)
            case State.SUBMITTING:
                return await self._parts.question(job, Fault.UNCLEAR, Spent.MAYBE)
            case State.RUNNING:
                account = self._parts.providers[job.provider or ""].account
                return Move(job=replace(job, account=account))
            case _:
                return None

    async def accept(self, job: Job) -> Outcome:
        """Find out what it is, who is to hear it, and whether somebody has heard it already."""
        if isinstance(job.source, SlackFile) and not job.source.sure:
            return await self._identify(job, job.source)
        if isinstance(job.source, Link) and (spot := in_slack(job.source.url)):
            who = (job.requester, job.place.team)
            return Move(job=found(job, await self._parts.files.behind(spot, *who)))
        if await self._parts.store.twin(job):  # asked first: it may get its result meanwhile
            return Snooze(wait=3.0)
        if (result := await self._parts.store.reusable(job)) is not None:
            return await self._hand_over(job, _heard_before(result))
        provider = self._parts.choose(job)
        _check_before_paying(job.wish, provider.traits)
        job = replace(job, provider=provider.name, account=provider.account)
        if isinstance(job.source, Link):
            ours = await self._parts.media.check_link(job.source.url)
            if not ours and _takes(provider.traits, job.source):
                return Move(job=job.to(State.READY))
        return Move(job=job.to(State.SENDING))

    async def send(self, job: Job) -> Outcome:
        """Stream the audio to the service; free of charge, so it may be done again."""
        provider, account = self._parts.provider(job), self._parts.account(job)
        if not account.may(job, Errand.SEND):
            return self._parts.kept_out(job, Errand.SEND) or Snooze(wait=IDLE)

        def stop() -> bool:
            return job.id in self._stopped or self._parts.stopping()

        try:
            async with self._parts.media.open(job.source, provider.traits, stop) as audio:
                with account.request():
                    handles = await provider.prepare(replace(audio, team=job.place.team))
        except Stopped:
            return Snooze(wait=0.0)
        seconds = audio.seconds or audio.heard() or job.seconds
        provider.traits.check_length(seconds)
        ready = replace(job.to(State.READY), handles=handles, seconds=seconds)
        if job.attempts == 0:  # what kept it from being ordered before still does
            ready = replace(ready, waiting=job.waiting, waiting_since=job.waiting_since)
        return Move(job=ready)

    async def look(self, job: Job) -> Outcome:
        """Ask the service how far it is, when its account says that it is worth a request."""
        provider, account = self._parts.provider(job), self._parts.account(job)
        now = self._parts.clock.now()
        assert job.ticket is not None
        late = overdue(job, now)
        if not (account.may(job, Errand.FETCH) if late else await account.may_look(job)):
            return self._parts.kept_out(job, Errand.FETCH) or Park()
        try:
            with account.request():
                seen = await provider.look(job.ticket, job.wish)
        except BotError as error:
            account.drop(job.id)  # it comes back when its next try is due
            if _free_again(error, provider.traits):
                return Move(job=replace(job.to(State.READY), ticket=None, submitted_at=None))
            raise
        if isinstance(seen, Running) and not late:
            account.saw(job, seen.progress)
            return self._still_running(job, seen.progress, now)
        account.drop(job.id)
        if isinstance(seen, Running):  # asked once more: we may have slept through its end
            raise Rejected("the service is overdue", Fault.OVERDUE)
        if isinstance(seen, Broken):
            return _broken(job, seen)
        await account.learn(job.wish, job.seconds, now - (job.submitted_at or now))
        return await self._finished(job, _signed(seen.result, job.wish, provider.traits))

    def _still_running(self, job: Job, progress: Progress, now: float) -> Outcome:
        """Written down only where people see a difference."""
        seen = replace(job, progress=progress, attempts=0, waiting=None, waiting_since=None)
        traits = self._parts.traits(job)
        paper = self._parts.paper
        if job.attempts == 0 and paper.now(job, traits) == paper.now(seen, traits):
            return Park()
        return Move(job=seen, wait=(job.submitted_at or now) + patience(job) - now)

    async def ask(self, job: Job) -> Outcome:
        """Wait for a person, but not for ever."""
        if self._parts.clock.now() - job.updated_at > QUESTION_LIFE:
            return Move(job=job.to(State.FAILED))
        return Snooze(wait=3600.0)

    async def post(self, job: Job) -> Outcome:
        """Done once everything is in the thread."""
        rows = [row for row in await self._parts.store.posts(job.id) if posts.is_result(row)]
        if all(row.state is PostState.SENT for row in rows):
            return Move(job=job.to(State.DONE))
        if any(row.state is PostState.DEAD for row in rows):
            return self._parts.stopped(replace(job, ending=State.UNDELIVERABLE), job.spent)
        return Snooze(wait=60.0)

    async def cancel(self, job: Job) -> Outcome:
        """Stop what can be stopped, and know what it costs."""
        if job.state is not State.RUNNING or job.ticket is None:
            return self._parts.stopped(job, job.spent)
        provider, account = self._parts.provider(job), self._parts.account(job)
        if not account.may(job, Errand.CANCEL):
            return Snooze(wait=IDLE)
        account.drop(job.id)
        with account.request():
            await provider.cancel(job.ticket)
        return self._parts.stopped(job, _SPENT[provider.traits.cancel_money])

    async def _identify(self, job: Job, file: SlackFile) -> Outcome:
        facts = await self._parts.files.facts(file.id)
        if not facts.media:
            return Move(job=job.to(State.WITHDRAWN))
        known = replace(file, name=facts.name, size=facts.size, seconds=facts.seconds, sure=True)
        return Move(job=replace(job, source=known, seconds=facts.seconds))

    async def _finished(self, job: Job, result: Result) -> Move:
        cost = str(result.cost) if result.cost is not None else None
        seconds = result.transcript.seconds or job.seconds
        job = replace(job, cost=cost, seconds=seconds, spent=Spent.BILLED)
        if result.transcript.silent:
            return _failed(job, Failure(fault=Fault.NO_SPEECH))
        return await self._hand_over(job, result)

    async def _hand_over(self, job: Job, result: Result) -> Move:
        """To its notes and the thread; what was to be redacted and is not only once somebody says so."""
        if result.unredacted:
            move = await self._parts.question(job, Fault.UNREDACTED, job.spent)
            return replace(move, result=result)
        return onward(job, result, self._parts)


def _free_again(error: BotError, traits: Traits) -> bool:
    """What costs nothing and got lost, as with the process that worked on it, is ordered again."""
    return isinstance(error, Rejected) and error.fault is Fault.LOST and traits.unit is None


def _takes(traits: Traits, link: Link) -> bool:
    """Whether the service fetches it; we see a drive's page for what it is before we pay."""
    return traits.takes_links and (traits.takes_shares or not is_share(link.url))


def _check_before_paying(wish: Wish, traits: Traits) -> None:
    """What would only be held back afterwards is refused before it costs anything."""
    known = traits.redact_languages
    if (
        wish.redact
        and known is not None
        and (not known or (wish.language or "") not in {*known, ""})
    ):
        raise Rejected("cannot be redacted there", Fault.NO_REDACTION)


def _signed(result: Result, wish: Wish, traits: Traits) -> Result:
    """With who made it, and what was wished and could not even be asked for."""
    result = replace(result, service=traits.label)
    if wish.voices is None or not wish.speakers or traits.speaker_counts is not None:
        return result
    unmet = Warned(caveat=Caveat.VOICES_UNUSED)
    return replace(result, warned=(unmet, *result.warned))


def _heard_before(result: Result) -> Result:
    told = Warned(caveat=Caveat.HEARD_BEFORE)
    others = tuple(warned for warned in result.warned if warned != told)
    notes = replace(result.notes, cost=None) if result.notes else None
    return replace(result, notes=notes, cost=None, warned=(told, *others))


def _broken(job: Job, broken: Broken) -> Move:
    failure = Failure(fault=broken.fault, said=broken.said)
    return _failed(replace(job, spent=broken.spent, cost=broken.cost), failure)


def _failed(job: Job, failure: Failure) -> Move:
    return Move(job=replace(job.to(State.FAILED), failure=failure))
