"""The programs that decode: two at a time, stopped while they wait, and never left behind."""

import asyncio
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import Fault, Transient
from bot.domain.ports import Stopped
from bot.media import child
from bot.media.conversion import Wanted, convert, probe
from tests.media import sounds

HOUR = b".snd" + struct.pack(">5I", 24, 3600 * 8000, 1, 8000, 1) + bytes(3600 * 8000)
SOUND = Wanted(containers={"mp3"}, seconds=86_400.0, other=Fault.NOT_MEDIA)


def never():
    return False


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "original").write_bytes(HOUR)
    return tmp_path


async def made(*files):
    """Wait until the children have begun to write these."""
    async with asyncio.timeout(30):
        while not all(file.exists() for file in files):  # noqa: ASYNC110 - another process makes them
            await asyncio.sleep(0.01)  # no event tells when another process made a file


async def test_a_third_waits_until_one_of_two_has_ended_and_can_be_stopped_meanwhile(folder):
    begun = [folder / name / "audio" for name in ("a", "b", "c", "d")]
    ends = [asyncio.Event() for _ in begun]
    works = []
    for audio, end in zip(begun, ends, strict=True):
        audio.parent.mkdir()
        (audio.parent / "original").symlink_to(folder / "original")
        one = convert(audio.parent / "original", audio, SOUND, end.is_set)
        works.append(asyncio.create_task(one))
        await asyncio.sleep(0)
    await made(*begun[:2])

    ends[2].set()
    with pytest.raises(Stopped):
        await works[2]
    assert not begun[2].exists()
    assert not begun[3].exists()

    ends[0].set()
    await made(begun[3])
    assert not works[1].done()
    for end in ends:
        end.set()
    ended = await asyncio.gather(*works, return_exceptions=True)
    assert all(isinstance(one, Stopped) for one in ended)


async def test_it_ends_with_whoever_started_it(folder):
    convert = ("bot.media.convert", "convert", "original", "audio", "86400", "mp3")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", *convert),
        stdin=subprocess.PIPE,
        cwd=folder,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    await made(folder / "audio")
    process.stdin.close()  # as a death of its parent does
    assert await process.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("codec", ["pcm_s16be", "libmp3lame"], ids=["encoded", "copied"])
async def test_a_disk_that_is_full_is_not_the_recordings_fault(tmp_path, codec):
    muxer = "aiff" if codec == "pcm_s16be" else "matroska"
    (tmp_path / "original").write_bytes(sounds.encoded(muxer, codec, seconds=6.0))
    (tmp_path / "audio").symlink_to("/dev/full")
    with pytest.raises(Transient) as full:
        await convert(tmp_path / "original", tmp_path / "audio", SOUND, never)
    assert full.value.fault is Fault.NO_ROOM


async def test_the_first_bytes_tell_what_can_be_heard_in_them():
    film = sounds.encoded("matroska", "aac", picture=True, seconds=3.0)
    album = sounds.encoded("mp3", "libmp3lame", seconds=3.0)
    assert await probe(album[: len(album) // 2], Fault.NOT_MEDIA, never) == "mp3"
    assert await probe(film[: len(film) // 2], Fault.NOT_MEDIA, never) is None


async def test_a_child_that_says_nothing_of_sense_said_nothing(tmp_path):
    said = await child.run("this", folder=tmp_path, stop=never)
    assert said.answer is None
    assert said.code == 0
