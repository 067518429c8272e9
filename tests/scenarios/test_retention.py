"""What was said is forgotten: at once when its message or file is deleted, else after a while."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bot.sandbox.slack.messages import Message
from tests.world.sound import recording
from tests.world.world import World, open_world, run

HOUR, DAY = 3600.0, 86400.0
SECRET = "abracadabra"


async def running(world: World) -> Message:
    world.sandbox.tuplets.hold()
    message = await told(world)
    await world.says(message, "transcrib", HOUR)
    return message


async def posting(world: World) -> Message:
    """The result is stored, and Slack does not take it yet."""
    pause = {"status": 429, "headers": {"Retry-After": "1200"}}
    world.sandbox.faults.order("slack", "chat.postMessage", after=1, **pause)
    message = await told(world)
    await world.says(message, "Slack asked me to wait", HOUR)
    return message


async def half_posted(world: World) -> Message:
    """The transcript's file is on its way."""
    world.sandbox.faults.order("slack", "files.upload", delay=20.0)
    message = await told(world)
    await world.until(lambda: "result" in world.parts(message), HOUR)
    await world.clock.sleep(5.0)
    return message


async def refused_files(world: World) -> Message:
    """The transcript is about to be said in messages instead."""
    world.sandbox.slack.shelf.refusal = "file_uploads_disabled"
    world.sandbox.faults.order("slack", "files.getUploadURLExternal", delay=20.0)
    message = await told(world)
    await world.until(lambda: "result" in world.parts(message), HOUR)
    await world.clock.sleep(5.0)
    return message


async def asking(world: World) -> Message:
    world.sandbox.tuplets.skip_pii_next("unsupported_language")
    message = await told(world, text="@Threadscribe --redact")
    await world.until(lambda: world.part(message, "question"), HOUR)
    return message


async def done(world: World) -> Message:
    message = await told(world)
    await world.delivered(message, HOUR)
    return message


async def failed(world: World) -> Message:
    """The service quotes the recording."""
    world.sandbox.tuplets.fail_next(f"Cannot transcribe {SECRET}")
    message = await told(world)
    await world.says(message, SECRET, HOUR)
    return message


async def undeliverable(world: World) -> Message:
    message = await running(world)
    await world.sandbox.slack.archive("product")
    world.sandbox.tuplets.release()
    await world.settled(HOUR)
    return message


WAYS = [running, posting, half_posted, refused_files, asking, done, failed, undeliverable]
KEEPING = [posting, asking, done, failed, undeliverable]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", ["message", "file"])
def test_what_is_deleted_is_forgotten_at_once_and_nothing_more_is_posted(way, what: str):
    async def story() -> None:
        async with open_world("http") as world:
            message = await way(world)
            before = world.parts(message)
            if what == "message":
                await world.sandbox.slack.delete_message("ben", "product", message.ts)
            else:
                await world.sandbox.slack.delete_file("ben", message.files[0])
            await world.clock.sleep(60.0)
            world.sandbox.tuplets.release()
            await world.clock.sleep(HOUR)

            assert world.unended() == []
            assert kept(world) == []
            after = world.parts(message)
            assert after == before
            assert [m for m in world.sandbox.slack.messages("product") if not m.is_reply][1:] == []

    run(story())


@pytest.mark.parametrize("way", KEEPING)
@pytest.mark.parametrize("gone", ["on", "off"])
def test_after_some_days_what_was_said_is_forgotten(way, gone: str):
    async def story() -> None:
        async with open_world("http", RETENTION_DAYS="2") as world:
            await way(world)
            await world.clock.sleep(60.0)
            if way is not posting:  # that one goes out meanwhile
                assert kept(world) != []
            if gone == "off":
                await world.stop()
            for clock in (world.clock, world.sandbox.clock):
                clock.move(3 * DAY)
            if gone == "off":
                await world.start()
            await world.clock.sleep(300.0)
            assert kept(world) == []

    run(story())


def test_a_cancelled_recording_leaves_nothing_of_what_was_said():
    async def story() -> None:
        async with open_world("http") as world:
            message = await posting(world)
            assert kept(world) != []
            await world.scribe("cancel #1")
            await world.says(message, "cancelled by", HOUR)
            assert kept(world) == []

    run(story())


async def told(world: World, **more: str) -> Message:
    """Somebody shares a recording in which the secret is said, under another name."""
    return await world.share(replace(recording(SECRET), name="talk.flac"), **more)


def kept(world: World) -> list[str]:
    """Where the database still has what was said, down to its bytes."""
    with closing(sqlite3.connect(world.folder / "bot.db")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = database.execute("SELECT COUNT(*) FROM results").fetchone()[0]
    found = ["results"] if rows else []
    for file in ("bot.db", "bot.db-wal"):
        path = world.folder / file
        if path.exists() and SECRET.encode() in path.read_bytes():
            found.append(file)
    return found


def test_what_is_deleted_is_deleted_at_the_service_too_where_it_does_that():
    run(_deleted_there())


async def _deleted_there() -> None:
    """Also when the service is away at first, and the bot is started anew meanwhile."""
    async with open_world(services=["scriptivox"]) as world:
        service = world.sandbox.services["scriptivox"]
        message = await told(world)
        await world.delivered(message)
        world.sandbox.faults.order("scriptivox", "DELETE /transcribe/{id}", status=503)
        await world.sandbox.slack.delete_message("ben", "product", message.ts)
        await world.clock.sleep(60.0)
        assert not service.jobs[0].deleted, "it was away"
        await world.restart()
        await world.clock.sleep(60.0)
        assert service.jobs[0].deleted
        assert world.rows("SELECT id FROM jobs WHERE due_at IS NOT NULL") == []
