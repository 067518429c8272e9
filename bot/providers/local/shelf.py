"""The recordings that wait to be heard or were heard just now, as files that only we may read."""

import asyncio
import os
import secrets
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import Busy, Fault, NeedsOperator, Transient
from bot.domain.ports import Audio, Clock

KEPT = 48 * 3600.0  # seconds; an order waits for a day at most, and a recording is shorter
_ROOM = 64 * 1024 * 1024  # bytes to be left free for everything else
_RECORDING, _HALF = ".audio", ".half"


class Shelf:
    """A folder of one's own; files in it are never touched on the event loop."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._filling: set[str] = set()

    def path(self, name: str) -> Path:
        """Where a recording lies."""
        return self._folder / f"{name}{_RECORDING}"

    async def keep(self, audio: Audio) -> str:
        """Keep a recording; returns its name here. Raises Busy, NeedsOperator, Transient."""
        name = secrets.token_hex(16)
        half = self.path(name).with_suffix(_HALF)
        self._filling.add(name)
        try:
            await asyncio.to_thread(self._make_room, audio.size)
            await _fill(half, audio)
            await asyncio.to_thread(self._settle, half, self.path(name))
        except OSError as error:
            raise NeedsOperator("local: DATA_DIR is full or broken", Fault.INTERNAL) from error
        finally:
            self._filling.discard(name)
            with suppress(OSError):
                await asyncio.to_thread(half.unlink, missing_ok=True)
        return name

    async def holds(self, name: str, size: int) -> bool:
        """Whether this recording is here, whole. Raises Transient."""
        try:
            return (await asyncio.to_thread(self.path(name).stat)).st_size == size
        except FileNotFoundError:
            return False
        except OSError as error:
            raise Transient("local: DATA_DIR cannot be read", fault=Fault.INTERNAL) from error

    async def drop(self, name: str) -> None:
        """Let go of a recording."""
        with suppress(OSError):
            await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

    async def sweep(self, used: Collection[str]) -> None:
        """Remove what nobody came back for, as after a kill."""
        await asyncio.to_thread(self._sweep, {*used, *self._filling})

    def _make_room(self, size: int) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free >= size + _ROOM:
            return
        if any(self._folder.glob(f"*{_RECORDING}")):  # room comes with the end of the others
            raise Busy("local: DATA_DIR has no room for one more", fault=Fault.NO_SLOT)
        raise NeedsOperator("local: DATA_DIR has no room", Fault.INTERNAL)

    def _settle(self, half: Path, whole: Path) -> None:
        now = self._clock.wall()
        os.utime(half, (now, now))
        half.replace(whole)

    def _sweep(self, used: Collection[str]) -> None:
        oldest = self._clock.wall() - KEPT
        for path in list(self._folder.glob("*")):
            with suppress(OSError):
                if path.stem not in used and path.stat().st_mtime < oldest:
                    path.unlink()


async def _fill(path: Path, audio: Audio) -> None:
    written = 0
    file = await asyncio.to_thread(_create, path)
    try:
        async for chunk in audio.chunks:
            written += len(chunk)
            await asyncio.to_thread(file.write, chunk)
        await asyncio.to_thread(_sync, file)
    finally:
        await asyncio.to_thread(file.close)
    if written != audio.size:
        raise Transient("local: the recording is not whole", fault=Fault.FILE_CUT)


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
