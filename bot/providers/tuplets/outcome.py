"""From Tuplets' result to ours: what was said, and what it boils down to."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.notes import (
    ActionItem,
    Decision,
    Moment,
    Notes,
    Result,
)
from bot.domain.transcript import Segment, Transcript, Voices, Word, in_order, words_of
from bot.providers.tuplets import wire
from bot.providers.tuplets.caveats import Asked, caveats
from bot.providers.tuplets.custom import section

_TOUCH = 0.005  # seconds by which a phrase and its first word may differ in rounding
_LABEL = re.compile(r"\bSPEAKER_\d+\b")


def to_result(row: wire.Row, outcome: wire.Outcome, asked: Asked) -> Result:
    """Everything a finished job made, in our words."""
    names = _Names(s.speaker for s in outcome.segments or () if s is not None)
    seconds = outcome.audio_duration_seconds or row.audio_duration_seconds
    transcript = Transcript(
        segments=_segments(outcome, names, asked.wish.speakers),
        language=outcome.language,
        seconds=seconds,
    )
    notes = _notes(outcome, names, asked)
    return Result(
        transcript=transcript,
        notes=notes,
        cost=row.billed_cost_usd,
        warned=caveats(outcome, transcript, notes, asked),
        unredacted=asked.wish.redact and not _redacted(outcome),
    )


class _Names(Voices):
    """Our names for its speakers, also where its notes speak of them."""

    def owner(self, owner: str | None) -> str | None:
        """Who is to do something: a label, or a name as it was said."""
        if not owner or not owner.strip():
            return None
        return self.of(owner) or (None if _LABEL.fullmatch(owner) else self.within(owner))

    def within(self, text: str) -> str:
        """A text with our names for the labels in it."""
        return _LABEL.sub(lambda found: self.of(found[0]) or found[0], text).strip()


def _segments(outcome: wire.Outcome, names: _Names, speakers: bool) -> tuple[Segment, ...]:
    spoken = _Spoken(outcome)
    segments = [
        Segment(
            text=s.text.strip(),
            start=s.start,
            end=s.end,
            speaker=names.of(s.speaker) if speakers else None,
            words=words_of(s.text, spoken.within(s.start, s.end)),
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


def _notes(outcome: wire.Outcome, names: _Names, asked: Asked) -> Notes | None:
    """What it noted; where it did not look for something there is None, not an empty list."""
    made = outcome.analytics
    sections = section(made.custom, asked.labels) if made else ()
    notes = _generic(made, outcome.execution, names) if made else None
    if notes is None and sections:
        return Notes(origin="Tuplets", sections=sections)
    return replace(notes, sections=sections) if notes else None


def _generic(made: wire.Analytics, execution: wire.Execution, names: _Names) -> Notes | None:
    """The notes of the profile."""
    if made.profile in (None, "none") or _not_applied(execution):
        return None
    deep = _is_deep(made, execution)
    actions = tuple(_actions(made.action_items or (), names))
    decisions = tuple(_decisions(made.decisions or (), names))
    topics = tuple(t.topic.strip() for t in made.key_topics or () if t and t.topic)
    summary = names.within(made.summary or "")
    if made.skipped and not (summary or actions or decisions):
        return None
    return Notes(
        origin="Tuplets",
        summary=summary or None,
        decisions=decisions if decisions or deep else None,
        actions=actions if actions or deep else None,
        topics=topics or None,
    )


def _not_applied(execution: wire.Execution) -> bool:
    return execution.analytics_applied is False or execution.generic_analytics_applied is False


def _is_deep(made: wire.Analytics, execution: wire.Execution) -> bool:
    """Whether action items and decisions were looked for: "Full profile only"."""
    tier = execution.generic_analytics_tier_applied or made.tier or "deep"
    return made.profile == "full" and tier == "deep" and not made.skipped


def _actions(actions: Sequence[wire.Action | None], names: _Names) -> Iterator[ActionItem]:
    for action in actions:
        if action is not None and action.action and action.action.strip():
            yield ActionItem(
                text=names.within(action.action),
                owner=names.owner(action.owner),
                due=(action.due_date or "").strip() or None,
                moment=_moment(action.evidence, names, action.source_quote),
            )


def _decisions(decisions: Sequence[wire.Decided | None], names: _Names) -> Iterator[Decision]:
    for decided in decisions:
        if decided is not None and decided.decision and decided.decision.strip():
            yield Decision(
                text=names.within(decided.decision), moment=_moment(decided.evidence, names)
            )


def _moment(
    evidence: Sequence[wire.Segment | None] | None, names: _Names, quote: str | None = None
) -> Moment | None:
    for said in evidence or ():
        words = said and (said.text or quote)
        if said is not None and said.start is not None and words:
            return Moment(start=said.start, quote=words.strip(), speaker=names.of(said.speaker))
    return None


def _redacted(outcome: wire.Outcome) -> bool:
    """Only what is said to be redacted is ("Integration guidance")."""
    if outcome.pii_review_required or outcome.pii_processing_error:
        return False
    return outcome.execution.pii_processing_applied is True
