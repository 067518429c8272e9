"""All requests to one provider account, the most worthwhile first, within one budget.

Nobody calls a service unasked: a step wants a turn for its errand and sleeps; `tick` hands out the
turns, one request of the budget each; the step that is woken with one makes its call. Jobs that a
service works on wait in the lookout, which knows whom to look at next.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

from bot.domain.errors import BotError, Fault, RateLimited
from bot.domain.job import Job, Progress
from bot.domain.memory import Store, Underway
from bot.domain.ports import Clock, Engine, Provider
from bot.domain.recording import Wish
from bot.jobs.credit import ANSWER, Credit
from bot.jobs.engine import HORIZON
from bot.jobs.kept_budget import KeptBudget
from bot.jobs.line import ALL_BUT_CANCELS, Errand, Line
from bot.jobs.lockout import Check, Lockout
from bot.jobs.lookout import List, Look, Lookout, Rest
from bot.jobs.paces import Paces
from bot.jobs.purse import Purse

log = logging.getLogger(__name__)

Turn: TypeAlias = Look | List | Check | Rest


IDLE = 60.0  # seconds after which a job that waits for its turn asks again
LONGEST = 3600.0  # seconds; our own clock may have been set back


class Account:
    """One account's requests. `open` it before use."""

    def __init__(self, provider: Provider, store: Store, engine: Engine, clock: Clock) -> None:
        traits = provider.traits
        self.name = provider.account
        self._provider = provider
        self._store = store
        self._engine = engine
        self._clock = clock
        self._budget = KeptBudget(self.name, store, traits.requests_per)
        self._lookout = Lookout(traits)
        self._paces = Paces(store, f"{provider.name}/{traits.model}")
        self._line = Line()
        self._turns: set[str] = set()  # jobs that have one and did not use it yet
        self._orders_held_until = 0.0
        self._credit = Credit()
        self._lockout = Lockout(provider, clock, self.request)
        self.purse = Purse(provider, clock, self._budget, self.request)

    async def open(self) -> None:
        """Go on with the budget as it stood: a restart is no fresh start."""
        await self._budget.open()

    def may(self, job: Job, errand: Errand) -> bool:
        """Whether this job may make its request now; if not, it is woken when it may."""
        if self._use_turn(job.id):
            return True
        if errand is Errand.ORDER and self._credit.join(job):
            self._orders_held_until = 0.0
        self._lockout.join(job)
        self._line.join(job, errand)
        self._soon()
        return False

    async def may_look(self, job: Job) -> bool:
        """Whether this job may be looked at now; if not, it is woken when it is worth it."""
        if self._use_turn(job.id):
            return True
        await self.watch(job)
        return False

    def has_turn(self, job: Job) -> bool:
        """Whether a request of this job is about to be made."""
        return job.id in self._turns

    def refused(self, job: Job) -> None:
        """An order was refused for want of credit. It stays first in line."""
        now = self._clock.now()
        self._orders_held_until = now + self._credit.refused(now)
        self.may(job, Errand.ORDER)

    async def locked_out(self, job: Job, why: Fault) -> bool:
        """Whether this refusal holds for all jobs: then none gets a turn until it is over."""
        holds = await self._lockout.holds(why, job)
        self._soon()
        return holds

    def news(self, job: Job, errand: Errand) -> Fault | None:
        """Why nobody gets a turn for this now, if the job was not told that yet."""
        if self._lockout.is_news(job):
            return self._lockout.why
        return Fault.NO_CREDIT if errand is Errand.ORDER and self._credit.is_news(job) else None

    def took(self) -> None:
        """An order was taken: if others waited for credit, they go."""
        self.purse.spent()
        if self._credit.taken():
            self._orders_held_until = 0.0
            self._soon()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around a call to the service: it may ask us to slow down, and then nobody calls."""
        try:
            yield
        except RateLimited as error:
            self._slow(error.retry_after)
            raise

    async def tick(self) -> None:
        """Hand out the next turn, if there is something to do and budget for it."""
        now = self._clock.now()
        await self._budget.keep()
        if self._orders_could_go(now) and (wait := await self._orders_wait(now)) > 0.0:
            self._hold_orders(wait)
        turn = self._next(now)
        if isinstance(turn, Rest):
            self._at(turn.until)
            return
        if (wait := self._budget.take(now)) > 0.0:
            self._at(now + wait)
            return
        await self._budget.keep()
        self._hand_out(turn, now)
        self._soon()

    async def list(self) -> None:
        """One call for many: what has ended is fetched next. Locked out: whether we still are."""
        if self._lockout.why is not None:
            await self._knock()
            return
        now = self._clock.now()
        try:
            with self.request():
                ended = await self._provider.list_ended()
        except BotError as error:
            log.warning("list failed", extra={"account": self.name, "why": str(error)})
            return
        self._fetch(self._lookout.listed(now, ended), now)

    async def _knock(self) -> None:
        for key in await self._lockout.ask():
            self._engine.wake(key, self._clock.now())
        self._soon()

    def hinted(self, remote_id: str) -> None:
        """The service says that this one has ended."""
        now = self._clock.now()
        self._fetch(self._lookout.hinted(now, remote_id), now)

    def _fetch(self, job_ids: Iterable[str], now: float) -> None:
        self._line.fetch(job_ids, now)
        self._soon()

    async def watch(self, job: Job) -> None:
        """From now on it is looked at whenever that is worth a request."""
        if job.id not in self._lookout and job.ticket is not None:
            await self.resume(
                Underway(
                    job_id=job.id,
                    number=job.number,
                    account=self.name,
                    remote_id=job.ticket.remote_id,
                    submitted_at=job.submitted_at or self._clock.now(),
                    seconds=job.seconds,
                    speakers=job.wish.speakers,
                    redact=job.wish.redact,
                )
            )
        self._soon()

    async def resume(self, job: Underway) -> None:
        """The same for one that was under way before we were."""
        pace = await self._paces.of(job.speakers, job.redact)
        self._lookout.watch(
            job.job_id,
            job.remote_id,
            created=job.submitted_at,
            expectation=pace.expect(job.seconds),
            now=self._clock.now(),
        )
        self._soon()

    def saw(self, job: Job, progress: Progress) -> None:
        """The service is still at it."""
        self._lookout.saw(job.id, self._clock.now(), progress.left)
        self._soon()

    def drop(self, job_id: str) -> None:
        """Nothing more is to be seen there, or not before its next try."""
        self._lookout.drop(job_id)

    def forget(self, job_id: str) -> None:
        """It is over: nothing is asked for it any more, and nobody waits for its answer."""
        self.drop(job_id)
        self._use_turn(job_id)
        self._line.leave(job_id)
        if self._credit.asks(job_id):
            self._orders_held_until = 0.0
            self._soon()

    async def learn(self, wish: Wish, seconds: float | None, took: float) -> None:
        """How long a recording of this length took."""
        if seconds and took > 0.0:
            await self._paces.learn(wish.speakers, wish.redact, seconds, took)

    def next_look(self, job_id: str) -> float | None:
        """About when a job is looked at next, for people; None when nobody knows."""
        if self._lockout.why is not None:
            return self._lockout.again_at
        return self._lookout.next_look(job_id, self._clock.now())

    @property
    def left(self) -> int:
        """How many requests it may make at once."""
        return self._budget.left(self._clock.now())

    @property
    def level(self) -> Mapping[str, float]:
        """The budget as it stands, for whoever watches over us."""
        return self._budget.level.as_dict()

    def _next(self, now: float) -> Turn:
        if first := self._line.first(self._held(now)):
            return Look(first)
        if self._lockout.why is not None:
            again_at = self._lockout.again_at
            return Check() if now >= again_at else Rest(until=again_at)
        turn = self._lookout.next(now, saved_up=self._budget.saved_up(now))
        if isinstance(turn, Rest) and self._line.orders:
            return Rest(until=min(turn.until, self._orders_held_until))
        return turn

    def _held(self, now: float) -> Collection[Errand]:
        if self._lockout.why is not None:
            return ALL_BUT_CANCELS
        return {Errand.ORDER} if now < self._orders_held_until else ()

    def _orders_could_go(self, now: float) -> bool:
        return bool(self._line.orders) and now >= self._orders_held_until

    async def _orders_wait(self, now: float) -> float:
        """Seconds until one more paid call: one unanswered at a time, so many in so long."""
        if await self._store.submitting(self.name):
            return ANSWER
        waits = [0.0]
        for allowed, per in self._provider.traits.creates_per:
            oldest = await self._store.nth_create(self.name, allowed)
            waits.append(oldest + per - now if oldest is not None else 0.0)
        return min(max(waits), LONGEST)

    def _hold_orders(self, seconds: float) -> None:
        """No paid calls for so long: no slot, no credit, or an answer that is looked for."""
        self._orders_held_until = max(self._orders_held_until, self._clock.now() + seconds)

    def _use_turn(self, job_id: str) -> bool:
        had = job_id in self._turns
        self._turns.discard(job_id)
        return had

    def _hand_out(self, turn: Look | List | Check, now: float) -> None:
        if isinstance(turn, Check):
            self._lockout.asking()
            self._engine.wake(("list", self.name), now)
            return
        if isinstance(turn, List):
            self._lookout.listing(now)
            self._engine.wake(("list", self.name), now)
            return
        if turn.job_id in self._line.orders:
            self._hold_orders(self._credit.turn(turn.job_id))
        lane = self._line.leave(turn.job_id)
        self._lookout.looking(turn.job_id, now)
        self._turns.add(turn.job_id)
        self._engine.wake((lane, turn.job_id), now)

    def _slow(self, seconds: float | None) -> None:
        now = self._clock.now()
        if seconds is None:
            self._budget.slow(now)
        else:
            self._budget.rest_until(now + seconds)
        self._at(now)  # to write that down

    def _soon(self) -> None:
        """As soon as there may be a turn: before, there is nothing to choose."""
        now = self._clock.now()
        self._at(now + self._budget.wait(now))

    def _at(self, at: float) -> None:
        # What is further away is forgotten there, and no sweep wakes an account.
        self._engine.wake(("account", self.name), min(at, self._clock.now() + HORIZON))
