"""Files on this machine, never touched on the event loop."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from bot.domain.errors import Fault, NeedsOperator, Rejected
from bot.domain.ports import Stopped

_CHUNK = 256 * 1024
_PREFIX = "media-"
_STALE = 24 * 3600.0  # seconds after which a folder was left behind by a crash


@asynccontextmanager
async def temporary_folder(data_dir: Path) -> AsyncIterator[Path]:
    """A folder for one recording, gone afterwards. Raises NeedsOperator."""
    try:
        folder = await asyncio.to_thread(_make_folder, data_dir)
    except OSError as error:
        raise NeedsOperator("media: cannot write to DATA_DIR", Fault.INTERNAL) from error
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def write(path: Path, chunks: AsyncIterable[bytes], cap: int) -> int:
    """Keep a stream in a file; returns its size. Raises Rejected(TOO_LARGE), NeedsOperator."""
    size = 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > cap:
                raise Rejected("media: larger than we convert", Fault.TOO_LARGE)
            await asyncio.to_thread(file.write, chunk)
    except OSError as error:
        raise NeedsOperator("media: DATA_DIR is full or broken", Fault.INTERNAL) from error
    finally:
        await asyncio.to_thread(file.close)
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


def _make_folder(data_dir: Path) -> Path:
    data_dir.mkdir(parents=True, exist_ok=True)
    for folder in data_dir.glob(f"{_PREFIX}*"):
        if _is_stale(folder):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=data_dir))


def _is_stale(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > _STALE
    except FileNotFoundError:  # its own job was quicker
        return False
