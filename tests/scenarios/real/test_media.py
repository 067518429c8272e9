"""What becomes of the bytes: streamed where they can be, and nowhere left behind."""

import re
import struct
from pathlib import Path

import pytest

from bot.media import files
from bot.sandbox import Sandbox, Upload
from bot.sandbox.slack.messages import Message
from tests.house import CLIP, House, open_sandbox, parts, recording
from tests.media import sounds
from tests.process import Process, running
from tests.spoken import spoken

BIG = 4000.0  # seconds that make a file of 64 MB at 16 000 bytes a second
MOST = 20_000  # kB


@pytest.mark.timeout(120)
async def test_a_big_recording_passes_through_little_memory_and_no_disk(tmp_path: Path):
    async with open_sandbox() as sandbox, running(sandbox, tmp_path) as process:
        await delivered(sandbox, process, spoken(sandbox, "A small one first."))
        before = most_memory(process)
        on_disk: list[Path] = []
        big = spoken(sandbox, "Now the big one.", seconds=BIG, rate=16_000)
        assert len(big.data) > 60_000_000
        sandbox.faults.order(
            "tuplets", "PUT storage", hook=lambda: on_disk.extend(kept(tmp_path)), when="after"
        )
        await delivered(sandbox, process, big)

        assert most_memory(process) - before < MOST
        assert on_disk == []


async def test_a_video_leaves_nothing_behind(socket_house: House):
    house = socket_house
    on_disk: list[Path] = []
    house.sandbox.faults.order(
        "tuplets", "PUT storage", hook=lambda: on_disk.extend(kept(house.folder))
    )
    await house.delivered(await house.share(recording(CLIP)))

    assert on_disk != []
    assert kept(house.folder) == []


async def test_a_video_without_sound_gets_its_sentence(socket_house: House):
    house = socket_house
    film = Upload("demo.mp4", sounds.encoded("mp4", None, picture=True), duration_ms=20_000)
    message = await house.share(film)
    await house.says(message, "no sound")

    assert house.parts(message) == ["status"]
    assert house.paid == 0
    assert kept(house.folder) == []


async def test_a_full_disk_is_said_and_told_to_whoever_runs_the_bot_and_waited_for(
    open_house, monkeypatch
):
    async with open_house() as house:
        house.more["SLACK_OPERATOR"] = house.sandbox.slack.person("ada").id
        await house.restart()
        with monkeypatch.context() as full:
            full.setattr(files, "_ROOM", 2**60)
            message = await house.share(recording(CLIP))
            assert "Nothing was charged" in await house.says(message, "my disk is full")
            assert kept(house.folder) == []
        await house.delivered(message)
        told = [m.text for m in house.sandbox.slack.workspace.messages if "DATA_DIR" in m.text]
        assert len(told) == 1


async def test_what_a_crash_left_behind_is_gone_after_the_next_start(socket_house: House):
    house = socket_house
    await house.stop()
    left = house.folder / "data" / "media-left"
    left.mkdir(parents=True)
    (left / "original").write_bytes(b"speech")
    await house.start()

    assert kept(house.folder) == []


async def test_a_cancelled_conversion_ends_at_once(socket_house: House):
    house = socket_house
    hour = b".snd" + struct.pack(">5I", 24, 3600 * 8000, 1, 8000, 1) + bytes(3600 * 8000)
    message = await house.share(Upload("long.au", hour, mimetype="audio/basic"))
    while not converters(house.folder):
        await house.sandbox.clock.sleep(1.0)
    await house.scribe("cancel #1")
    await house.says(message, "cancelled")
    await house.until(lambda: not kept(house.folder))

    assert converters(house.folder) == []
    assert house.calls("POST /jobs/upload-target", "tuplets") == []


async def delivered(sandbox: Sandbox, process: Process, upload: Upload) -> Message:
    message = await sandbox.slack.share("ben", "product", [upload])
    await sandbox.wait_until(lambda: parts(sandbox, message)[-1:] == ["transcript"], seconds=40)
    return message


def most_memory(process: Process) -> int:
    """The most it ever had in memory, in kB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1])


def kept(folder: Path) -> list[Path]:
    """What lies in the bot's DATA_DIR."""
    return [path for path in (folder / "data").rglob("*") if path.exists()]


def converters(folder: Path) -> list[int]:
    """The converters that work in this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder / "data"):
                found.append(int(process.name))
        except OSError:
            continue  # not ours, or gone
    return found
