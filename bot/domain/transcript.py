"""What was said: segments in time, by speaker."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One utterance. Times are seconds from the start; `speaker` is our label ("Speaker 1")."""

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


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
    """Our names for a service's speakers: "Speaker 1" is who speaks first, whatever its label."""

    def __init__(self, labels: Iterable[str | None]) -> None:
        spoke = dict.fromkeys(label for label in labels if label)
        self._names = {label: f"Speaker {n}" for n, label in enumerate(spoke, start=1)}

    def of(self, label: str | None) -> str | None:
        """A speaker's name; of a label that never spoke, none."""
        return self._names.get(label) if label else None


def in_order(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """By their times where all have one, else as they came."""
    if any(s.start is None for s in segments):
        return tuple(segments)
    return tuple(sorted(segments, key=lambda s: s.start or 0.0))
