"""A result in Markdown (spec.commonmark.org, 0.31.2): nothing in it is markup but ours."""

import re
from collections.abc import Iterator

from bot.domain.job import Job
from bot.domain.notes import Result
from bot.render.document import Claim, Heading, Part, Text, Utterance, document
from bot.render.escape import one_line

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in r"\`*_{}[]<>#|~&"})
# What would begin a list, a line under a heading, or a rule; a number up to nine digits.
_BEGINS = re.compile(r"^(?:(?=[-+=])|(\d{1,9})(?=[.)]))")


def markdown(job: Job, result: Result) -> str:
    """The notes, then every word."""
    return "\n".join([f"# {_md(one_line(job.title))}", *_lines(document(result))]) + "\n"


def _lines(parts: Iterator[Part]) -> Iterator[str]:
    """Each in its lines; an empty one stands before all but the next item of a list."""
    before: Part | None = None
    for part in parts:
        listed = isinstance(part, Claim | Utterance)
        if not (listed and isinstance(before, type(part))):
            yield ""
        yield from _part(part)
        before = part


def _part(part: Part) -> Iterator[str]:
    match part:
        case Heading():
            yield f"## {_md(part.text)}"
        case Text():
            yield f"*{_md(part.text)}*" if part.quiet and part.text else _md(part.text)
        case Claim():
            yield "- " + " · ".join(map(_md, [part.text, *part.facts]))
            if part.quote:
                yield f"  > {_md(part.quote)}"
        case Utterance():
            at = _md(f"[{part.at}] ") if part.at else ""
            who = f"**{_md(part.who)}:** " if part.who else ""
            yield f"- {at}{who}{_md(part.text)}"


def _md(text: str) -> str:
    return _BEGINS.sub(r"\1\\", text.translate(_MARKS))
