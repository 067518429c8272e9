"""Has a recording heard by a child process that holds none of our secrets."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.domain.errors import Fault, NeedsOperator, Rejected
from bot.domain.transcript import Segment
from bot.providers.local.models import Model

_PROGRAM = Path(__file__).with_name("hearing.py")
_SILENT = 900.0  # seconds without a word from the child, after which it is taken for stuck
_LINE = 1024 * 1024  # bytes
_THREADS = 4  # at most


@dataclass(slots=True, kw_only=True)
class Heard:
    """What was said in a recording."""

    segments: list[Segment] = field(default_factory=list)
    language: str | None = None
    seconds: float | None = None


async def listen(
    model: Model, recording: Path, language: str | None, tell: Callable[[float], None]
) -> Heard:
    """Hear a recording, telling how much is done (0 to 1); when cancelled, the child goes too.

    Raises Rejected, NeedsOperator.
    """
    async with _child(json.dumps(plan(model, language)), recording) as child:
        if await _line(child) != {"ready": True}:
            raise NeedsOperator("local: LOCAL_MODEL cannot be loaded", Fault.INTERNAL)
        return await _follow(child, tell)


def plan(model: Model, language: str | None) -> dict[str, Any]:
    """What the child is to do, as JSON. Whisper ends at once when told of a language unknown to it."""
    return {
        "family": model.family,
        "files": {role: str(path) for role, path in model.files.items()},
        "language": language if language in model.told else None,
        "threads": max(1, min(_THREADS, (os.cpu_count() or 1) - 1)),
    }


@asynccontextmanager
async def _child(plan: str, recording: Path) -> AsyncIterator[Process]:
    """The listener, in a process group of its own that does not outlive us."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        str(_PROGRAM),
        plan,
        str(recording),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=_LINE,
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


async def _follow(child: Process, tell: Callable[[float], None]) -> Heard:
    heard = Heard()
    while True:
        match await _line(child):
            case {"progress": float(progress)}:
                tell(progress)
            case {"segment": {"start": float(start), "end": float(end), "text": str(text)}}:
                heard.segments.append(Segment(text=text, start=start, end=end))
            case {"done": {"language": language, "seconds": seconds}}:
                heard.language, heard.seconds = language, seconds
                return heard
            case {"fault": "no_audio"}:
                raise Rejected("local: no sound track", Fault.NO_AUDIO)
            case {"fault": "not_media"}:
                raise Rejected("local: cannot be decoded", Fault.NOT_MEDIA)
            case _:
                raise Rejected(f"local: listener ended with {child.returncode}", Fault.FAILED)


async def _line(child: Process) -> Any:
    """What the child says next; None when it says nothing more, or nothing of sense."""
    assert child.stdout is not None, "it was asked for"
    try:
        async with asyncio.timeout(_SILENT):
            return json.loads(await child.stdout.readline())
    except (TimeoutError, ValueError):
        return None
