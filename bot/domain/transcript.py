"""What was said: segments in time, by speaker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and when it was said, in seconds from the start."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One utterance. Times are seconds from the start; `speaker` is our label ("Speaker 1").

    `words` are those of `text`, where their times are known; `confidence`, from 0 to 1, is how
    sure the service is of them. `heard` is what it wrote, where people corrected that.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    heard: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """Everything that was said, in the order in which it was said."""

    segments: tuple[Segment, ...]
    language: str | None = None
    seconds: float | None = None

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speakers' labels by first appearance; empty when nobody told the voices apart."""
        return tuple(dict.fromkeys(s.speaker for s in self.segments if s.speaker))

    @property
    def words(self) -> int:
        """How many words there are, by spaces."""
        return sum(len(s.text.split()) for s in self.segments)

    @property
    def silent(self) -> bool:
        """Whether nothing at all was said."""
        return not any(s.text.strip() for s in self.segments)


class Voices:
    """Our names for a service's speakers: "Speaker 1" is who speaks first, whatever its label.

    `part` is of a recording that was heard in parts: in each of them the labels mean others.
    """

    def __init__(self, labels: Iterable[str | None], part: int | None = None) -> None:
        spoke = dict.fromkeys(label for label in labels if label)
        of = "" if part is None else f" (part {part})"
        self._names = {label: f"Speaker {n}{of}" for n, label in enumerate(spoke, start=1)}

    def of(self, label: str | None) -> str | None:
        """A speaker's name; of a label that never spoke, none."""
        return self._names.get(label) if label else None


def words_of(text: str, words: Iterable[Word]) -> tuple[Word, ...]:
    """The words, if they are those of this very text and one after the other; else none.

    So nothing can be read in them that is not in the text: a service that blackens names in the
    one may not have done so in the other.
    """
    found = tuple(words)
    same = _letters("".join(word.text for word in found)) == _letters(text)
    ordered = all(a.start <= b.start for a, b in pairwise(found))
    return found if same and ordered and all(w.start <= w.end for w in found) else ()


def _letters(text: str) -> str:
    return "".join(text.split())


def in_order(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """By their times where all have one, else as they came."""
    if any(s.start is None for s in segments):
        return tuple(segments)
    return tuple(sorted(segments, key=lambda s: s.start or 0.0))
