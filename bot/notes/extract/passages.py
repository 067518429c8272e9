"""A transcript as passages that can stand alone: whole sentences of one segment."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.notes import Moment
from bot.domain.transcript import Segment
from bot.notes.extract.wording import unspaced, words_of

LONGEST = 240  # characters: what still reads as a bullet
FULL = 120  # characters after which a passage takes in no further sentence

_PAIR = 0.6  # of a word is what a pair of characters stands for, about

_END = re.compile(
    r"(?<![.!?…؟।])[.!?…؟।]++[\"'”’»)\]]*+\s++"  # an end and a space ...
    r"|(?<![。！？｡])[。！？｡]++[”’』」）]*+\s*+"  # ... or one that needs none
)
_NO_END = re.compile(
    r"(?:\b[^\W\d_]|\b\d{1,2}|\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|Nr|bzw|ca|z\.B))\.\s+$"
)
_CLAUSE = re.compile(r"[,;:–—،、，；：]\s*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of the segment in line `line`."""

    line: int
    text: str
    words: tuple[str, ...]  # as `words_of` gives them

    @property
    def size(self) -> float:
        """How many words it has; where there are no spaces, about."""
        if self.text.isascii():
            return len(self.words)
        return sum(_PAIR if unspaced(word) else 1.0 for word in self.words)


def passages_of(segments: Sequence[Segment]) -> list[Passage]:
    """All passages that hold a word, in the order in which they were said."""
    found = []
    for line, segment in enumerate(segments):
        for begin, end in _packed(segment.text):
            text = segment.text[begin:end].strip()
            if words := words_of(text):
                found.append(Passage(line, text, tuple(words)))
    return found


def sentences_of(text: str) -> list[str]:
    """The sentences of a passage."""
    return [text[begin:end].strip() for begin, end in _sentences(text)]


def moment_of(passage: Passage, segments: Sequence[Segment]) -> Moment:
    """Where a passage was said. The quote is all of its segment where that is short."""
    segment = segments[passage.line]
    whole = segment.text.strip()
    return Moment(
        start=segment.start or 0.0,
        quote=whole if len(whole) <= LONGEST else passage.text,
        speaker=segment.speaker,
        line=passage.line,
    )


def _packed(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, short ones together."""
    held: tuple[int, int] | None = None
    for begin, end in _sentences(text):
        if held and end - held[0] <= FULL:
            held = held[0], end
            continue
        if held:
            yield held
        held = begin, end
    if held:
        yield held


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _END.finditer(text):
        end = match.end()
        if _goes_on(text, match):
            continue
        yield from _cut(text, begin, end)
        begin = end
    if begin < len(text):
        yield from _cut(text, begin, len(text))


def _goes_on(text: str, end: re.Match[str]) -> bool:
    """Whether a dot is one of an abbreviation, a number or a pause."""
    after = text[end.end() : end.end() + 1]
    return after.islower() or bool(_NO_END.search(text, max(0, end.start() - 8), end.end()))


def _cut(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, in pieces where it is too long: at clauses, else between words, else anywhere."""
    while end - begin > LONGEST:
        most = begin + LONGEST
        least = begin + LONGEST // 3
        ends = [m.end() for m in _CLAUSE.finditer(text, least, most)]
        at = ends[-1] if ends else text.rfind(" ", least, most) + 1 or most
        yield begin, at
        begin = at
    yield begin, end
