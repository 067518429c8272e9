"""A service that does not take our credentials: all wait, one question asks, all go on."""

from typing import Any

import pytest

from tests.house import ORDERS
from tests.world.world import World, open_world, run

MINUTE, HOUR = 60.0, 3600.0
REFUSED = "does not accept our key"
NO_KEY: dict[str, Any] = {
    "status": 401,
    "times": None,
    "body": {"detail": "Invalid key.", "error": {"code": "INVALID_API_KEY"}},
}
NOT_ALLOWED: dict[str, Any] = {
    "status": 403,
    "times": None,
    "body": {"detail": "Account disabled."},
}


@pytest.mark.parametrize("service", ORDERS)
def test_it_is_said_within_seconds_and_goes_on_by_itself(service: str):
    async def story() -> None:
        async with open_world("http", services=(service,)) as world:
            world.sandbox.faults.order(service, "*", **NO_KEY)
            message = await world.say("spoken")
            status = await world.says(message, REFUSED, 15.0)
            assert "Slack" not in status
            assert "Nothing was charged. Whoever runs me has to renew it" in status
            await world.clock.sleep(HOUR)
            assert len(world.sandbox.calls.of(service)) < 40
            world.sandbox.faults.clear()
            await world.delivered(message, 10 * MINUTE)
            assert world.paid == 1

    run(story())


@pytest.mark.parametrize("call", ["POST /jobs/upload-target", "POST /jobs", "GET /jobs/{id}"])
def test_a_refusal_that_passes_costs_seconds(call: str):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", call, **{**NO_KEY, "times": 1})
            message = await world.say("spoken", 30.0)
            await world.says(message, REFUSED, MINUTE)
            await world.delivered(message, MINUTE)
            assert world.paid == 1

    run(story())


def test_one_question_asks_for_all_and_then_they_go_on():
    async def story() -> None:
        async with open_world("http") as world:
            world.played.hold()
            running = await world.say("running")
            await world.says(running, "transcribing", HOUR)
            world.sandbox.faults.order("tuplets", "*", **NO_KEY)
            waiting = [await world.say(f"talk{n}") for n in range(4)]
            for message in (running, *waiting):
                await world.says(message, REFUSED, 2 * HOUR)
            assert "charged" not in world.status(running)
            before = len(asked(world))
            await world.clock.sleep(2 * HOUR)
            assert set(asked(world)[before:]) == {"GET /health"}
            assert 20 <= len(asked(world)[before:]) <= 30

            world.sandbox.faults.clear()
            world.played.release()
            for message in (running, *waiting):
                await world.delivered(message, 10 * MINUTE)
            assert world.paid == 5

    run(story())


def test_after_a_restart_the_question_comes_first():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", "*", **NO_KEY)
            messages = [await world.say(f"talk{n}") for n in range(3)]
            for message in messages:
                await world.says(message, REFUSED, HOUR)
            before = len(asked(world))
            await world.restart()
            await world.clock.sleep(6 * MINUTE)
            assert set(asked(world)[before:]) == {"GET /health"}
            assert all(REFUSED in world.status(message) for message in messages)
            world.sandbox.faults.clear()
            for message in messages:
                await world.delivered(message, 10 * MINUTE)

    run(story())


def test_with_a_new_key_all_go_on_also_what_was_ordered_with_the_old_one():
    async def story() -> None:
        async with open_world("http") as world:
            world.played.hold()
            running = await world.say("running")
            await world.says(running, "transcribing", HOUR)
            world.played.api_key = "tb_" + 40 * "n"
            waiting = await world.say("waiting")
            await world.says(waiting, REFUSED, HOUR)
            await world.restart()
            world.played.release()
            for message in (running, waiting):
                await world.delivered(message, HOUR)
            assert world.paid == 2

    run(story())


def test_a_day_of_it_ends_with_a_sentence_and_a_button():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", "*", **NO_KEY)
            message = await world.say("patient")
            await world.says(message, REFUSED, HOUR)
            await pass_time(world, 23 * HOUR)
            assert world.unended()
            await pass_time(world, 2 * HOUR)
            assert world.unended() == []
            assert "Nothing was charged" in world.status(message)
            world.sandbox.faults.clear()
            status = world.part(message, "status")
            assert status is not None
            await world.sandbox.slack.press("ben", "product", status.ts, "retry")
            await world.until(lambda: "transcript" in world.parts(message), HOUR)
            assert world.paid == 1

    run(story())


def test_what_one_order_may_not_do_keeps_nobody_else():
    """The account itself is well, as the free question tells."""

    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", "POST /jobs", **{**NOT_ALLOWED, "times": 1})
            message = await world.say("special")
            await world.says(message, "then try again", MINUTE)
            await world.delivered(await world.say("usual"), MINUTE)

    run(story())


def test_an_account_that_may_do_nothing_is_waited_for():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", "*", **NOT_ALLOWED)
            messages = [await world.say(f"talk{n}") for n in range(2)]
            for message in messages:
                await world.says(message, "does not allow our account to do anything", MINUTE)
            world.sandbox.faults.clear()
            for message in messages:
                await world.delivered(message, 10 * MINUTE)

    run(story())


def test_whoever_cancels_meanwhile_is_answered_at_once():
    async def story() -> None:
        async with open_world("http") as world:
            world.played.hold()
            running = await world.say("running")
            await world.says(running, "transcribing", HOUR)
            world.sandbox.faults.order("tuplets", "*", **NO_KEY)
            waiting = await world.say("waiting")
            await world.says(waiting, REFUSED, HOUR)
            await world.scribe("cancel #1")
            await world.scribe("cancel #2")
            assert "may have been charged" in await world.says(running, "cancelled", MINUTE)
            assert "Nothing was charged" in await world.says(waiting, "cancelled", MINUTE)

    run(story())


@pytest.mark.parametrize("cancelled", [False, True])
def test_an_order_that_nobody_may_look_for_is_never_made_again(cancelled: bool):
    async def story() -> None:
        async with open_world("http") as world:

            def revoke() -> None:
                world.sandbox.faults.order("tuplets", "*", **NO_KEY)

            world.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True, hook=revoke)
            message = await world.say("unclear")
            await world.says(message, REFUSED, HOUR)
            assert "charged" not in world.status(message)
            if cancelled:
                await world.scribe("cancel #1")
                await world.says(message, "may have been charged", HOUR)
                return
            world.sandbox.faults.clear()
            await world.delivered(message, HOUR)
            assert world.paid == 1

    run(story())


def asked(world: World) -> list[str]:
    """The calls that the service had."""
    return [call.method for call in world.sandbox.calls.of("tuplets")]


async def pass_time(world: World, seconds: float) -> None:
    """The clocks go on by so much; the last half hour is lived through."""
    for clock in (world.clock, world.sandbox.clock):
        clock.move(seconds - HOUR / 2)
    await world.clock.sleep(HOUR / 2)
