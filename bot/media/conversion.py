"""Has a recording converted by a child process that holds none of our secrets."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.ports import Stopped

_GLANCE = 0.2  # seconds between two questions whether we are to stop
_LONGEST = 3600.0  # seconds; eight hours of sound take ten minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came out. `container` is a file extension."""

    container: str
    seconds: float


async def convert(original: Path, made: Path, stop: Callable[[], bool], other: Fault) -> Made:
    """Turn a file of any kind into audio that services take.

    Both lie in one folder. `other` is the fault of a file that holds no media. Raises Rejected, Transient, Stopped.
    """
    async with _child(original, made) as child:
        said = await _answer(child, stop)
    match said:
        case {"container": str(container), "seconds": float(seconds)}:
            return Made(container=container, seconds=seconds)
        case {"fault": "no_audio"}:
            raise Rejected("media: no sound track", Fault.NO_AUDIO)
        case {"fault": "not_media"}:
            raise Rejected("media: cannot be decoded", other)
        case _:
            # Killed by a limit: a file that eats the machine will do so again.
            raise Rejected(f"media: converter ended with {child.returncode}", other)


@asynccontextmanager
async def _child(original: Path, made: Path) -> AsyncIterator[Process]:
    """The converter, in a process group of its own that does not outlive us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot.media.convert",
        original.name,
        made.name,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=original.parent,
        start_new_session=True,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _answer(child: Process, stop: Callable[[], bool]) -> object:
    deadline = asyncio.get_running_loop().time() + _LONGEST
    reading = asyncio.create_task(child.communicate())
    try:
        while not reading.done():
            await asyncio.wait({reading}, timeout=_GLANCE)
            if stop():
                raise Stopped
            if asyncio.get_running_loop().time() > deadline:
                raise Transient("media: converting takes too long")
        said, _ = reading.result()
    finally:
        reading.cancel()
    try:
        return json.loads(said)
    except ValueError:
        return None
