"""Runs the programs that decode what strangers made: never more than two at a time.

Each holds none of our secrets, is killed with all that it started, and ends by itself when we do:
its standard input stays open until then.
"""

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

from bot.domain.errors import Fault, Transient
from bot.domain.ports import Stopped

AT_ONCE = 2
_GLANCE = 0.2  # seconds between two questions whether we are to stop
_LONGEST = 3600.0  # seconds
_line: list[object] = []  # who has a child, and then who waits for one: the process's, not a loop's


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a child answered, None if it did not come to that, and the code that it ended with."""

    answer: object
    code: int | None


async def run(
    program: str, *arguments: str, folder: Path, stop: Callable[[], bool], given: bytes = b""
) -> Said:
    """Run a module in this folder, in its turn, and give it this on its standard input.

    Raises Stopped, Transient.
    """
    async with _turn(stop), _started(program, arguments, folder) as process:
        said = await _answer(process, given, stop)
    return Said(answer=said, code=process.returncode)


@asynccontextmanager
async def _turn(stop: Callable[[], bool]) -> AsyncIterator[None]:
    ticket = object()
    _line.append(ticket)
    try:
        while ticket not in _line[:AT_ONCE]:
            if stop():
                raise Stopped
            await asyncio.sleep(_GLANCE)
        yield
    finally:
        _line.remove(ticket)


@asynccontextmanager
async def _started(
    program: str, arguments: tuple[str, ...], folder: Path
) -> AsyncIterator[Process]:
    """In a process group of its own that does not outlive us."""
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", program, *arguments),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=folder,
            start_new_session=True,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except OSError as error:
        raise Transient("media: no child can be started", fault=Fault.INTERNAL) from error
    try:
        yield process
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _answer(process: Process, given: bytes, stop: Callable[[], bool]) -> object:
    deadline = asyncio.get_running_loop().time() + _LONGEST
    talking = asyncio.create_task(_talk(process, given))
    try:
        while not talking.done():
            await asyncio.wait({talking}, timeout=_GLANCE)
            if stop():
                raise Stopped
            if asyncio.get_running_loop().time() > deadline:
                return None
        return json.loads(talking.result())
    except ValueError:
        return None
    finally:
        talking.cancel()


async def _talk(process: Process, given: bytes) -> bytes:
    assert process.stdin is not None, "it was asked for"
    assert process.stdout is not None, "it was asked for"
    with suppress(ConnectionError):  # it may end before it has read everything
        process.stdin.write(given)
        await process.stdin.drain()
    said = await process.stdout.read()
    await process.wait()
    return said
