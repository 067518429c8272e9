"""Recordings of our own, made with synthesised voices, and the truth about each.

Beside each lies `NAME.json`: who speaks when, and the notes. The notes name their evidence by the
segments' numbers (from 0), so that they cannot say anything else than the recording does.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A recording to try things with. `subtype` is Slack's name for a clip made in it."""

    name: str
    title: str
    description: str
    path: Path
    mimetype: str
    seconds: float
    subtype: str | None
    language: str
    speakers: int


@functools.cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order in which they are shown."""
    return tuple(sorted(map(_sample, _FOLDER.glob("*.json")), key=lambda s: -s.seconds))


def truth(sample: Sample) -> dict[str, Any]:
    """Everything that is known of a recording."""
    return _read(sample.path.with_suffix(".json"))


def _sample(path: Path) -> Sample:
    known = _read(path)
    return Sample(
        name=known["file"],
        title=known["title"],
        description=known["description"],
        path=path.with_name(known["file"]),
        mimetype=known["mimetype"],
        seconds=known["seconds"],
        subtype=known["subtype"],
        language=known["language"],
        speakers=len(known["speakers"]),
    )


def _read(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return known
