"""What lies on the disk between the steps: recordings that wait, orders sent, answers unread.

The server keeps nothing for us, so this is its memory: after a kill at any point it is known
whether an order left, and an answer that came is not lost. All of it is speech: only this user may
read it, and nothing stays longer than it must.
"""

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from bot.domain.errors import Busy, Fault, NeedsOperator, Transient
from bot.domain.ports import Audio, Clock
from bot.providers.openai.ending import Ending

KEPT = 48 * 3600.0  # seconds; an order waits for a day at most, and a recording is shorter
_READ = 600.0  # seconds from an answer's first reading until it is certainly stored elsewhere
_ROOM = 64 * 1024 * 1024  # bytes to be left free for everything else
_CHUNK = 256 * 1024
_RECORDING, _SENT, _ENDING, _HALF = ".audio", ".sent", ".json", ".half"


class Shelf:
    """A folder of one's own; files in it are never touched on the event loop."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._read: dict[str, float] = {}  # endings that were read, and when first
        self._filling: set[str] = set()

    async def keep(self, audio: Audio) -> str:
        """Keep a recording; returns its name here. Raises Busy, NeedsOperator, Transient."""
        name = secrets.token_hex(16)
        half = self._path(name, _HALF)
        self._filling.add(name)
        try:
            await asyncio.to_thread(self._make_room, audio.size)
            await self._fill(half, audio)
            await asyncio.to_thread(self._settle, half, self._path(name, _RECORDING))
        except OSError as error:
            raise NeedsOperator("openai: DATA_DIR is full or broken", Fault.INTERNAL) from error
        finally:
            self._filling.discard(name)
            with suppress(OSError):
                await asyncio.to_thread(half.unlink, missing_ok=True)
        return name

    async def holds(self, name: str, size: int) -> bool:
        """Whether this recording is here, whole. Raises Transient."""
        with _reading():
            return await asyncio.to_thread(_size, self._path(name, _RECORDING)) == size

    async def read(self, name: str) -> AsyncIterator[bytes]:
        """A recording's bytes, front to back. Raises OSError.

        Opened anew for each chunk: a call that is cut off leaves nothing open.
        """
        path, at = self._path(name, _RECORDING), 0
        while chunk := await asyncio.to_thread(_chunk, path, at):
            at += len(chunk)
            yield chunk

    async def mark_sent(self, order: str) -> None:
        """From now on this order may have been paid for. Raises OSError."""
        await asyncio.to_thread(self._write, self._path(order, _SENT), b"")

    async def unmark(self, order: str) -> None:
        """It was certainly not."""
        await asyncio.to_thread(self._path(order, _SENT).unlink, missing_ok=True)

    async def knows(self, order: str) -> bool:
        """Whether it may have been paid for, or has ended. Raises Transient."""
        with _reading():
            kinds = (self._path(order, _SENT), self._path(order, _ENDING))
            return any([await asyncio.to_thread(path.exists) for path in kinds])

    async def end(self, order: str, ending: Ending, recording: str) -> None:
        """Keep how an order ended; its recording is not needed any more. Raises OSError."""
        body = ending.model_dump_json().encode()
        await asyncio.to_thread(self._write, self._path(order, _ENDING), body)
        await self.unmark(order)
        await asyncio.to_thread(self._path(recording, _RECORDING).unlink, missing_ok=True)

    async def ending(self, order: str) -> Ending | None:
        """How an order ended, if it did. Raises Transient."""
        try:
            with _reading():
                ending = await asyncio.to_thread(_load, self._path(order, _ENDING))
        except ValidationError:  # quotes speech: not chained
            return None
        if ending is not None:
            self._read.setdefault(order, self._clock.now())
        return ending

    async def tidy(self, used: Collection[str]) -> None:
        """Remove what was read or is too old, except what is in use."""
        now = self._clock.now()
        read = {order for order, since in self._read.items() if now - since > _READ}
        await asyncio.to_thread(self._sweep, {*used, *self._filling}, read)
        for order in read:
            del self._read[order]

    def _path(self, name: str, kind: str) -> Path:
        return self._folder / f"{name}{kind}"

    def _make_room(self, size: int) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free >= size + _ROOM:
            return
        if any(self._folder.glob(f"*{_RECORDING}")):  # room comes with the end of the others
            raise Busy("openai: DATA_DIR has no room for one more", fault=Fault.NO_SLOT)
        raise NeedsOperator("openai: DATA_DIR has no room", Fault.INTERNAL)

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
            raise Transient("openai: the recording is not whole", fault=Fault.FILE_CUT)

    def _write(self, path: Path, body: bytes) -> None:
        half = path.with_suffix(f"{path.suffix}{_HALF}")
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

    def _sweep(self, used: Collection[str], read: Collection[str]) -> None:
        oldest = self._clock.wall() - KEPT
        for path in list(self._folder.glob("*")):
            name = path.name.split(".")[0]
            with suppress(OSError):
                done = path.suffix == _ENDING and name in read
                if done or (name not in used and path.stat().st_mtime < oldest):
                    path.unlink()


def _chunk(path: Path, at: int) -> bytes:
    with path.open("rb") as file:
        file.seek(at)
        return file.read(_CHUNK)


def _create(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Transient("openai: DATA_DIR cannot be read", fault=Fault.INTERNAL) from error


def _load(path: Path) -> Ending | None:
    try:
        return Ending.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
