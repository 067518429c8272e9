"""What was said: segments in time, by speaker."""

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
