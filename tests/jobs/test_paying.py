"""The paid call: at most once per intent, and never where nobody wants it any more."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from bot.domain.errors import Busy, Fault, NeedsOperator, RateLimited, Unclear, Unreachable
from bot.domain.front import Asker
from bot.domain.job import Job, Spent, State, Ticket
from bot.domain.message import PartKey
from bot.domain.recording import SlackFile, Wish
from bot.jobs.accepting import new_job
from bot.jobs.account import Account
from bot.jobs.operators import Operators
from bot.jobs.outcome import Move
from bot.jobs.parts import Parts
from bot.jobs.paying import FRESH, Paying
from bot.providers.tuplets.traits import STANDARD
from bot.render.paper import BlockPaper
from bot.sandbox.clock import Clock
from bot.store.sqlite import open_store

FILE = SlackFile(id="F1", name="a.m4a", seconds=60.0)
TURNS = 10  # of the account, the first of which is the job's
ASKER = Asker(team="T1", user="U1", channel="C1", thread="1.1")


class Shop:
    """A service that counts what it sells; whether it shows its list is up to the test."""

    name = account = "shop"
    traits = STANDARD

    def __init__(self) -> None:
        self.sold = 0
        self.asked: list[str] = []  # by the keys of the orders
        self.trouble: Exception | None = None

    async def submit(self, order):
        if self.trouble is not None:
            raise self.trouble
        self.asked.append(order.key)
        self.sold += not self.traits.repeats or self.asked.count(order.key) == 1
        return Ticket(remote_id=f"r{self.sold}", secrets={})

    async def find(self, order, since, known):
        return []


TROUBLES = (
    Unclear("x"),
    Unreachable("x"),
    RateLimited("x", retry_after=9.0),
    Busy("x"),
    NeedsOperator("x", Fault.NO_CREDIT),
)


class Asleep:
    """An engine that wakes nobody: the test does."""

    def wake(self, key, at):
        pass


class Till:
    """A job that is ready to be paid for."""

    def __init__(self, store, clock: Clock, shop: Shop, ready: Job) -> None:
        self.store, self.clock, self.shop, self.ready = store, clock, shop, ready

    async def intend(self, paying: Paying) -> Move:
        """Write the intent, as soon as the account lets it."""
        for _ in range(TURNS):
            if isinstance(outcome := await paying.intend(self.ready), Move):
                return outcome
            await self.account.tick()
        raise AssertionError("the account never let it")

    def paying(self) -> Paying:
        """A process that can pay."""
        self.account = Account(self.shop, self.store, Asleep(), self.clock)
        parts = Parts(
            store=self.store,
            media=None,
            files=None,
            paper=BlockPaper(),
            clock=self.clock,
            providers={"shop": self.shop},
            accounts={"shop": self.account},
            default="shop",
            stopping=lambda: False,
            people=None,
            operators=Operators(None, self.store, self.clock, []),
        )
        return Paying(parts)


@pytest.fixture
async def till(tmp_path) -> AsyncGenerator[Till]:
    """A till on a store of its own, at a time that stands still; people see the job."""
    clock = Clock(speed=0.0)
    async with open_store(tmp_path / "t.db", clock, lambda *_: None) as store:
        job = await store.add(
            new_job(key="1", asker=ASKER, message_ts="1.1", source=FILE, wish=Wish())
        )
        await store.sent(PartKey(job=job.id, part="status"), "1.2", clock.now())
        known = replace(job, provider="shop", account="shop")
        yield Till(store, clock, Shop(), known.to(State.SENDING).to(State.READY))


async def test_an_intent_is_paid_once_however_often_it_is_looked_at(till: Till):
    paying = till.paying()
    intent = await till.intend(paying)
    first = await paying.submit(intent.job)
    await paying.submit(intent.job)

    assert (intent.job.state, first.job.state) == (State.SUBMITTING, State.RUNNING)
    assert till.shop.sold == 1


async def test_the_intent_of_another_process_is_never_paid(till: Till):
    intent = await till.intend(till.paying())
    await till.paying().submit(intent.job)

    assert till.shop.sold == 0


async def test_an_intent_that_grew_old_is_made_anew_before_it_is_paid(till: Till):
    paying = till.paying()
    intent = await till.intend(paying)
    till.clock.move(FRESH + 1.0)
    late = await paying.submit(intent.job)

    assert late.job.state is State.READY
    assert till.shop.sold == 0


async def test_cancelled_between_intent_and_call_it_costs_nothing(till: Till):
    paying = till.paying()
    intent = await till.intend(paying)
    ended = await paying.submit(replace(intent.job, cancel_at=till.clock.now()))

    assert (ended.job.state, ended.job.spent) == (State.CANCELLED, Spent.NOTHING)
    assert till.shop.sold == 0


async def test_where_orders_are_not_listed_a_person_decides(till: Till):
    till.shop.traits = replace(STANDARD, lists=False)
    intent = await till.intend(till.paying())
    asking = await till.paying().submit(intent.job)

    assert isinstance(asking, Move)
    assert (asking.job.state, asking.job.spent) == (State.ASKING, Spent.MAYBE)
    assert till.shop.sold == 0


async def test_where_orders_are_known_by_their_key_the_same_is_ordered_again(till: Till):
    """By another process, as nobody knows whether the first call was made."""
    till.shop.traits = replace(STANDARD, repeats=True)
    paying = till.paying()
    intent = await till.intend(paying)
    await paying.submit(intent.job)
    other = till.paying()
    await other.submit(intent.job)  # asks for a turn
    await till.account.tick()
    again = await other.submit(intent.job)

    assert again.job.state is State.RUNNING
    assert till.shop.asked == [intent.job.id] * 2
    assert till.shop.sold == 1


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: type(trouble).__name__)
async def test_what_may_have_been_paid_stays_so_whatever_the_repetition_says(till: Till, trouble):
    """No other service is asked, no cancel says that nothing was spent."""
    till.shop.traits = replace(STANDARD, repeats=True)
    intent = await till.intend(till.paying())
    other = till.paying()
    await other.submit(intent.job)
    await till.account.tick()
    till.shop.trouble = trouble
    unclear = await other.submit(intent.job)

    assert (unclear.job.state, unclear.job.spent) == (State.SUBMITTING, Spent.MAYBE)
    assert unclear.wait >= 3.0
