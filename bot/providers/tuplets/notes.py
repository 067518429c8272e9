"""What Tuplets noted ("Analytics Output"), in our words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.notes import ActionItem, Chapter, Decision, Moment, Notes, Point, Section
from bot.domain.transcript import Voices
from bot.providers.tuplets import wire
from bot.providers.tuplets.caveats import Asked
from bot.providers.tuplets.custom import section

_LABEL = re.compile(r"\bSPEAKER_\d+\b")
_SURE = {"high": 0.9, "medium": 0.7, "low": 0.3}  # of the page's words, as numbers


class Names(Voices):
    """Our names for its speakers, also where its notes speak of them."""

    def owner(self, owner: str | None) -> str | None:
        """Who is to do something: a label, or a name as it was said."""
        if not owner or not owner.strip():
            return None
        return self.of(owner) or (None if _LABEL.fullmatch(owner) else self.within(owner))

    def within(self, text: str) -> str:
        """A text with our names for the labels in it."""
        return _LABEL.sub(lambda found: self.of(found[0]) or found[0], text).strip()


def notes_of(outcome: wire.Outcome, names: Names, asked: Asked) -> Notes | None:
    """What it noted; where it did not look for something there is None, not an empty list."""
    made = outcome.analytics
    sections = section(made.custom, asked.labels) if made else ()
    notes = _generic(made, outcome.execution, names) if made else None
    if notes is None and sections:
        return Notes(origin="Tuplets", sections=sections)
    return replace(notes, sections=(*notes.sections, *sections)) if notes else None


def _generic(made: wire.Analytics, execution: wire.Execution, names: Names) -> Notes | None:
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
        risks=tuple(_risks(made.risks or (), names)) or (() if deep else None),
        topics=topics or None,
        chapters=tuple(_chapters(made.chapters or (), names)) or None,
        mood=_mood(made.sentiment, names),
        sections=tuple(_sections(made, names)),
    )


def _not_applied(execution: wire.Execution) -> bool:
    return execution.analytics_applied is False or execution.generic_analytics_applied is False


def _is_deep(made: wire.Analytics, execution: wire.Execution) -> bool:
    """Whether action items and decisions were looked for: "Full profile only"."""
    tier = execution.generic_analytics_tier_applied or made.tier or "deep"
    return made.profile == "full" and tier == "deep" and not made.skipped


def _actions(actions: Sequence[wire.Action | None], names: Names) -> Iterator[ActionItem]:
    for action in actions:
        if action is not None and action.action and action.action.strip():
            yield ActionItem(
                text=names.within(action.action),
                owner=names.owner(action.owner),
                due=(action.due_date or "").strip() or None,
                moment=_moment(action.evidence, names, action.source_quote),
                confidence=_SURE.get((action.confidence or "").lower()),
            )


def _decisions(decisions: Sequence[wire.Decided | None], names: Names) -> Iterator[Decision]:
    for decided in decisions:
        if decided is not None and decided.decision and decided.decision.strip():
            yield Decision(
                text=names.within(decided.decision), moment=_moment(decided.evidence, names)
            )


def _risks(risks: Sequence[wire.Risk | None], names: Names) -> Iterator[Point]:
    for risk in risks:
        if risk is not None and risk.risk and risk.risk.strip():
            how = f" ({risk.severity.strip()})" if risk.severity and risk.severity.strip() else ""
            yield Point(text=names.within(risk.risk) + how, moment=_moment(risk.evidence, names))


def _chapters(chapters: Sequence[wire.Stretch | None], names: Names) -> Iterator[Chapter]:
    for chapter in chapters:
        if chapter is not None and chapter.title and chapter.start is not None:
            yield Chapter(title=names.within(chapter.title), start=chapter.start)


def _mood(mood: wire.Mood | None, names: Names) -> str | None:
    if mood is None or not mood.overall or not (mood.explanation or "").strip():
        return None  # without an explanation it is what the field begins with
    return f"{mood.overall.strip().capitalize()}: {names.within(mood.explanation or '')}"


def _sections(made: wire.Analytics, names: Names) -> Iterator[Section]:
    """What has no place of its own in our notes."""
    asked = [
        f"{names.within(one.question)} {names.within(one.answer)}"
        for one in made.qa_pairs or ()
        if one and one.question and one.answer
    ]
    missed = [
        names.within(one.opportunity)
        for one in made.missed_opportunities or ()
        if one and one.opportunity
    ]
    if asked:
        yield Section(title="Asked and answered", lines=tuple(asked))
    if missed:
        yield Section(title="Left open", lines=tuple(missed))


def _moment(
    evidence: Sequence[wire.Segment | None] | None, names: Names, quote: str | None = None
) -> Moment | None:
    for said in evidence or ():
        words = said and (said.text or quote)
        if said is not None and said.start is not None and words:
            return Moment(start=said.start, quote=words.strip(), speaker=names.of(said.speaker))
    return None
