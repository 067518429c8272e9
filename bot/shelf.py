"""What a service that keeps nothing for us needs kept: recordings, and notes of what became of them.

All of it is speech: only this user may read it, and nothing stays longer than it must.
"""

import asyncio
import errno
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import Busy, Fault, NeedsOperator, Transient
from bot.domain.ports import Audio, Clock

KEPT = 48 * 3600.0  # seconds; an order waits for a day at most, and a recording is shorter
_ROOM = 64 * 1024 * 1024  # bytes to be left free for everything else
_CHUNK = 256 * 1024
_RECORDING, _NOTE, _HALF = ".audio", ".json", ".half"


class Shelf:
    """A folder of one's own, of one service; files in it are never touched on the event loop."""

    def __init__(self, folder: Path, clock: Clock, service: str) -> None:
        self._folder = folder
        self._clock = clock
        self._service = service
        self._filling: set[str] = set()

    def path(self, name: str) -> Path:
        """Where a recording lies."""
        return self._folder / f"{name}{_RECORDING}"

    async def keep(self, audio: Audio) -> str:
        """Keep a recording; returns its name here. Raises Busy, NeedsOperator, Transient."""
        name = secrets.token_hex(16)
        half = self._folder / f"{name}{_HALF}"
        self._filling.add(name)
        try:
            await asyncio.to_thread(self._make_room, audio.size)
            await self._fill(half, audio)
            await asyncio.to_thread(self._settle, half, self.path(name))
        except OSError as error:
            message = f"{self._service}: DATA_DIR is full or broken"
            raise NeedsOperator(message, Fault.INTERNAL) from error
        finally:
            self._filling.discard(name)
            with suppress(OSError):
                await asyncio.to_thread(half.unlink, missing_ok=True)
        return name

    async def adopt(self, file: Path) -> tuple[str, int]:
        """Keep a recording that is a file already: its name here and its size. Raises OSError."""
        name = secrets.token_hex(16)
        return name, await asyncio.to_thread(self._take_in, file, self.path(name))

    @asynccontextmanager
    async def workshop(self, size: int) -> AsyncIterator[Path]:
        """A folder for making something of this size, gone afterwards. Raises OSError."""
        name = secrets.token_hex(16)
        folder = self._folder / f"{name}{_HALF}"
        self._filling.add(name)
        try:
            await asyncio.to_thread(self._open_workshop, folder, size)
            yield folder
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            self._filling.discard(name)

    async def holds(self, name: str, size: int) -> bool:
        """Whether this recording is here, whole. Raises Transient."""
        with self._reading():
            return await asyncio.to_thread(_size, self.path(name)) == size

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """A recording's bytes, front to back. Raises OSError.

        Opened anew for each chunk: a transfer that is cut off leaves nothing open.
        """
        path, at = self.path(name), 0
        while chunk := await asyncio.to_thread(_chunk, path, at):
            at += len(chunk)
            yield chunk

    async def drop(self, name: str) -> None:
        """Let go of a recording."""
        with suppress(OSError):
            await asyncio.to_thread(self.path(name).unlink, missing_ok=True)

    async def note(self, name: str, body: bytes) -> None:
        """Write something down, for good. Raises OSError."""
        await asyncio.to_thread(self._write, self._note(name), body)

    async def noted(self, name: str) -> bytes | None:
        """What was written down under this name. Raises Transient."""
        with self._reading():
            return await asyncio.to_thread(_load, self._note(name))

    async def names(self, pattern: str) -> Collection[str]:
        """Under which names of this form something was written down. Raises Transient."""
        with self._reading():
            found = await asyncio.to_thread(lambda: list(self._folder.glob(f"{pattern}{_NOTE}")))
        return [path.name.removesuffix(_NOTE) for path in found]

    async def forget(self, name: str) -> None:
        """Let go of what was written down."""
        with suppress(OSError):
            await asyncio.to_thread(self._note(name).unlink, missing_ok=True)

    async def sweep(self, used: Collection[str]) -> None:
        """Remove what nobody came back for, as after a kill."""
        await asyncio.to_thread(self._sweep, {*used, *self._filling})

    def _note(self, name: str) -> Path:
        return self._folder / f"{name}{_NOTE}"

    def _make_room(self, size: int) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free >= size + _ROOM:
            return
        if any(self._folder.glob(f"*{_RECORDING}")):  # room comes with the end of the others
            message = f"{self._service}: DATA_DIR has no room for one more"
            raise Busy(message, fault=Fault.NO_SLOT)
        raise Transient(f"{self._service}: DATA_DIR has no room", fault=Fault.NO_ROOM)

    async def _fill(self, path: Path, audio: Audio) -> None:
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
            message = f"{self._service}: the recording is not whole"
            raise Transient(message, fault=Fault.FILE_CUT)

    def _open_workshop(self, folder: Path, size: int) -> None:
        if shutil.disk_usage(self._folder).free < size + _ROOM:
            raise OSError(errno.ENOSPC, "no room")
        folder.mkdir(mode=0o700)

    def _take_in(self, file: Path, path: Path) -> int:
        file.chmod(0o600)
        with file.open("rb+") as made:
            os.fsync(made.fileno())
        self._settle(file, path)
        return path.stat().st_size

    def _write(self, path: Path, body: bytes) -> None:
        half = path.with_name(f"{path.name}{_HALF}")
        with _create(half) as file:
            file.write(body)
            _sync(file)
        self._settle(half, path)

    def _settle(self, half: Path, whole: Path) -> None:
        """Give a file its name, for good, stamped by our clock."""
        now = self._clock.wall()
        os.utime(half, (now, now))
        half.replace(whole)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _sweep(self, used: Collection[str]) -> None:
        oldest = self._clock.wall() - KEPT
        for path in list(self._folder.glob("*")):
            with suppress(OSError):
                if path.name.split(".")[0] not in used and path.stat().st_mtime < oldest:
                    _remove(path)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            message = f"{self._service}: DATA_DIR cannot be read"
            raise Transient(message, fault=Fault.INTERNAL) from error


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _chunk(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read(_CHUNK)


def _load(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
