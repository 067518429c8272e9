"""Where nothing can be posted any more: it ends, who asked is told once, nothing is paid twice."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Answer
from tests.house import part_name
from tests.world.world import World, open_world, run

HALF_HOUR, HOUR, DAY = 1800.0, 3600.0, 86400.0
SPEECH = ("chat.", "conversations.open", "files.")

Trouble = Callable[[World], Awaitable[object] | object]

TROUBLES: dict[str, Trouble] = {
    "the channel is archived": lambda world: world.sandbox.slack.archive("product"),
    "we are thrown out": lambda world: world.sandbox.slack.remove("product"),
    "only some may write": lambda world: refused(world, "restricted_action"),
    "posting is restricted": lambda world: refused(world, "restricted_action_read_only_channel"),
    "an unknown no": lambda world: refused(world, "as_slack_names_it_tomorrow"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_whoever_asked_is_told_once_and_can_have_it_there(trouble: str):
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            await strike(world, TROUBLES[trouble])
            world.sandbox.tuplets.release()
            await undeliverable(world)
            world.sandbox.faults.clear()
            (notice,) = direct(world)

            await press_here(world, notice)
            await world.until(lambda: "transcript" in named(world), HOUR)
            twice = await press_here(world, notice)
            await world.settled(HOUR)
            assert "already" in twice.text
            assert named(world) == ["notice", "status", "result", "transcript"]
            assert world.parts(message) == ["status"]
            assert world.paid == 1
            await nothing_more(world)

    run(story())


def test_a_reply_that_lost_its_parent_does_not_stay_in_the_channel():
    async def story() -> None:
        async with open_world("http") as world:
            slack = world.sandbox.slack
            parent = await slack.say("chloe", "product", "Listen to this")
            message = await held(world, thread=parent.ts)
            await slack.delete_message("chloe", "product", parent.ts)
            world.sandbox.tuplets.release()
            await undeliverable(world)

            assert [m for m in slack.messages("product") if m.by_app and not m.is_reply] == []
            assert world.parts(message) == ["status"]
            assert named(world) == ["notice"]

    run(story())


@pytest.mark.parametrize("after", ["nothing", "a restart", "a crash"])
def test_the_one_direct_message_stays_the_only_one_when_its_answer_is_lost(after: str):
    async def story() -> None:
        async with open_world("http") as world:
            await held(world)
            await world.sandbox.slack.archive("product")
            lost = world.sandbox.faults.order(
                "slack", "chat.postMessage", after=1, lose_answer=True
            )
            world.sandbox.tuplets.release()
            await world.until(lambda: lost.hits, HOUR)
            if after == "a crash":
                await world.crash()
                await world.start()
            elif after == "a restart":
                await world.restart()
            await world.settled(HOUR)
            await world.clock.sleep(HOUR)

            assert named(world) == ["notice"]

    run(story())


def test_where_nobody_can_be_told_nothing_breaks_and_the_notes_can_still_be_had():
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            for call in ("chat.postMessage", "conversations.open"):
                world.sandbox.faults.order("slack", call, times=None, error="user_disabled")
            world.sandbox.tuplets.release()
            await undeliverable(world)
            assert direct(world) == []
            await nothing_more(world)

            world.sandbox.faults.clear()
            await world.scribe("retry #1")
            await world.until(lambda: "transcript" in world.parts(message), HOUR)
            assert world.paid == 1

    run(story())


def test_a_revoked_token_is_waited_for_a_day_and_not_longer():
    async def story() -> None:
        async with open_world("http") as world:
            await held(world)
            world.sandbox.slack.revoke()
            world.sandbox.tuplets.release()
            await world.until(lambda: states(world) == ["posting"], HOUR)
            await pass_time(world, 23 * HOUR)
            assert states(world) == ["posting"]
            await pass_time(world, 2 * HOUR)
            assert states(world) == ["undeliverable"]
            await nothing_more(world)

    run(story())


def test_a_token_that_comes_back_within_the_day_loses_nothing():
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            world.sandbox.slack.revoke()
            world.sandbox.tuplets.release()
            await pass_time(world, 20 * HOUR)
            world.sandbox.slack.tokens.revoked = ""
            await world.delivered(message, HOUR)

            assert world.parts(message) == ["status", "result", "transcript"]
            assert world.paid == 1

    run(story())


@pytest.mark.parametrize(
    "trouble", [{"error": "is_archived"}, {"error": "missing_scope"}, {"status": 500}]
)
def test_where_no_status_can_be_posted_nothing_is_paid(trouble: dict[str, object]):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("slack", "chat.postMessage", times=None, **trouble)
            await world.say("unseen")
            await world.clock.sleep(60.0)
            await pass_time(world, 30 * HOUR)
            await world.settled(HOUR)

            assert states(world) == ["undeliverable"]
            assert world.paid == 0

    run(story())


def test_a_status_that_is_late_only_delays():
    async def story() -> None:
        async with open_world("http") as world:
            slow = {"status": 429, "headers": {"Retry-After": "7200"}}
            world.sandbox.faults.order("slack", "chat.postMessage", **slow)
            message = await world.say("late")
            await world.clock.sleep(HOUR)
            assert world.paid == 0
            await world.delivered(message, 2 * HOUR)
            assert world.paid == 1

    run(story())


def test_a_day_without_the_bot_is_no_day_of_trying():
    """It comes back after the weekend, and only then posts what it had."""

    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            fault = world.sandbox.faults.order("slack", "chat.postMessage", times=None, status=503)
            world.sandbox.tuplets.release()
            await world.until(lambda: fault.hits, HOUR)
            await world.stop()
            await pass_time(world, 2 * DAY)
            world.sandbox.faults.clear()
            world.sandbox.faults.order("slack", "chat.postMessage", times=2, status=503)
            await world.start()
            await world.delivered(message, HOUR)
            assert named(world) == []

    run(story())


def test_how_it_ended_is_said_although_the_bot_was_away_for_days():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.fail_next("The decoder gave up.")
            world.sandbox.tuplets.hold()
            message = await world.say("broken")
            await world.says(message, "transcrib", HOUR)
            fault = world.sandbox.faults.order("slack", "chat.update", times=None, status=503)
            world.sandbox.tuplets.release()
            await world.until(lambda: states(world) == ["failed"] and fault.hits, HOUR)
            await world.stop()
            await pass_time(world, 2 * DAY)
            world.sandbox.faults.clear()
            world.sandbox.faults.order("slack", "chat.update", times=2, status=503)
            await world.start()

            await world.says(message, "The decoder gave up", HOUR)

    run(story())


def test_what_nobody_agreed_to_post_is_asked_about_again_and_paid_once():
    """The question whether an unredacted transcript may be posted cannot be asked."""

    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.skip_pii_next("unsupported_language")
            message = await held(world, text="@Threadscribe --redact")
            await world.sandbox.slack.archive("product")
            world.sandbox.tuplets.release()
            await undeliverable(world)
            assert "Post it here" not in str([notice.blocks for notice in direct(world)])

            world.sandbox.slack.channel("product").archived = False
            await world.scribe("retry #1")
            await world.until(lambda: "question" in world.parts(message), HOUR)
            await world.clock.sleep(HOUR)
            assert "result" not in world.parts(message)
            assert "transcript" not in world.parts(message)

    run(story())


def test_what_retention_took_is_not_ordered_again_by_pressing_here():
    async def story() -> None:
        async with open_world("http", RETENTION_DAYS="2") as world:
            await held(world)
            await world.sandbox.slack.archive("product")
            world.sandbox.tuplets.release()
            await undeliverable(world)
            (notice,) = direct(world)
            await pass_time(world, 3 * DAY)

            answer = await press_here(world, notice)
            await world.clock.sleep(HOUR)
            assert "retry #1" in answer.text
            assert named(world) == ["notice"]
            assert world.paid == 1

    run(story())


async def held(world: World, **more: str) -> Message:
    """A recording that the service is at."""
    world.sandbox.tuplets.hold()
    message = await world.say("budget", **more)
    await world.says(message, "transcrib", HOUR)
    return message


async def strike(world: World, trouble: Trouble) -> None:
    struck = trouble(world)
    if asyncio.iscoroutine(struck):
        await struck


async def undeliverable(world: World) -> None:
    """It ended, and whatever was to be said of it was said."""
    await world.settled(2 * HOUR)
    await world.clock.sleep(60.0)
    assert states(world) == ["undeliverable"]


async def nothing_more(world: World) -> None:
    """Nobody is bothered any more."""
    await world.clock.sleep(HALF_HOUR)
    calls = len(spoken(world))
    await pass_time(world, HOUR)
    await pass_time(world, DAY)
    assert len(spoken(world)) == calls


async def pass_time(world: World, seconds: float) -> None:
    """The clocks go on by so much; the last half hour is lived through."""
    for clock in (world.clock, world.sandbox.clock):
        clock.move(seconds - HALF_HOUR)
    await world.clock.sleep(HALF_HOUR)


async def press_here(world: World, notice: Message) -> Answer:
    answer = await world.sandbox.slack.press("ben", notice.channel, notice.ts, "here")
    await world.until(lambda: answer.posts, HOUR)
    return answer


def direct(world: World) -> list[Message]:
    """What the bot said to Ben alone."""
    place = world.sandbox.slack.workspace.direct("ben")
    return [m for m in world.sandbox.slack.messages(place) if m.by_app]


def named(world: World) -> list[str]:
    return [part_name(message) for message in direct(world)]


def states(world: World) -> list[str]:
    return list(world.jobs().values())


def spoken(world: World) -> list[str]:
    """What Slack was asked."""
    return [c.method for c in world.sandbox.calls if c.service == "slack" and _speaks(c.method)]


def _speaks(method: str) -> bool:
    return method.startswith(SPEECH)


def refused(world: World, error: str) -> None:
    world.sandbox.faults.order("slack", "chat.postMessage", error=error)
