"""The process is killed without warning, wherever it hurts, and started again."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.house import open_sandbox, parts, recording
from tests.process import running
from tests.proofs.lives import Life, birth
from tests.proofs.worlds import PATIENCE, living, open_world

PLACES = [
    ("slack", "chat.postMessage", 0, "after"),  # the status message
    ("slack", "files.download", 0, "before"),
    ("tuplets", "POST /jobs/upload-target", 0, "after"),
    ("tuplets", "PUT storage", 0, "after"),
    ("tuplets", "POST /jobs", 0, "before"),
    ("tuplets", "POST /jobs", 0, "after"),  # paid, and nobody wrote down for what
    ("tuplets", "GET /jobs/{id}", 0, "after"),
    ("slack", "chat.postMessage", 1, "before"),
    ("slack", "chat.postMessage", 1, "after"),  # the result
    ("slack", "files.getUploadURLExternal", 0, "after"),
    ("slack", "files.upload", 0, "after"),
    ("slack", "files.completeUploadExternal", 0, "after"),
]


async def killed_at(place: tuple[str, str, int, str]) -> None:
    service, call, nth, when = place
    async with open_world() as world:
        bot = Life(birth(world.sandbox, world.folder))
        world.sandbox.faults.order(service, call, after=nth, hook=bot.kill, when=when)
        message = await world.share()
        try:
            async with asyncio.timeout(PATIENCE):
                assert await bot.ended() == -signal.SIGKILL, place
        finally:
            bot.kill()
        async with living(world):
            await world.delivered(message)
        assert world.parts(message) == ["status", "result", "transcript"], place
        assert world.paid == 1, place


@pytest.mark.timeout(120)
async def test_killed_anywhere_the_recording_arrives_once():
    """All places at once: each has a sandbox and a process of its own."""
    rooms = asyncio.Semaphore(4)

    async def story(place: tuple[str, str, int, str]) -> None:
        async with rooms:
            await killed_at(place)

    async with asyncio.TaskGroup() as group:
        for place in PLACES:
            group.create_task(story(place))


async def test_what_slack_told_before_the_kill_is_not_lost(tmp_path: Path):
    """Killed in the moment of the acknowledgement: either it was stored, or Slack tells again."""
    async with open_sandbox() as sandbox, running(sandbox, tmp_path) as process:
        message = await sandbox.slack.share("ben", "product", [recording()])
        process.kill()
        await process.ended()
        await process.start()
        sandbox.clock.move(61.0)  # Slack's second repetition
        await sandbox.wait_until(lambda: parts(sandbox, message)[-1:] == ["transcript"], seconds=30)

        assert parts(sandbox, message) == ["status", "result", "transcript"]
        assert len(sandbox.tuplets.jobs) == 1


async def test_told_to_stop_it_leaves_in_order_and_goes_on_later(tmp_path: Path):
    async with open_sandbox() as sandbox:
        sandbox.tuplets.hold()
        async with running(sandbox, tmp_path) as process:
            message = await sandbox.slack.share("ben", "product", [recording()])
            await sandbox.wait_until(lambda: sandbox.tuplets.jobs)
            process.terminate()
            assert await asyncio.wait_for(process.ended(), 10) == 0
        sandbox.tuplets.release()
        async with running(sandbox, tmp_path):
            await sandbox.wait_until(
                lambda: parts(sandbox, message)[-1:] == ["transcript"], seconds=30
            )

        assert len(sandbox.tuplets.jobs) == 1
