"""Notes as paragraphs: the summary first, then what was decided and who does what, then the rest.

Every claim shows its moment where its maker told one.
"""

import re
from collections.abc import Iterator
from datetime import date

from bot.domain.notes import UNSURE, ActionItem, Chapter, Decision, Maker, Moment, Notes, Point
from bot.render import words
from bot.render.amounts import moment_of
from bot.render.blocks import HEADER_MOST, Block, button, section
from bot.render.escape import mrkdwn, one_line, plain
from bot.render.excerpt import excerpt
from bot.render.flow import Paragraph, Run, blocks_of
from bot.render.gist import headline

PASSAGE_MOST, FACTS_MOST = 300, 100  # letters of a section, which may grow fivefold when escaped
_BEFORE = re.compile(r"^(?:by|on|until)\s+", re.IGNORECASE)  # "due by Friday" says it twice


def note_blocks(notes: Notes, job_id: str, speakers: int) -> list[Block]:
    """The notes of a recording with so many speakers, in blocks that each fit."""
    if notes.maker is Maker.EXTRACT:
        possible = [_possible(action, job_id) for action in notes.actions or ()]
        heading = [_heading(words.POSSIBLE_ACTIONS)] if possible else []
        return [
            *blocks_of([*_picked(notes, speakers), *heading]),
            *possible,
            *blocks_of(_rest(notes)),
        ]
    return blocks_of([*_summed_up(notes), *_found(notes), *_topics(notes), *_rest(notes)])


def due(action: ActionItem) -> str:
    """Until when, as it was said, and the day that this means."""
    said = _BEFORE.sub("", one_line(action.due or ""))
    day = _day(action.due_on or "")
    if said and day:
        return words.DUE_ON.format(due=said, day=day)
    return words.DUE.format(due=said or day) if said or day else ""


def _day(written: str) -> str:
    """A date as people write it; empty when it is none."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return ""
    return f"{day:%a} {day.day} {day:%b}"


def _picked(notes: Notes, speakers: int) -> Iterator[Paragraph]:
    """Without a summary: the passages themselves."""
    if notes.topics:
        yield _text(headline(notes.topics, speakers))
    if notes.points:
        yield _heading(words.KEY_MOMENTS)
        for point in notes.points:
            yield Paragraph(kind="bullet", runs=(Run(text=point.text), *_when(point.moment)))


def _possible(action: ActionItem, job_id: str) -> Block:
    """A passage that may be one; whoever knows better says so with a click."""
    moment = action.moment
    when = "".join(run.text for run in _when(moment, action.owner))
    facts = one_line(" · ".join(filter(None, [action.owner, due(action)])), FACTS_MOST)
    told = [f"• {one_line(action.text, PASSAGE_MOST)}", *([f"· {facts}"] if facts else [])]
    text = mrkdwn(" ".join([*told, one_line(when, FACTS_MOST)]))
    line = moment.line if moment and moment.line is not None else -1
    return section(text, button(words.NOT_AN_ACTION, "dismiss", f"{job_id}:{line}"))


def _summed_up(notes: Notes) -> Iterator[Paragraph]:
    if notes.summary or notes.points:
        yield _heading(words.SUMMARY)
    for text in filter(str.strip, plain(notes.summary or "").split("\n")):
        yield _text(text)
    for point in notes.points or ():
        yield _bullet(Run(text=point.text), point, [])


def _found(notes: Notes) -> Iterator[Paragraph]:
    if notes.decisions is not None:
        yield _heading(words.DECISIONS)
        yield from (_bullet(Run(text=one.text), one, []) for one in notes.decisions)
        yield from _none(words.DECISIONS, notes.decisions)
    if notes.actions is not None:
        yield _heading(words.ACTIONS)
        yield from map(_action, notes.actions)
        yield from _none(words.ACTIONS, notes.actions)


def _rest(notes: Notes) -> Iterator[Paragraph]:
    """What few look for, last: Slack folds the end of a long message."""
    for title, points in ((words.RISKS, notes.risks), (words.QUESTIONS, notes.questions)):
        if points:
            yield _heading(title)
            yield from (_bullet(Run(text=point.text), point, []) for point in points)
    if notes.chapters:
        yield _heading(words.CHAPTERS)
        yield _text("\n".join(map(_chapter, notes.chapters)))
    if notes.mood:
        yield _heading(words.MOOD)
        yield _text(one_line(notes.mood))
    for extra in notes.sections:
        yield _heading(one_line(extra.title, HEADER_MOST))
        yield from (
            Paragraph(kind="bullet", runs=(Run(text=one_line(told)),)) for told in extra.lines
        )


def _topics(notes: Notes) -> Iterator[Paragraph]:
    if notes.topics:
        yield _heading(words.TOPICS)
        yield _text(" · ".join(one_line(topic) for topic in notes.topics))


def _chapter(chapter: Chapter) -> str:
    return f"{moment_of(chapter.start)}  {one_line(chapter.title)}"


def _action(action: ActionItem) -> Paragraph:
    facts = [one_line(action.owner) if action.owner else words.NO_OWNER, due(action)]
    return _bullet(
        Run(text=action.text, bold=True), action, list(filter(None, facts)), owner=action.owner
    )


def _bullet(
    run: Run, claim: Point | Decision | ActionItem, facts: list[str], *, owner: str | None = None
) -> Paragraph:
    """What it is, who and until when; then the words themselves, when and by whom."""
    runs = [run]
    if facts:
        runs.append(Run(text=" · " + " · ".join(facts)))
    if claim.confidence is not None and claim.confidence < UNSURE:
        runs.append(Run(text=f" · {words.UNCERTAIN}", italic=True))
    if claim.moment:
        runs += _evidence(claim.moment, claim.text, owner)
    return Paragraph(kind="bullet", runs=tuple(runs))


def _evidence(moment: Moment, claim: str, owner: str | None) -> Iterator[Run]:
    quote = excerpt(moment.quote.strip(), claim)
    if quote:
        yield Run(text=f"\n“{quote}”", italic=True)
    other = moment.speaker if moment.speaker != owner else None
    by = f", {one_line(other)}" if other else ""
    yield Run(
        text=f" {moment_of(moment.start)}{by}" if quote else f" · {moment_of(moment.start)}{by}"
    )


def _when(moment: Moment | None, owner: str | None = None) -> Iterator[Run]:
    """Of words that stand there themselves: who said them, unless that was told, and when."""
    if moment is not None:
        other = moment.speaker if moment.speaker != owner else None
        who = f"{one_line(other)}, " if other else ""
        yield Run(text=f" · {who}{moment_of(moment.start)}", italic=True)


def _heading(text: str) -> Paragraph:
    return Paragraph(kind="heading", runs=(Run(text=text, bold=True),))


def _text(text: str) -> Paragraph:
    return Paragraph(runs=(Run(text=text),))


def _none(part: str, found: tuple[object, ...]) -> Iterator[Paragraph]:
    if not found:
        yield _text(words.NONE_FOUND[part])
