"""What a model hands in: claims with the numbers of their lines, not believed yet."""

import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from bot.http.lenient import Many, Maybe, Text, Wire
from bot.notes.model.structure import MAYBE_TEXT, NUMBER, TEXT, form, many

CITED = 4  # lines of a claim that are looked at
_MOST = 40  # items of a kind that are looked at
_LONGEST = 2_000  # characters of a text that are kept
_DIGITS = re.compile(r"\d{1,9}")


def _numbers(value: Any) -> list[int]:
    """Line numbers, however they are written: 12, "12", "[12]", "lines 12 and 13"."""
    values = value if isinstance(value, list) else [value]
    found = (int(digits) for one in values for digits in _DIGITS.findall(str(one)[:_LONGEST]))
    return list(dict.fromkeys(found))[:CITED]


Lines = Annotated[list[int], BeforeValidator(_numbers)]
Short = Annotated[Text, AfterValidator(lambda text: text[:_LONGEST])]


class Claim(Wire):
    """Something that is said to stand in these lines."""

    text: Short
    lines: Lines


class Action(Claim):
    """Something that somebody is said to have to do."""

    owner: Maybe[Short] = None
    due: Maybe[Short] = None


class Stretch(Wire):
    """A chapter, by its first line."""

    title: Short
    line: Annotated[int, BeforeValidator(lambda value: next(iter(_numbers(value)), None))]


class Draft(Wire):
    """The notes of a recording, or of a part of it."""

    points: list[Maybe[Claim]]
    decisions: Many[Claim] = None
    actions: Many[Action] = None
    risks: Many[Claim] = None
    questions: Many[Claim] = None
    topics: Many[Claim] = None
    chapters: Many[Stretch] = None


class Points(Wire):
    """The summary of a whole whose parts were summed up one by one."""

    points: list[Maybe[Claim]]


class Reply(Wire):
    """An answer to a question; `said`: whether there is one."""

    said: bool
    answer: Maybe[Short] = None
    lines: Lines


_CLAIM = form(text=TEXT, lines=many(NUMBER))
_CLAIMS = many(_CLAIM)
_ACTIONS = many(form(text=TEXT, lines=many(NUMBER), owner=MAYBE_TEXT, due=MAYBE_TEXT))
NOTES = form(
    points=_CLAIMS,
    decisions=_CLAIMS,
    actions=_ACTIONS,
    risks=_CLAIMS,
    questions=_CLAIMS,
    topics=_CLAIMS,
    chapters=many(form(title=TEXT, line=NUMBER)),
)
MERGED = form(points=_CLAIMS)
ANSWER = form(said={"type": "boolean"}, answer=TEXT, lines=many(NUMBER))


def some(items: Iterable[Any] | None) -> list[Any]:
    """Those that could be read."""
    return [item for item in items or () if item is not None]


def kept(draft: Draft) -> str:
    """As it is kept in the notebook: what was asked for, and no more of it than is looked at."""
    return merged([draft]).model_dump_json()


def merged(drafts: Sequence[Draft]) -> Draft:
    """The notes of parts that overlap: what two of them found in the same lines stands once."""
    fields = {
        name: _once([some(getattr(draft, name))[:_MOST] for draft in drafts]) for name in _CLAIMED
    }
    chapters = {one.line: one for draft in drafts for one in some(draft.chapters)[:_MOST]}
    return Draft(**fields, chapters=sorted(chapters.values(), key=lambda one: one.line))


_CLAIMED = ("points", "decisions", "actions", "risks", "questions", "topics")


def _once(parts: Sequence[Sequence[Claim]]) -> list[Claim]:
    found: list[Claim] = []
    before: Sequence[Claim] = ()
    for part in parts:
        new = [one for one in part if not any(_same(one, other) for other in before)]
        found += new
        before = new
    return found


def _same(one: Claim, other: Claim) -> bool:
    """Of the same lines, and with some of the same words: a line may hold two promises."""
    if not set(one.lines) & set(other.lines):
        return False
    mine, theirs = (set(claim.text.casefold().split()) for claim in (one, other))
    return 3 * len(mine & theirs) >= min(len(mine), len(theirs))
