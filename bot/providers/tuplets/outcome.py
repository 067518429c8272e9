"""From Tuplets' result to ours: what was said, and what it boils down to."""

from bisect import bisect_left
from collections.abc import Sequence
from math import exp

from bot.domain.notes import Result
from bot.domain.transcript import Segment, Transcript, Word, in_order, words_of
from bot.providers.tuplets import wire
from bot.providers.tuplets.caveats import Asked, caveats
from bot.providers.tuplets.notes import Names, notes_of

_TOUCH = 0.005  # seconds by which a phrase and its first word may differ in rounding


def to_result(row: wire.Row, outcome: wire.Outcome, asked: Asked) -> Result:
    """Everything a finished job made, in our words."""
    names = Names(s.speaker for s in outcome.segments or () if s is not None)
    seconds = outcome.audio_duration_seconds or row.audio_duration_seconds
    transcript = Transcript(
        segments=_segments(outcome, names, asked.wish.speakers),
        language=outcome.language,
        seconds=seconds,
    )
    notes = notes_of(outcome, names, asked)
    return Result(
        transcript=transcript,
        notes=notes,
        cost=row.billed_cost_usd,
        warned=caveats(outcome, transcript, notes, asked),
        unredacted=asked.wish.redact and not _redacted(outcome),
    )


def _segments(outcome: wire.Outcome, names: Names, speakers: bool) -> tuple[Segment, ...]:
    spoken = _Spoken(outcome)
    segments = [
        Segment(
            text=s.text.strip(),
            start=s.start,
            end=s.end,
            speaker=names.of(s.speaker) if speakers else None,
            words=words_of(s.text, spoken.within(s.start, s.end)),
            confidence=None if s.avg_logprob is None else min(exp(s.avg_logprob), 1.0),
        )
        for s in outcome.segments or ()
        if s is not None and s.text and s.text.strip()
    ]
    if not segments and outcome.text and outcome.text.strip():
        return (Segment(text=outcome.text.strip()),)
    return in_order(segments)


class _Spoken:
    """The words' times, which are told apart from the phrases that they make."""

    def __init__(self, outcome: wire.Outcome) -> None:
        self._words = sorted(
            (
                Word(text=w.word, start=w.start, end=w.end)
                for w in outcome.words or ()
                if w and w.word and w.start is not None and w.end is not None
            ),
            key=_start,
        )

    def within(self, start: float | None, end: float | None) -> Sequence[Word]:
        """The words that begin in this time."""
        if start is None or end is None:
            return ()
        first = bisect_left(self._words, start - _TOUCH, key=_start)
        return self._words[first : bisect_left(self._words, end - _TOUCH, key=_start)]


def _start(word: Word) -> float:
    return word.start


def _redacted(outcome: wire.Outcome) -> bool:
    """Only what is said to be redacted is ("Integration guidance")."""
    if outcome.pii_review_required or outcome.pii_processing_error:
        return False
    return outcome.execution.pii_processing_applied is True
