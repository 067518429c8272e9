"""When an account looks for something to do."""

from collections.abc import AsyncGenerator
from contextlib import nullcontext

import pytest

from bot.domain.errors import Fault, NeedsOperator, RateLimited
from bot.domain.memory import Underway
from bot.jobs.account import Account
from bot.jobs.credit import Credit
from bot.jobs.engine import HORIZON
from bot.jobs.lockout import Lockout
from bot.providers.tuplets.traits import STANDARD
from bot.sandbox.clock import Clock
from bot.store.sqlite import open_store

HOUR = 3600.0


class Shop:
    """A service that nobody calls here."""

    name = account = "shop"
    traits = STANDARD


class Bell:
    """An engine that forgets what is far away, as ours does, and wakes nobody: the test does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.wakes: dict[tuple[str, str], float] = {}

    def wake(self, key, at):
        if at <= self._clock.now() + HORIZON:
            self.wakes[key] = min(at, self.wakes.get(key, at))


class Counter:
    """An account with jobs that run, on a clock that the test moves."""

    def __init__(self, store, clock: Clock) -> None:
        self.clock, self.bell = clock, Bell(clock)
        self.account = Account(Shop(), store, self.bell, clock)
        self.ticks = 0

    async def until_asked(self) -> str:
        """Tick whenever it wants to, until a job or the list is to be asked for."""
        while True:
            due = self.bell.wakes.pop(("account", "shop"))
            self.clock.move(max(due - self.clock.now(), 0.0))
            self.ticks += 1
            await self.account.tick()
            for lane, name in list(self.bell.wakes):
                if lane != "account":
                    del self.bell.wakes[lane, name]
                    return lane


@pytest.fixture
async def counter(tmp_path) -> AsyncGenerator[Counter]:
    clock = Clock(speed=0.0)
    async with open_store(tmp_path / "t.db", clock, lambda *_: None) as store:
        yield Counter(store, clock)


async def run(counter: Counter, jobs: int, since: float = HOUR) -> None:
    for number in range(jobs):
        await counter.account.resume(
            Underway(
                job_id=f"j{number}",
                number=number,
                account="shop",
                remote_id=f"r{number}",
                submitted_at=counter.clock.now() - since,
                seconds=HOUR,
                speakers=True,
                redact=False,
            )
        )


async def test_a_service_that_wants_an_hours_rest_is_asked_after_it(counter: Counter):
    await run(counter, 1)
    refused = counter.clock.now()
    with pytest.raises(RateLimited), counter.account.request():
        raise RateLimited("shop", retry_after=HOUR)

    await counter.until_asked()

    assert HOUR <= counter.clock.now() - refused < HOUR + 1.0


async def test_a_crowd_is_asked_at_the_full_rate_by_one_choice_a_request(counter: Counter):
    await run(counter, 1000)
    requests, per = STANDARD.requests_per
    while counter.account.left:  # a burst
        await counter.until_asked()
    began, counter.ticks = counter.clock.now(), 0

    asked = [await counter.until_asked() for _ in range(100)]

    assert len(asked) / (counter.clock.now() - began) == pytest.approx(requests / per, rel=0.05)
    assert counter.ticks <= len(asked) * 1.1


async def test_looks_at_what_has_just_begun_leave_requests_to_results_and_orders(counter: Counter):
    await run(counter, 100, since=0.0)
    until = counter.clock.now() + 60.0

    left = []
    while counter.clock.now() < until:
        await counter.until_asked()
        left.append(counter.account.left)

    assert len(left) >= 20
    assert min(left) >= 5


def test_without_credit_it_is_asked_ever_more_seldom_for_as_long_as_it_takes():
    credit = Credit()
    waits = [credit.refused(0.0) for _ in range(2000)]
    assert waits[:5] == [30.0, 60.0, 120.0, 240.0, 300.0]
    assert set(waits[4:]) == {300.0}
    assert credit.taken()
    assert credit.refused(0.0) == 30.0


async def test_while_our_key_is_refused_it_is_asked_ever_more_seldom_for_as_long_as_it_takes():
    clock, shop = Clock(speed=0.0), Locked()
    lockout = Lockout(shop, clock, nullcontext)
    waits = []
    for _ in range(2000):
        assert not await lockout.ask()
        waits.append(lockout.again_at - clock.now())
        clock.move(waits[-1])
    assert waits[:6] == [15.0, 30.0, 60.0, 120.0, 240.0, 300.0]
    assert set(waits[5:]) == {300.0}


class Locked(Shop):
    """A service that does not take our key."""

    async def check(self):
        raise NeedsOperator("no", Fault.BAD_CREDENTIALS)
