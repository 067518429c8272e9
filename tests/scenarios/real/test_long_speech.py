"""A recording that is larger than a speech server takes at once, through the whole bot."""

import os
import re
from pathlib import Path

import pytest

from bot.sandbox import Upload
from tests.house import House, open_sandbox, parts
from tests.media import words
from tests.process import running
from tests.providers.openai.hearer import Hearer, everything

WORDS = 40
CAP = 300_000  # bytes of a request; the whole has 832,000


@pytest.fixture(scope="module")
def long():
    recording = words.recording("mp3", "libmp3lame", WORDS, bits=128_000)
    return Upload("long.mp3", recording, mimetype="audio/mpeg")


@pytest.fixture
async def house(open_house):
    async with open_house(services=("openai",)) as house:
        played = house.sandbox.services["openai"]
        played.ear, played.max_bytes = Hearer(), CAP
        yield house


def transcribed(house: House, message) -> list[tuple[int, str]]:
    """The transcript, line by line, with the seconds."""
    found = re.findall(r"\[0:(\d\d):(\d\d)\] (.*)", house.transcript(message))
    return [(60 * int(minutes) + int(seconds), text) for minutes, seconds, text in found]


def whole(lines: list[tuple[int, str]]) -> bool:
    """Whether every word is there once, at its second."""
    assert [text for _, text in lines] == everything(WORDS)
    return all(abs(at - n * words.EACH) <= 1 for n, (at, _) in enumerate(lines))


async def test_it_arrives_in_one_piece_and_nobody_hears_of_the_cutting(house: House, long):
    message = await house.share(long)
    await house.delivered(message, 40.0)
    assert whole(transcribed(house, message))
    assert house.parts(message) == ["status", "result", "transcript"]
    assert len(house.sandbox.services["openai"].jobs) >= 4
    assert [
        path for path in (house.folder / "data" / "speech").iterdir() if path.suffix != ".json"
    ] == []


async def test_stopped_between_two_parts_each_is_paid_once(house: House, long):
    played = house.sandbox.services["openai"]
    message = await held_up(house, long)
    await house.sandbox.clock.sleep(1.0)
    await house.restart()
    await house.delivered(message, 40.0)
    assert whole(transcribed(house, message))
    begins = [job.result["segments"][0]["text"] for job in played.jobs]
    assert len(begins) == len(set(begins)) >= 4


async def test_killed_between_two_parts_each_is_paid_once(long, tmp_path):
    async with open_sandbox(("openai",)) as sandbox:
        played = sandbox.services["openai"]
        played.ear, played.max_bytes = Hearer(), CAP
        async with running(sandbox, tmp_path):
            played.hold()
            message = await sandbox.slack.share("ben", "product", [long])
            await sandbox.wait_until(lambda: played.jobs, seconds=30)
            played.fail_next(429, "Slow down", headers={"Retry-After": "900"})
            played.release()
            await sandbox.wait_until(lambda: not played._scripts, seconds=30)
            await until_unmarked(sandbox, tmp_path / "data" / "speech")
        async with running(sandbox, tmp_path):  # the other was killed
            await sandbox.wait_until(
                lambda: parts(sandbox, message)[-1:] == ["transcript"], seconds=40
            )
    begins = [job.result["segments"][0]["text"] for job in played.jobs]
    assert len(begins) == len(set(begins)) >= 4


async def held_up(house: House, long):
    """Shared, answered to its first part, and asked to come back much later for the second."""
    played = house.sandbox.services["openai"]
    played.hold()
    message = await house.share(long)
    await house.until(lambda: played.jobs)
    played.fail_next(429, "Slow down", headers={"Retry-After": "900"})
    played.release()
    await house.until(lambda: not played._scripts)
    return message


async def until_unmarked(sandbox, folder: Path) -> None:
    """Wait until it is written down that nothing is under way."""
    while any(b'"sent":true' in book.read_bytes() for book in folder.glob("*.json")):
        await sandbox.clock.sleep(0.05)


async def test_after_an_answer_that_got_lost_a_person_pays_only_for_the_rest(house: House, long):
    played = house.sandbox.services["openai"]
    played.hold()
    message = await house.share(long)
    await house.until(lambda: played.jobs)
    played.break_next()
    played.release()
    await house.says(message, "charges for it", 30.0)
    paid = len(played.jobs)
    assert paid == 2
    await house.scribe("retry #1")
    await house.until(lambda: "transcript" in house.parts(message), 30.0)
    assert whole(transcribed(house, message))
    begins = [job.result["segments"][0]["text"] for job in played.jobs if job.result]
    assert begins.count("Word 0.") == 1


async def test_cancelled_between_two_parts_the_rest_is_not_paid_for(house: House, long):
    played = house.sandbox.services["openai"]
    message = await held_up(house, long)
    await house.scribe("cancel")
    status = await house.says(message, "cancelled by")
    assert "charged" in status
    house.sandbox.clock.move(1000.0)
    await house.sandbox.clock.sleep(5.0)
    assert len(played.jobs) == 1


async def test_what_nobody_came_back_for_is_gone_after_the_next_start(house: House):
    folder = house.folder / "data" / "speech"
    folder.mkdir(parents=True)
    old, young = folder / "a.audio", folder / "b.audio"
    for path, age in ((old, 49), (young, 47)):
        path.write_bytes(b"speech")
        at = house.sandbox.clock.wall() - age * 3600
        os.utime(path, (at, at))
    await house.restart()
    await house.until(lambda: not old.exists())
    assert young.exists()
