"""Who waited because nothing could be written reads it, once; what was shared meanwhile is found."""

import asyncio
import sqlite3
from contextlib import closing

import pytest

from bot.sandbox.slack.messages import Message
from tests.world.world import World, open_world, run

MINUTE, HOUR = 60.0, 3600.0
THREE = ["status", "result", "transcript"]
TOLD = "could not write to my database"


@pytest.mark.parametrize("mode", ["http", "socket"])
@pytest.mark.parametrize("error", ["full", "busy"])
def test_threads_that_waited_for_the_disk_say_for_how_long_and_once(mode: str, error: str):
    async def story() -> None:
        async with open_world(mode) as world:
            world.sandbox.tuplets.hold()
            before = await world.say("before")
            await world.says(before, "transcrib", HOUR)
            trouble = world.disk.order(error, times=None)
            world.sandbox.tuplets.release()
            during = await world.say("during")
            await world.clock.sleep(12 * MINUTE)
            trouble.over = True
            for message in (before, during):
                await world.delivered(message, HOUR)
                assert f"For 12 min I {TOLD}; nothing is lost" in world.status(message)
            await world.crash()
            await world.start()
            after = await world.say("after")
            await world.delivered(after, HOUR)
            assert TOLD not in world.status(after)
            for message in (before, during):
                assert world.parts(message) == THREE
                assert world.status(message).count(TOLD) == 1
            assert world.paid == 3

    run(story())


def test_what_goes_on_while_the_disk_is_full_says_so_before_it_is_done():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("before")
            await world.says(message, "transcrib", HOUR)
            await world.clock.sleep(MINUTE)  # nothing is left to be said
            await out_of_order(world, 5 * MINUTE)
            await world.says(message, TOLD, 2 * MINUTE)
            assert "transcrib" in world.status(message)
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)

    run(story())


def test_killed_as_soon_as_it_can_write_again_the_next_life_tells_it():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("before")
            await world.says(message, "transcrib", HOUR)
            await out_of_order(world, 5 * MINUTE)
            async with asyncio.timeout(2 * MINUTE):
                while not world.rows("SELECT since FROM outages"):
                    await world.clock.sleep(0.01)
            await world.crash()
            assert TOLD not in world.status(message)
            await world.start()
            await world.says(message, TOLD, MINUTE)
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)

    run(story())


def test_a_hiccup_of_the_disk_is_not_worth_a_word():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("before")
            await world.says(message, "transcrib", HOUR)
            await out_of_order(world, MINUTE / 2)
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)
            assert TOLD not in world.status(message)

    run(story())


def test_tried_again_later_it_is_not_told_again():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            trouble = world.disk.order("full", times=None)
            message = await world.say("during")
            await world.clock.sleep(6 * MINUTE)
            trouble.over = True
            await world.says(message, TOLD, HOUR)
            await world.scribe("cancel #1")
            await world.says(message, "cancelled", HOUR)
            world.sandbox.tuplets.release()
            await world.scribe("retry #1")
            await world.until(lambda: len(world.parts(message)) == 4, HOUR)
            await world.settled(HOUR)
            assert not any(TOLD in reply.text for reply in world.thread(message))

    run(story())


@pytest.mark.parametrize("mode", ["http", "socket"])
def test_what_slack_no_longer_tells_again_is_found_when_it_can_be_stored(mode: str):
    """Two hours, and Slack has given up; each is done once all the same."""

    async def story() -> None:
        async with open_world(mode) as world:
            trouble = world.disk.order("full", times=None)
            messages = [await world.say(f"during{n}", channel="general") for n in range(2)]
            messages.append(await world.say("elsewhere"))
            await world.clock.sleep(2 * HOUR)
            trouble.over = True
            for message in messages:
                await world.delivered(message, 5 * MINUTE)
            await world.sandbox.slack.repeat()
            await world.settled()
            assert [world.parts(message) for message in messages] == [THREE] * 3
            assert world.paid == 3

    run(story())


def test_what_alone_could_not_be_stored_is_found_although_the_rest_could():
    """A disk with room for the small things: nobody was away, and one recording was turned away."""

    async def story() -> None:
        async with open_world("http") as world:
            rename_table(world, "inbox", "out_of_reach")
            message = await world.say("during")
            await world.clock.sleep(20 * MINUTE)
            rename_table(world, "out_of_reach", "inbox")
            await world.delivered(message, 5 * MINUTE)
            assert world.paid == 1

    run(story())


def test_whoever_asks_while_the_disk_is_full_is_answered_at_once_and_nothing_happens():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.hold()
            message = await world.say("before")
            await world.says(message, "transcrib", HOUR)
            trouble = world.disk.order("full", times=None)
            began = world.now
            typed = await world.scribe("cancel #1")
            pressed = await press(world, message, "cancel")
            assert world.now - began < 3.0
            assert "try again in a few minutes" in typed.text
            assert "try again in a few minutes" in pressed
            trouble.over = True
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)

    run(story())


async def out_of_order(world: World, seconds: float) -> None:
    """For so long the database does nothing."""
    trouble = world.disk.order("io error", times=None)
    await world.clock.sleep(seconds)
    trouble.over = True


async def press(world: World, message: Message, action: str) -> str:
    """What is answered to whoever presses a button under the status message."""
    status = world.part(message, "status")
    assert status is not None
    answer = await world.sandbox.slack.press("ben", message.channel, status.ts, action)
    await world.until(lambda: answer.posts)
    return str(answer.posts[0]["text"])


def rename_table(world: World, name: str, new_name: str) -> None:
    """Make the database refuse whatever names this table."""
    with closing(sqlite3.connect(world.folder / "bot.db", timeout=30)) as database, database:
        database.execute(f"ALTER TABLE {name} RENAME TO {new_name}")
