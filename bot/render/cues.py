"""Subtitles: what was said, cut into pieces that can be read while it is heard.

At most two lines of 42 columns for at most seven seconds, as subtitlers have it (Netflix' Timed
Text Style Guide, English); wide letters take two columns. Cut at the words' own times where a
service tells them, else as if every letter took the same time.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, zip_longest

from bot.domain.transcript import Segment, Transcript
from bot.render.escape import one_line
from bot.render.transcript import speaker

LINES = 2
COLUMNS = 42
LONGEST = 7.0  # seconds
NAME = 20  # columns of a speaker's name: the rest of the line is for what they say
_LEAST = 0.001  # seconds; a cue has to end after it began
_LAST = 5.0  # seconds, when nobody knows how long the last one is
_ENDS = (".", "?", "!", "…", "\u3002", "\uff1f", "\uff01")  # the last three are Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One or two lines, and from when to when they stand; `opens` where the speaker begins.

    The first line is empty where nothing fits beside the speaker's name.
    """

    start: float
    end: float
    lines: tuple[str, ...]
    speaker: str | None = None
    opens: bool = True


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word as it is written, or a part of one, and when it is said."""

    text: str
    start: float
    end: float
    tight: bool = False  # whether no space stands before it


def cues(transcript: Transcript) -> Iterator[Cue]:
    """All that was said; where a time is missing, the next best one. Never overlapping."""
    said = [segment for segment in transcript.segments if segment.text.strip()]
    at = 0.0
    for segment, following in zip_longest(said, said[1:]):
        start = max(at, segment.start if segment.start is not None else at)
        nearest = following.start if following else transcript.seconds
        end = segment.end if segment.end is not None else nearest
        at = max(end if end is not None else start + _LAST, start + _LEAST)
        yield from _of_segment(segment, start, at)


def short(name: str) -> str:
    """A speaker's name where it stands in a line."""
    if _columns(name) <= NAME:
        return name
    most = max(n for n in range(NAME) if _columns(name[:n]) < NAME)
    return name[:most].rstrip() + "…"


def _of_segment(segment: Segment, start: float, end: float) -> Iterator[Cue]:
    name = speaker(segment.speaker or "") or None
    indent = _columns(f"{short(name)}: ") if name else 0
    pieces, done = list(_pieces(segment, start, end)), 0
    while done < len(pieces):
        first, room = done, 0 if done else indent
        done += _fitting(pieces, first, room)
        begins, until = pieces[first].start, pieces[done].start if done < len(pieces) else end
        yield Cue(
            start=begins,
            end=max(min(until, begins + LONGEST), begins + _LEAST),
            lines=_lines(pieces[first:done], room),
            speaker=name,
            opens=first == 0,
        )


def _pieces(segment: Segment, start: float, end: float) -> Iterator[_Piece]:
    """Words, and where there are no spaces letters, each with its time."""
    text = one_line(segment.text)
    times = _told(segment, text, start, end) or _spread(text, start, end)
    at = 0
    for word in text.split(" "):
        for number, part in enumerate(_parts(word)):
            last = at + len(part) - 1
            yield _Piece(part, times[at][0], times[last][1], tight=number > 0)
            at = last + 1


def _told(segment: Segment, text: str, start: float, end: float) -> list[tuple[float, float]]:
    """Each letter's time by the words'; spaces are no letters. None are known: none."""
    words = [("".join(word.text.split()), word) for word in segment.words]
    if sum(len(said) for said, _ in words) != len(text.replace(" ", "")):
        return []
    begins = accumulate((min(max(word.start, start), end) for _, word in words), max)
    times = []
    for (said, word), (at, following) in zip(words, pairwise([*begins, end]), strict=True):
        until = min(max(word.end, at), following)
        times += [
            (at + (until - at) * n / len(said), at + (until - at) * (n + 1) / len(said))
            for n in range(len(said))
        ]
    return times


def _spread(text: str, start: float, end: float) -> list[tuple[float, float]]:
    """As if every letter took the same time."""
    letters = max(len(text.replace(" ", "")), 1)
    each = (end - start) / letters
    return [(start + each * n, start + each * (n + 1)) for n in range(letters)]


def _parts(word: str) -> Iterator[str]:
    """Where a word may be cut: around wide letters, and anywhere if it fits in no line."""
    for wide, letters in groupby(word, _wide):
        run = "".join(letters)
        yield from run if wide or _columns(run) > COLUMNS else [run]


def _fitting(pieces: list[_Piece], first: int, indent: int) -> int:
    """How many pieces make the next cue: up to a sentence's end, once there are two lines."""
    page = _Page(indent)
    for number in range(first, len(pieces)):
        page.add(pieces[number])
        lines, begins = len(page.lines), pieces[first].start
        if number > first and (lines > LINES or pieces[number].end - begins > LONGEST):
            return number - first
        if lines == LINES and pieces[number].text.endswith(_ENDS):
            return number - first + 1
    return len(pieces) - first


def _lines(pieces: list[_Piece], indent: int) -> tuple[str, ...]:
    """The words in lines, the first of which begins with somebody's name of so many columns."""
    page = _Page(indent)
    for piece in pieces:
        page.add(piece)
    return tuple(page.lines)


class _Page:
    """Lines that are being filled."""

    def __init__(self, indent: int) -> None:
        self.lines = [""]
        self._column = indent

    def add(self, piece: _Piece) -> None:
        gap = "" if piece.tight or not self.lines[-1] else " "
        width = len(gap) + _columns(piece.text)
        if self._column and self._column + width > COLUMNS:
            self.lines.append("")
            self._column, gap, width = 0, "", _columns(piece.text)
        self.lines[-1] += gap + piece.text
        self._column += width


def _columns(text: str) -> int:
    return sum(2 if _wide(letter) else 1 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
