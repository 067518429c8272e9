"""Files on this machine, never touched on the event loop."""

import asyncio
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import Fault, NeedsOperator, Rejected, Transient
from bot.domain.ports import Stopped

_CHUNK = 256 * 1024
_PREFIX = "media-"
_LOCK = "lock"  # held by the process that works in the folder; with the process the hold ends
_TRIES = 5
_FULL = {errno.ENOSPC, errno.EDQUOT}
_ROOM = 64 * 1024 * 1024  # bytes to be left free for everything else
_AGAIN = 60.0  # seconds
_LOOK = 16 * 1024 * 1024  # bytes between two looks at how much is free


def no_room() -> Transient:
    """What to raise when DATA_DIR is full: it is tried again, and an operator is told."""
    return Transient("media: DATA_DIR has no room", retry_after=_AGAIN, fault=Fault.NO_ROOM)


async def sweep(data_dir: Path) -> None:
    """Remove what a crash left behind: folders that no living process works in."""
    await asyncio.to_thread(_sweep, data_dir)


@asynccontextmanager
async def temporary_folder(data_dir: Path, size: int = 0) -> AsyncIterator[Path]:
    """A folder for one recording of which so many bytes will be kept; gone afterwards.

    Raises NeedsOperator; Transient(NO_ROOM) when they do not fit.
    """
    try:
        folder, lock = await asyncio.to_thread(_make_folder, data_dir)
    except OSError as error:
        raise _trouble(error) from error
    try:
        await asyncio.to_thread(_check_room, folder, size)
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        os.close(lock)


async def write(path: Path, chunks: AsyncIterable[bytes], cap: int) -> int:
    """Keep a stream in a file; returns its size.

    Raises Rejected(TOO_LARGE), NeedsOperator, Transient(NO_ROOM).
    """
    try:
        file = await asyncio.to_thread(path.open, "wb")
        try:
            size = await _fill(file, path.parent, chunks, cap)
        finally:
            await asyncio.to_thread(file.close)
    except OSError as error:
        raise _trouble(error) from error
    return size


@asynccontextmanager
async def read(path: Path, stop: Callable[[], bool]) -> AsyncIterator[tuple[int, "FileChunks"]]:
    """A file's size and its bytes. Raises OSError."""
    size = (await asyncio.to_thread(path.stat)).st_size
    file = await asyncio.to_thread(path.open, "rb")
    try:
        yield size, FileChunks(file, stop)
    finally:
        await asyncio.to_thread(file.close)


class FileChunks:
    """A file's bytes, front to back. Raises Stopped."""

    def __init__(self, file: BinaryIO, stop: Callable[[], bool]) -> None:
        self._file = file
        self._stop = stop

    def __aiter__(self) -> "FileChunks":
        return self

    async def __anext__(self) -> bytes:
        if self._stop():
            raise Stopped
        chunk = await asyncio.to_thread(self._file.read, _CHUNK)
        if not chunk:
            raise StopAsyncIteration
        return chunk


async def _fill(file: BinaryIO, folder: Path, chunks: AsyncIterable[bytes], cap: int) -> int:
    size, looked = 0, 0
    async for chunk in chunks:
        size += len(chunk)
        if size > cap:
            raise Rejected("media: larger than we convert", Fault.TOO_LARGE)
        if size - looked > _LOOK:
            looked = size
            await asyncio.to_thread(_check_room, folder, 0)
        await asyncio.to_thread(file.write, chunk)
    return size


def _sweep(data_dir: Path) -> None:
    for folder in data_dir.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # of a folder whose own process was quicker
            lock = _locked(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _make_folder(data_dir: Path) -> tuple[Path, int]:
    data_dir.mkdir(parents=True, exist_ok=True)
    for _ in range(_TRIES):
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=data_dir))
        with suppress(FileNotFoundError, BlockingIOError):  # swept before it was locked
            lock = _locked(folder)
            if (folder / _LOCK).exists():
                return folder, lock
            os.close(lock)
    raise FileNotFoundError(data_dir)


def _locked(folder: Path) -> int:
    """A hold on a folder. Raises BlockingIOError when somebody has it, FileNotFoundError."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _check_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size + _ROOM:
        raise no_room()


def _trouble(error: OSError) -> Transient | NeedsOperator:
    if error.errno in _FULL:
        return no_room()
    return NeedsOperator("media: cannot write to DATA_DIR", Fault.INTERNAL)
