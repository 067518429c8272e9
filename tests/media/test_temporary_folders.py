"""What is kept on this machine: only while somebody works with it, and only where there is room."""

import errno

import pytest

from bot.domain.errors import Fault, NeedsOperator, Transient
from bot.media import files

PLENTY = 2**60


async def test_what_the_dead_left_behind_is_swept_and_what_is_in_use_is_not(tmp_path):
    left = tmp_path / "media-left"
    left.mkdir()
    (left / "original").write_bytes(b"x")
    (tmp_path / "media-empty").mkdir()
    (tmp_path / "other").mkdir()
    async with files.temporary_folder(tmp_path) as used:
        await files.sweep(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {used.name, "other"}
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


async def test_there_is_nothing_to_sweep_before_the_first_start(tmp_path):
    await files.sweep(tmp_path / "never made")


async def test_what_does_not_fit_is_not_begun(tmp_path):
    with pytest.raises(Transient) as full:
        async with files.temporary_folder(tmp_path, PLENTY):
            raise AssertionError("there is no such disk")
    assert full.value.fault is Fault.NO_ROOM
    assert not list(tmp_path.iterdir())


async def test_a_stream_of_unknown_length_ends_when_room_is_short(tmp_path, monkeypatch):
    sent = []

    async def endless():
        while True:
            sent.append(1)
            if len(sent) == 20:
                monkeypatch.setattr(files, "_ROOM", PLENTY)
            yield bytes(1024 * 1024)

    async with files.temporary_folder(tmp_path) as folder:
        with pytest.raises(Transient) as full:
            await files.write(folder / "original", endless(), PLENTY)
    assert full.value.fault is Fault.NO_ROOM
    assert len(sent) < 40


async def test_a_full_disk_is_waited_for_and_a_broken_one_is_not(tmp_path):
    async def one():
        yield bytes(1024 * 1024)

    with pytest.raises(NeedsOperator) as broken:
        await files.write(tmp_path, one(), PLENTY)  # a folder
    assert broken.value.fault is Fault.INTERNAL
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(Transient) as full:
        await files.write(tmp_path / "full", one(), PLENTY)
    assert full.value.__cause__.errno == errno.ENOSPC
    assert full.value.fault is Fault.NO_ROOM
