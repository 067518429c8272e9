"""Meetings that a person has put there, as transcripts; see `poe bench-notes --help`."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.transcript import Segment, Transcript

_SOUND = re.compile(r"\{[a-z]*\}")  # "{vocalsound}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of QMSum and the summaries that people wrote of it, a sentence a line."""

    name: str
    transcript: Transcript
    summaries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promises:
    """A meeting of AMI; `items` are its action items, each as the lines that it was drawn from."""

    name: str
    transcript: Transcript
    items: tuple[frozenset[int], ...]

    @property
    def lines(self) -> frozenset[int]:
        return frozenset().union(*self.items)


def qmsum(folder: Path, split: str) -> list[Meeting]:
    """QMSum, split "train", "val" or "test"."""
    return [_meeting(path) for path in sorted((folder / "data/ALL" / split).glob("*.json"))]


def _meeting(path: Path) -> Meeting:
    told = json.loads(path.read_text(encoding="utf-8"))
    turns = [(turn["speaker"], spoken(turn["content"])) for turn in told["meeting_transcripts"]]
    segments = tuple(Segment(text=text, speaker=who or None) for who, text in turns if text)
    answers = (query["answer"] for query in told["general_query_list"])
    return Meeting(
        path.stem, Transcript(segments=segments, language="en"), tuple(map(lined, answers))
    )


def lined(text: str) -> str:
    """A sentence a line."""
    return "\n".join(re.split(r"(?<=[.!?])\s+", text.strip()))


def spoken(text: str) -> str:
    """As a service would have written it: no sounds, no space before a comma or within "C_E_O_"."""
    text = _SOUND.sub(" ", text)
    text = re.sub(r"\b(\w)_(?:(\w)_)+", lambda m: m.group().replace("_", ""), text)
    text = re.sub(r"\s+([,.?!;:]|'(?:s|re|m|ll|ve|d|t)\b)", r"\1", text)
    text = re.sub(r"(?:^|(?<=[.?!,]))[,.]+", "", text)
    return " ".join(text.split())


def ami(folder: Path, split: str, *, heard: bool = False) -> list[Promises]:
    """AMI as CoreRank has it, split "train", "eval" or "test"; as heard by a machine, or by people.

    Only meetings with action items, as everybody counts it.
    """
    names = (folder / "data/meeting/lists" / f"list.ami.{split}").read_text().split()
    found = (_promises(folder / "data/meeting/ami", name, heard) for name in names)
    return [meeting for meeting in found if meeting.items]


def _promises(folder: Path, name: str, heard: bool) -> Promises:
    rows = _rows(folder / f"{name}.{'da-asr' if heard else 'da'}")
    rows = sorted((row for row in rows if len(row) > 8), key=lambda row: float(row[1]))
    rows = [row for row in rows if spoken(row[8])]
    segments = [
        Segment(text=spoken(row[8]), start=float(row[1]), end=float(row[2]), speaker=row[3])
        for row in rows
    ]
    lines = {row[0]: line for line, row in enumerate(rows)}
    items = (
        frozenset(lines[act] for act in item if act in lines)
        for item in _items(folder / f"{name}.actions")
    )
    return Promises(
        name,
        Transcript(segments=tuple(segments), language="en"),
        tuple(item for item in items if item),
    )


def _items(path: Path) -> Iterator[list[str]]:
    """Each item's dialogue acts: a line with their number, then a line for each."""
    if not path.exists():
        return
    item: list[str] = []
    for row in _rows(path):
        if row[0].strip().isdigit():
            if item:
                yield item
            item = []
        else:
            item.append(row[0])
    if item:
        yield item


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.split("\t")
