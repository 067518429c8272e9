"""What notetakers keep, and the money that their calls may cost: never above a limit."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.job import State
from bot.store.sqlite import open_store
from tests.http.servers import StillClock
from tests.store.test_store import made

NONE = Decimal("Infinity")
DAY = 86400.0
NOON = 1_700_000_000.0 // DAY * DAY + DAY / 2


@pytest.fixture
def clock():
    return StillClock(NOON)


@pytest.fixture
async def store(tmp_path, clock):
    async with open_store(tmp_path / "t.db", clock, lambda *_: None) as store:
        yield store


async def test_what_is_kept_is_found_again_and_the_last_word_counts(store):
    await store.keep("key", "a", "first")
    await store.keep("key", "b", "second")

    assert await store.kept("key") == "second"
    assert await store.kept("other") is None


async def test_what_was_kept_for_a_recording_is_forgotten_with_it(store):
    await store.keep("its", "a", "speech")
    await store.keep("another's", "b", "speech")
    await store.keep("nobody's", "", "a dialect")
    await store.forget("a")

    assert [await store.kept(key) for key in ("its", "another's", "nobody's")] == [
        *(None, "speech"),
        "a dialect",
    ]


async def test_a_recording_that_failed_leaves_no_page(store):
    job = await made(store)
    await store.keep("key", job.id, "speech")
    await store.save(job, job.to(State.FAILED))

    assert await store.kept("key") is None


async def test_for_what_is_being_withdrawn_nothing_more_is_kept(store):
    job = await made(store)
    await store.cancel(job.id, "U1", NOON, ending=State.WITHDRAWN)
    await store.forget(job.id)
    await store.keep("key", job.id, "speech")

    assert await store.kept("key") is None


async def test_retention_forgets_pages_and_sums(store, clock):
    await store.keep("old", "a", "speech")
    await store.reserve("a", Decimal(1), NONE, NONE)
    await store.settle_call("a", Decimal(1), Decimal(1), 10)
    clock.time += DAY
    await store.keep("new", "a", "speech")
    await store.forget_before(clock.now() - 1)

    assert [await store.kept(key) for key in ("old", "new")] == [None, "speech"]
    assert await store.spent("a") == 0


@pytest.mark.parametrize(("per_job", "per_day"), [("0.50", "9"), ("9", "0.50")])
async def test_of_a_hundred_at_the_last_cent_exactly_one_wins(store, per_job, per_day):
    assert await store.reserve("a", Decimal("0.49"), Decimal(per_job), Decimal(per_day))
    won = await asyncio.gather(
        *(
            store.reserve("a", Decimal("0.01"), Decimal(per_job), Decimal(per_day))
            for _ in range(100)
        )
    )

    assert sum(won) == 1


async def test_the_day_counts_all_recordings_since_midnight_utc(store, clock):
    cent, two = Decimal("0.01"), Decimal("0.02")
    assert await store.reserve("a", cent, NONE, two)
    assert await store.reserve("b", cent, NONE, two)
    assert not await store.reserve("c", cent, NONE, two)

    clock.time += DAY / 2
    assert await store.reserve("c", cent, NONE, two)


async def test_a_call_that_was_cheaper_leaves_room_and_says_what_it_cost(store):
    dime, cent = Decimal("0.10"), Decimal("0.01")
    assert await store.reserve("a", dime, dime, NONE)
    assert not await store.reserve("a", cent, dime, NONE)
    await store.settle_call("a", dime, cent, 1000)

    assert await store.spent("a") == cent
    assert await store.reserve("a", cent, dime, NONE)


async def test_what_a_crash_left_open_is_spent_at_the_next_start(tmp_path, clock):
    dime = Decimal("0.10")
    for start in range(2):
        async with open_store(tmp_path / "t.db", clock, lambda *_: None) as store:
            await store.bury()
            assert await store.reserve("a", dime, dime, dime) is (start == 0)
            assert await store.spent("a") == dime * start


async def test_fractions_of_a_millionth_never_add_up_beyond_a_limit(store):
    limit = Decimal("0.0000015")
    for mite in (Decimal("0.000001"), Decimal("0.0000004")):
        won = [await store.reserve(str(mite), mite, limit, NONE) for _ in range(5)]
        assert any(won)
        assert sum(won) * mite <= limit


async def test_forgetting_a_recording_gives_no_money_back(store):
    job = await made(store)
    dime = Decimal("0.10")
    await store.reserve(job.id, dime, dime, dime)
    await store.settle_call(job.id, dime, dime, 10)
    await store.save(job, replace(job.to(State.FAILED)))
    await store.forget(job.id)

    assert not await store.reserve(job.id, Decimal("0.01"), dime, NONE)
