"""Subtitles: what was said, cut into pieces that can be read while it is heard.

At most two lines of 42 columns for at most seven seconds, as subtitlers have it (Netflix' Timed
Text Style Guide, English); wide letters take two columns. Cut at the words' own times where a
service tells them, else as if every letter took the same time.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby, zip_longest

from bot.domain.transcript import Segment, Transcript
from bot.render.escape import one_line
from bot.render.transcript import speaker

LINES = 2
COLUMNS = 42
LONGEST = 7.0  # seconds
_LEAST = 0.001  # seconds; a cue has to end after it began
_LAST = 5.0  # seconds, when nobody knows how long the last one is
_ENDS = (".", "?", "!", "…", "\u3002", "\uff1f", "\uff01")  # the last three are Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One or two lines, and from when to when they stand; `opens` where the speaker begins."""

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


def _of_segment(segment: Segment, start: float, end: float) -> Iterator[Cue]:
    name = speaker(segment.speaker) if segment.speaker else None
    indent = _columns(f"{name}: ") if name else 0
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
    ends = accumulate((min(max(word.end, start), end) for _, word in words), max)
    times, at = [], start
    for (said, word), until in zip(words, ends, strict=True):
        at = min(max(at, word.start), until)
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
    for number in range(1, len(pieces) - first + 1):
        taken = pieces[first : first + number]
        lines = len(_lines(taken, indent))
        if number > 1 and (lines > LINES or taken[-1].end - taken[0].start > LONGEST):
            return number - 1
        if lines == LINES and taken[-1].text.endswith(_ENDS):
            return number
    return len(pieces) - first


def _lines(pieces: list[_Piece], indent: int) -> tuple[str, ...]:
    """The words in lines, the first of which begins with somebody's name of so many columns."""
    lines, room = [""], COLUMNS - indent
    for piece in pieces:
        gap = "" if piece.tight or not lines[-1] else " "
        if lines[-1] and _columns(lines[-1] + gap + piece.text) > room:
            lines.append("")
            room, gap = COLUMNS, ""
        lines[-1] += gap + piece.text
    return tuple(lines)


def _columns(text: str) -> int:
    return sum(2 if _wide(letter) else 1 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
