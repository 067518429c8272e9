"""The database cannot be written: nothing is acknowledged that is not stored."""

import resource
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.house import House, open_sandbox, parts, recording
from tests.process import Process, running


async def test_what_cannot_be_stored_is_not_acknowledged_and_told_again(tmp_path: Path):
    """The disk is full, for this process alone."""
    async with open_sandbox() as sandbox, running(sandbox, tmp_path, "http") as process:
        sandbox.slack.deliver_to(f"http://127.0.0.1:{process.port}/slack/events")
        with full_disk(process):
            message = await sandbox.slack.share("ben", "product", [recording()])
            parcel = sandbox.slack.delivery.parcels[0]
            await sandbox.wait_until(lambda: len(parcel.attempts) == 2)
            assert parcel.attempts == ["http_error", "http_error"]
        sandbox.clock.move(61.0)  # Slack's second repetition
        await sandbox.wait_until(lambda: parts(sandbox, message)[-1:] == ["transcript"], seconds=40)

        assert parcel.acknowledged
        assert parts(sandbox, message) == ["status", "result", "transcript"]
        assert len(sandbox.tuplets.jobs) == 1


@pytest.mark.timeout(120)
async def test_a_database_that_is_locked_for_long_holds_work_up_and_loses_none(
    socket_house: House, caplog: pytest.LogCaptureFixture
):
    """Locked beyond the time for which SQLite waits, while the service works."""
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    with closing(sqlite3.connect(house.folder / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        house.sandbox.tuplets.release()
        answer = await house.scribe("status")
        assert "#1" in answer.text  # reading goes on
        while "store trouble" not in caplog.text:
            await house.sandbox.clock.sleep(10.0)
        assert house.parts(message) == ["status"]
        other.execute("ROLLBACK")
    await house.delivered(message)

    assert house.parts(message) == ["status", "result", "transcript"]
    assert house.paid == 1


async def test_who_asks_while_it_is_locked_hears_so_in_time_and_the_answer_follows(house: House):
    """Slack waits for three seconds, SQLite for five."""
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    with closing(sqlite3.connect(house.folder / "bot.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = await house.scribe("cancel #1")
        assert answer.error is None
        assert "as soon as it is done" in answer.text
        assert not answer.posts
        other.execute("ROLLBACK")
    await house.until(lambda: answer.posts, seconds=400.0)

    assert "Cancelling #1" in answer.posts[0]["text"]
    await house.says(message, "cancelled")


@contextmanager
def full_disk(process: Process) -> Generator[None]:
    """No file of this process may grow beyond a byte."""
    before = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, before)
