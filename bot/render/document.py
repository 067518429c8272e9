"""A result as a document, whatever prints it: its headings, paragraphs, claims and utterances."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import TypeAlias

from bot.domain.notes import UNSURE, ActionItem, Decision, Maker, Moment, Notes, Point, Result
from bot.domain.transcript import Segment, Transcript
from bot.render import words
from bot.render.amounts import clock, count, language, length
from bot.render.escape import one_line, plain
from bot.render.gist import headline
from bot.render.notes import due
from bot.render.result import remarks
from bot.render.transcript import speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the parts after it are about."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A paragraph; `quiet` where it is about the document."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An item of a list: what is claimed, who, until when and where it was said, and the words."""

    text: str
    facts: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Something that was said; `at` and `who` are empty where nobody knows."""

    at: str
    who: str
    text: str


Part: TypeAlias = Heading | Text | Claim | Utterance


def document(result: Result) -> Iterator[Part]:
    """Everything below the title. Every text is one line without anything unspeakable."""
    yield Text(text=" · ".join(_facts(result.transcript)), quiet=True)
    yield from (Text(text=one_line(remark), quiet=True) for remark in remarks(result))
    if result.notes:
        yield from _notes(result.notes, len(result.transcript.speakers))
    yield Heading(text=words.TRANSCRIPT)
    if any(segment.heard for segment in result.transcript.segments):
        yield Text(text=words.CORRECTED, quiet=True)
    if result.transcript.silent:
        yield Text(text=words.NOTHING_SAID)
    yield from (_utterance(each) for each in result.transcript.segments if each.text.strip())


def _facts(transcript: Transcript) -> Iterator[str]:
    if transcript.seconds:
        yield length(transcript.seconds)
    if transcript.speakers:
        yield count(len(transcript.speakers), "speaker")
    if transcript.language:
        yield one_line(language(transcript.language), 80)
    yield count(transcript.words, "word")


def _notes(notes: Notes, speakers: int) -> Iterator[Part]:
    yield from _picked(notes, speakers) if notes.maker is Maker.EXTRACT else _summed_up(notes)
    for title, points in ((words.RISKS, notes.risks), (words.QUESTIONS, notes.questions)):
        if points:
            yield Heading(text=title)
            yield from map(_claim, points)
    if notes.chapters:
        yield Heading(text=words.CHAPTERS)
        for chapter in notes.chapters:
            yield Claim(text=f"{clock(chapter.start)} {one_line(chapter.title)}")
    if notes.mood:
        yield Heading(text=words.MOOD)
        yield Text(text=one_line(notes.mood))
    for section in notes.sections:
        yield Heading(text=one_line(section.title))
        yield from (Claim(text=one_line(told)) for told in section.lines)
    yield Text(text=" ".join(_origin(notes)), quiet=True)


def _picked(notes: Notes, speakers: int) -> Iterator[Part]:
    """Passages in their own words, which are their own evidence."""
    if notes.topics:
        yield Text(text=headline(notes.topics, speakers))
    if notes.points:
        yield Heading(text=words.KEY_MOMENTS)
        yield from map(_claim, notes.points)
    if notes.actions:
        yield Heading(text=words.POSSIBLE_ACTIONS)
        yield from (_action(each, nobody="") for each in notes.actions)


def _summed_up(notes: Notes) -> Iterator[Part]:
    if notes.summary or notes.points:
        yield Heading(text=words.SUMMARY)
    for told in map(one_line, plain(notes.summary or "").split("\n")):
        if told:
            yield Text(text=told)
    yield from map(_claim, notes.points or ())
    if notes.decisions is not None:
        yield from _list(words.DECISIONS, map(_claim, notes.decisions))
    if notes.actions is not None:
        yield from _list(words.ACTIONS, map(_action, notes.actions))
    if notes.topics:
        yield Heading(text=words.TOPICS)
        yield Text(text=" · ".join(map(one_line, notes.topics)))


def _list(title: str, claims: Iterable[Claim]) -> Iterator[Part]:
    yield Heading(text=title)
    found = list(claims)
    yield from found
    if not found:
        yield Text(text=words.NONE_FOUND[title])


def _action(action: ActionItem, nobody: str = words.NO_OWNER) -> Claim:
    owner = one_line(action.owner or "") or nobody
    return _claim(action, (owner, due(action)))


def _claim(claim: Point | Decision | ActionItem, facts: tuple[str, ...] = ()) -> Claim:
    unsure = claim.confidence is not None and claim.confidence < UNSURE
    when = _when(claim.moment, facts) if claim.moment else ""
    every = (*facts, words.UNCERTAIN if unsure else "", when)
    text, quote = one_line(claim.text), one_line(claim.moment.quote) if claim.moment else ""
    return Claim(text=text, facts=tuple(filter(None, every)), quote="" if quote == text else quote)


def _when(moment: Moment, facts: tuple[str, ...]) -> str:
    who = one_line(moment.speaker or "")
    return f"at {clock(moment.start)}" + (f", {who}" if who and who not in facts else "")


def _origin(notes: Notes) -> Iterator[str]:
    yield words.ORIGINS[notes.maker].format(origin=one_line(notes.origin, 80))
    if notes.made_at is not None:
        made = datetime.fromtimestamp(notes.made_at, UTC)
        yield words.MADE_AT.format(day=f"{made.day} {made:%B %Y}")


def _utterance(segment: Segment) -> Utterance:
    return Utterance(
        at=clock(segment.start) if segment.start is not None else "",
        who=speaker(segment.speaker) if segment.speaker else "",
        text=one_line(_marked(segment)),
    )


def _marked(segment: Segment) -> str:
    """What people corrected stands in brackets: nobody's words are changed silently."""
    if segment.heard is None:
        return segment.text
    heard, now = segment.heard.split(), segment.text.split()
    parts = []
    for what, _, _, first, last in SequenceMatcher(None, heard, now, autojunk=False).get_opcodes():
        told = " ".join(now[first:last])
        parts.append(told if what == "equal" or not told else f"[{told}]")
    return " ".join(filter(None, parts))
