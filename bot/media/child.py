"""Runs the programs that decode what strangers made, each in a child that holds none of our secrets."""

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

from bot.domain.errors import Transient
from bot.domain.ports import Stopped

_GLANCE = 0.2  # seconds between two questions whether we are to stop
_LONGEST = 3600.0  # seconds; eight hours of sound take ten minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a child said in JSON, None when that was nothing of sense; and how it ended."""

    answer: object
    code: int | None


async def run(module: str, *arguments: str, folder: Path, stop: Callable[[], bool]) -> Said:
    """Run a module as a program in this folder, to its end. Raises Transient, Stopped."""
    async with _child(module, arguments, folder) as child:
        answer = await _answer(child, stop)
    return Said(answer=answer, code=child.returncode)


@asynccontextmanager
async def _child(module: str, arguments: tuple[str, ...], folder: Path) -> AsyncIterator[Process]:
    """In a process group of its own that does not outlive us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        *arguments,
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=folder,
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
                raise Transient("media: takes too long to decode")
        said, _ = reading.result()
    finally:
        reading.cancel()
    try:
        return json.loads(said)
    except ValueError:
        return None
