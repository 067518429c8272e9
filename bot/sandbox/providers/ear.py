"""Who knows what was said: the sandbox's own recordings by heart, anything else by listening.

Nothing is ever invented. What is known by heart is recognised by its sound, so also in another
container or encoding; everything else is heard by a rough ear in a process of its own.
"""

import asyncio
import functools
import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.providers import sound
from bot.sandbox.providers.sound import NotSound, Sound
from bot.sandbox.recordings import Sample, samples, truth

ROUGH = "Heard roughly by the sandbox's own ear (pocketsphinx, English only): expect wrong words."
NO_NOTES = "The sandbox's rough ear heard this with pocketsphinx; it writes no notes."
NO_SPEAKERS = "The sandbox's rough ear cannot tell speakers apart."
NO_REDACTION = "The sandbox's rough ear cannot tell personal data from other words."
DEAF = (
    "The sandbox cannot hear this file: by heart it knows only its own recordings. "
    "To let it listen, start it with: uv run --extra demo threadscribe sandbox"
)
BROKEN = "The sandbox could not decode this file."
_PROGRAM = Path(__file__).with_name("hearing.py")
_SLACK = 2.0  # seconds by which lengths differ after encoding anew

__all__ = ["CannotHear", "Ear", "NotSound", "Said", "Sound"]


class CannotHear(Exception):
    """What was said stays unknown; the text says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said. `notes` name their evidence by the segments' numbers."""

    language: str
    segments: Sequence[Mapping[str, Any]]  # start, end, text, and what else is known
    names: Mapping[str, str]  # of the speakers, by label
    notes: Mapping[str, Any] | None
    personal: Sequence[Mapping[str, str]]  # type and text of what a redaction hides
    rough: bool = False


class Ear:
    """Hears files. `interpreter` starts the listener; one without its packages makes it deaf."""

    def __init__(self, interpreter: Sequence[str] = (sys.executable,)) -> None:
        self._interpreter = interpreter

    async def examine(self, data: bytes) -> Sound:
        """The file's facts. Raises NotSound."""
        return await asyncio.to_thread(sound.examine, data)

    async def recall(self, data: bytes, heard: Sound) -> Said | None:
        """What was said, when this is one of the sandbox's own recordings."""
        return await asyncio.to_thread(_recall, data, heard)

    async def hear(self, data: bytes, tell: Callable[[float], None]) -> Said:
        """Listen, telling how much is done (0 to 1). Raises CannotHear."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            path = Path(folder) / "recording"
            await asyncio.to_thread(path.write_bytes, data)
            segments = await self._listen(path, tell)
        return Said(language="en", segments=segments, names={}, notes=None, personal=(), rough=True)

    async def _listen(self, path: Path, tell: Callable[[float], None]) -> list[dict[str, Any]]:
        process = await asyncio.create_subprocess_exec(
            *self._interpreter,
            "-P",
            str(_PROGRAM),
            str(path),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            return await _follow(process, tell)
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGKILL)  # process.kill() may reap it, too early
            await asyncio.shield(process.wait())


async def _follow(
    process: asyncio.subprocess.Process, tell: Callable[[float], None]
) -> list[dict[str, Any]]:
    assert process.stdout is not None, "it was asked for"
    segments: list[dict[str, Any]] = []
    async for line in process.stdout:
        match json.loads(line):
            case {"progress": progress}:
                tell(progress)
            case {"segment": segment}:
                segments.append(segment)
            case {"cannot": "listen"}:
                raise CannotHear(DEAF)
            case {"done": True}:
                return segments
            case _:
                break
    raise CannotHear(BROKEN)


def _recall(data: bytes, heard: Sound) -> Said | None:
    sample = _known_prints().get(heard.fingerprint) or _similar(data, heard.seconds)
    return _said(sample) if sample else None


@functools.cache
def _known_prints() -> dict[str, Sample]:
    return {sound.examine(s.path.read_bytes()).fingerprint: s for s in samples()}


def _similar(data: bytes, seconds: float) -> Sample | None:
    candidates = [s for s in samples() if abs(s.seconds - seconds) < _SLACK]
    if not candidates:
        return None
    outline = sound.outline(data)
    return next((s for s in candidates if sound.alike(_outline(s.path), outline)), None)


@functools.cache
def _outline(path: Path) -> list[float]:
    return sound.outline(path.read_bytes())


@functools.cache
def _said(sample: Sample) -> Said:
    known = truth(sample)
    return Said(
        language=known["language"],
        segments=known["segments"],
        names=known["speakers"],
        notes=known["notes"],
        personal=known["personal"],
    )
