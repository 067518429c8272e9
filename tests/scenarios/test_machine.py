"""Trouble with the machine while recordings are shared: what was not stored is not acknowledged."""

import asyncio

import pytest

from bot.domain.errors import NeedsOperator
from tests.world.world import World, open_world, run

HOUR = 3600.0


@pytest.mark.parametrize("error", ["io error", "full", "busy"])
def test_a_database_that_fails_for_a_while_loses_nothing_and_recovers_without_help(error: str):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            before = await world.say("before")
            await world.says(before, "transcrib", HOUR)
            trouble = world.disk.order(error, times=None)
            during = [await world.say(f"during{n}") for n in range(3)]
            asked = await world.scribe("status")
            await world.clock.sleep(30.0)
            assert trouble.hits
            assert asked.text or asked.error  # never silence
            told = [p for p in world.sandbox.slack.delivery.parcels if p.kind == "events_api"]
            assert [parcel.acknowledged for parcel in told[-3:]] == [False] * 3
            assert len(world.jobs()) == 1

            trouble.over = True
            world.sandbox.tuplets.release()
            for message in (before, *during):
                await world.delivered(message, HOUR)
            assert world.paid == 4

    run(story())


@pytest.mark.parametrize("error", ["io error", "busy"])
def test_whichever_question_to_the_database_fails_once_everything_arrives_once(error: str):
    async def story(after: int) -> int:
        async with open_world("http") as world:
            begun = world.disk.asked
            world.disk.order(error, after=after)
            message = await world.say("budget")
            await world.until(lambda: world.part(message, "status"), 2 * HOUR)
            await world.delivered(message, HOUR)
            await world.settled(HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]
            assert world.paid == 1
            return world.disk.asked - begun

    for after in range(0, min(run(story(100_000)), 120), 4):
        run(story(after))


def test_a_disk_that_fails_at_the_start_is_told_to_the_operator_and_the_next_start_loses_nothing():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("budget")
            await world.says(message, "transcrib", HOUR)
            await world.crash()
            world.disk.order("io error")
            with pytest.raises(NeedsOperator, match="disk I/O error"):
                await world.start()
            world.sandbox.tuplets.release()
            await world.start()
            await world.delivered(message, HOUR)
            assert world.paid == 1

    run(story())


def test_an_hour_asleep_with_work_under_way_changes_nothing():
    """At whatever the bot was doing: the clocks are an hour on, and nothing happened meanwhile."""

    async def story(after: int) -> int:
        async with open_world("http") as world:
            world.sandbox.calls.listen(
                lambda _: _sleep(world) if len(world.sandbox.calls) == after else None
            )
            world.sandbox.slack.shelf.share_delay = 0.0  # Slack does not sleep
            message = await world.say("budget")
            await world.delivered(message, 2 * HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]
            assert world.paid == 1
            return len(world.sandbox.calls)

    for after in range(1, run(story(100_000)), 2):
        run(story(after))


@pytest.mark.parametrize("call", ["chat.postMessage", "files.completeUploadExternal"])
def test_what_takes_effect_after_nobody_waits_for_it_any_more_is_not_said_twice(call: str):
    """Slack answers nothing for longer than we wait, and does it a little later."""

    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("budget")
            await world.says(message, "transcrib", HOUR)
            world.sandbox.faults.order("slack", call, delay=38.0)
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)
            await world.clock.sleep(HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]

    run(story())


@pytest.mark.parametrize(
    ("call", "look"),
    [
        ("chat.postMessage", "conversations.replies"),
        ("files.completeUploadExternal", "files.info"),
    ],
)
def test_a_look_that_began_too_early_proves_nothing_however_late_its_answer_is(
    call: str, look: str
):
    """The machine sleeps with the answer on its way: what was not there then may be there now."""

    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("budget")
            await world.says(message, "transcrib", HOUR)
            world.sandbox.slack.shelf.share_delay = 8.0
            world.sandbox.faults.order("slack", call, delay=41.0)
            asleep = world.sandbox.faults.order(
                "slack", look, after=1, hook=lambda: world.clock.move(HOUR), when="after"
            )
            world.sandbox.tuplets.release()
            await world.delivered(message, 3 * HOUR)
            await world.clock.sleep(HOUR)
            assert asleep.hits == 1
            assert world.parts(message) == ["status", "result", "transcript"]

    run(story())


def test_a_list_that_was_asked_for_too_early_proves_nothing_however_late_its_answer_is():
    """The same of an order: what the list did not show yet before the machine slept is paid."""

    async def story() -> None:
        async with open_world("http") as world:
            faults = world.sandbox.faults
            faults.order("tuplets", "POST /jobs", lose_answer=True)
            asleep = faults.order(
                *("tuplets", "GET /jobs"),
                body={"items": [], "total_items": 0},
                status=200,
                hook=lambda: world.clock.move(HOUR),
            )
            message = await world.say("budget")
            await world.delivered(message, 3 * HOUR)
            assert asleep.hits == 1
            assert world.paid == 1

    run(story())


def test_a_clock_that_was_set_while_the_bot_was_down_ends_nobodys_patience():
    """What Slack and the service show a little later is not taken for lost an hour too soon."""

    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.slack.shelf.share_delay = 8.0
            ordered = _lost(world, "tuplets", "POST /jobs")
            message = await world.say("budget")
            await _die_and_wake_with_a_wrong_clock(world, ordered)
            shared = _lost(world, "slack", "files.completeUploadExternal")
            await _die_and_wake_with_a_wrong_clock(world, shared)
            await world.delivered(message, HOUR)
            await world.clock.sleep(HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]
            assert world.paid == 1

    run(story())


def test_an_order_is_found_again_by_a_clock_that_was_set_back_while_the_bot_was_down():
    """How long ago it was made is not to be had from two clocks that disagree."""

    async def story() -> None:
        async with open_world("socket") as world:
            ordered = _lost(world, "tuplets", "POST /jobs")
            message = await world.say("budget")
            await ordered.wait()
            await world.crash()
            world.clock.set(-HOUR)
            await world.start()
            await world.delivered(message, 3 * HOUR)
            assert world.paid == 1

    run(story())


def _lost(world: World, service: str, call: str) -> asyncio.Event:
    """The answer to this call gets lost; set when it had its effect."""
    gone = asyncio.Event()
    world.sandbox.faults.order(service, call, lose_answer=True, hook=gone.set, when="after")
    return gone


async def _die_and_wake_with_a_wrong_clock(world: World, moment: asyncio.Event) -> None:
    none = {"status": 200, "body": {"items": [], "total_items": 0, "status_filter": None}}
    await moment.wait()
    await world.crash()
    world.clock.set(HOUR)
    world.sandbox.faults.order("tuplets", "GET /jobs", times=2, **none)
    await world.start()


def _sleep(world: World) -> None:
    for clock in (world.clock, world.sandbox.clock):
        clock.move(HOUR)
