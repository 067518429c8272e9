"""Has a recording heard by a child process that holds none of our secrets."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.domain.errors import Fault, NeedsOperator, Rejected
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Voices
from bot.providers.local.models import Diarizer, Model
from bot.providers.local.traits import MOST_VOICES

_PROGRAM = Path(__file__).with_name("hearing.py")
_SILENT = 900.0  # seconds without a word from the child, after which it is taken for stuck
_LINE = 1024 * 1024  # bytes
_THREADS = 4  # at most
_PIECE = 600.0  # seconds of sound that are held while voices are told apart


@dataclass(slots=True, kw_only=True)
class Heard:
    """What was said in a recording."""

    segments: list[Segment] = field(default_factory=list)
    language: str | None = None
    seconds: float | None = None
    listened: bool = False  # for who speaks, too


async def listen(plan: dict[str, Any], recording: Path, tell: Callable[[float], None]) -> Heard:
    """Hear a recording, telling how much is done (0 to 1); when cancelled, the child goes too.

    Raises Rejected, NeedsOperator.
    """
    async with _child(json.dumps(plan), recording) as child:
        if await _line(child) != {"ready": True}:
            raise NeedsOperator(f"local: {_loaded(plan)} cannot be loaded", Fault.INTERNAL)
        heard = await _follow(child, tell)
        heard.listened = plan["speakers"] is not None
        return heard


def plan(model: Model, diarizer: Diarizer | None, wish: Wish) -> dict[str, Any]:
    """What the child is to do, as JSON. Whisper ends at once when told of a language unknown to it."""
    return {
        "family": model.family,
        "files": _named(model.files),
        "language": wish.language if wish.language in model.told else None,
        "threads": max(1, min(_THREADS, (os.cpu_count() or 1) - 1)),
        "speakers": _speakers(diarizer, wish.voices) if diarizer and wish.speakers else None,
    }


def _speakers(diarizer: Diarizer, count: int | None) -> dict[str, Any]:
    bounds = {"count": count, "most": MOST_VOICES, "piece": _PIECE}
    return {**_named(diarizer.files), "alike": diarizer.alike, **bounds}


def _named(files: Mapping[str, Path]) -> dict[str, str]:
    return {role: str(path) for role, path in files.items()}


def _loaded(plan: dict[str, Any]) -> str:
    return "LOCAL_MODEL or what tells speakers apart" if plan["speakers"] else "LOCAL_MODEL"


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
            case {"segment": {"start": float(), "end": float(), "text": str()} as said}:
                heard.segments.append(_segment(said))
            case {"done": {"language": language, "seconds": seconds}}:
                heard.language, heard.seconds = language, seconds
                heard.segments = _by_speaker(heard.segments)
                return heard
            case {"fault": "no_audio"}:
                raise Rejected("local: no sound track", Fault.NO_AUDIO)
            case {"fault": "not_media"}:
                raise Rejected("local: cannot be decoded", Fault.NOT_MEDIA)
            case _:
                raise Rejected(f"local: listener ended with {child.returncode}", Fault.FAILED)


def _segment(said: dict[str, Any]) -> Segment:
    voice = said.get("voice")
    label = str(voice) if isinstance(voice, int) else None
    return Segment(text=said["text"], start=said["start"], end=said["end"], speaker=label)


def _by_speaker(segments: Sequence[Segment]) -> list[Segment]:
    names = Voices(segment.speaker for segment in segments)
    return [replace(segment, speaker=names.of(segment.speaker)) for segment in segments]


async def _line(child: Process) -> Any:
    """What the child says next; None when it says nothing more, or nothing of sense."""
    assert child.stdout is not None, "it was asked for"
    try:
        async with asyncio.timeout(_SILENT):
            return json.loads(await child.stdout.readline())
    except (TimeoutError, ValueError):
        return None
