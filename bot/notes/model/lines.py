"""A transcript as the numbered lines that a model reads and names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.notes import Moment
from bot.domain.transcript import Segment, Transcript

LONGEST = 400  # characters of a line; some services give a whole recording as one segment
# as many sentences as fit, else words, else letters
_PIECE = re.compile(
    rf".{{1,{LONGEST}}}(?:(?<=[.!?…])(?=\s|$)|(?<=[\u3002\uff01\uff1f]))|.{{1,{LONGEST}}}(?=\s|$)|.{{1,{LONGEST}}}",
    re.DOTALL,
)
_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A segment, or a part of a long one. `segment` is its place in the transcript."""

    number: int
    segment: int
    text: str
    start: float
    speaker: str | None

    def __str__(self) -> str:
        who = f" {_flat(self.speaker)}" if self.speaker else ""
        return f"[{self.number}] {_clock(self.start)}{who}: {_flat(self.text)}"

    @property
    def moment(self) -> Moment:
        """The line as evidence, as it stands in the transcript."""
        return Moment(start=self.start, quote=self.text, speaker=self.speaker, line=self.segment)


def lines_of(transcript: Transcript) -> tuple[Line, ...]:
    """Everything that was said, in lines that are numbered from 0."""
    found: list[Line] = []
    before = 0.0
    for place, segment in enumerate(transcript.segments):
        before = segment.start if segment.start is not None else before
        for text, start in _parts(segment, before):
            found.append(
                Line(
                    number=len(found),
                    segment=place,
                    text=text,
                    start=start,
                    speaker=segment.speaker,
                )
            )
    return tuple(found)


def _parts(segment: Segment, start: float) -> Iterator[tuple[str, float]]:
    """Pieces of its very text, and when each was said, as far as that can be told."""
    text = segment.text
    lasts = max((segment.end or start) - start, 0.0)
    if len(text) <= LONGEST:
        spans = [(0, text)]
    else:
        spans = [(piece.start(), piece[0]) for piece in _PIECE.finditer(text)]
    for place, piece in spans:
        if piece.strip():
            yield piece.strip(), round(start + lasts * place / len(text), 2)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _clock(seconds: float) -> str:
    whole = int(seconds)
    minutes = f"{whole % _HOUR // _MINUTE:02}" if whole >= _HOUR else f"{whole // _MINUTE}"
    hours = f"{whole // _HOUR}:" if whole >= _HOUR else ""
    return f"{hours}{minutes}:{whole % _MINUTE:02}"
