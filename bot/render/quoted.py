"""Answers to questions about a recording: its own words, each with who said them and when."""

from collections.abc import Sequence

from bot.domain.job import Job
from bot.domain.message import Asked, Message
from bot.domain.transcript import Segment
from bot.render.blocks import Block, Element, context, line, person, quote, rich, said
from bot.render.escape import mrkdwn, one_line
from bot.render.transcript import heading

ASKED_MOST = 200  # letters of a question that are repeated
QUOTE_MOST = 600  # letters of one quote
TEXT_MOST = 2000  # letters of an answer in prose
QUOTES_MOST = 6
SPOKEN_MOST = 3000  # letters of a message's `text`

CLOSEST = "What comes closest in “{title}”:"
NOT_SAID = "That was not said in this recording."
NOT_KEPT = (
    "I no longer keep what was said in this recording: its transcript, above, is a file of its own."
)
NOT_YET = "I am still at this recording. Ask me again once its notes are here."
WRITTEN_BY = "Written by {origin} from these lines of “{title}”. Check what matters against them."


def passages(
    job: Job,
    asked: Asked,
    lines: Sequence[Segment],
    *,
    text: str | None = None,
    origin: str | None = None,
) -> Message:
    """The lines themselves, below what somebody wrote of them."""
    title = one_line(job.title, 100)
    told = one_line(text or CLOSEST.format(title=title), TEXT_MOST)
    shown = lines[:QUOTES_MOST]
    blocks: list[Block] = [
        rich(_asked(asked), line(said(told)), *(quote(*_runs(one)) for one in shown))
    ]
    if text:
        by = one_line(origin or "a language model", 80)
        blocks.append(context(WRITTEN_BY.format(origin=by, title=title)))
    spoken = mrkdwn("\n".join([told, *map(_spoken, shown)]))
    return Message(text=spoken[:SPOKEN_MOST], blocks=tuple(blocks))


def not_said(asked: Asked) -> Message:
    """No line speaks of it."""
    return _said(asked, NOT_SAID)


def not_kept(asked: Asked) -> Message:
    """Retention is over."""
    return _said(asked, NOT_KEPT)


def not_yet() -> Message:
    """To who asked too early."""
    return Message(text=NOT_YET, blocks=(rich(line(said(NOT_YET))),))


def _said(asked: Asked, sentence: str) -> Message:
    return Message(text=sentence, blocks=(rich(_asked(asked), line(said(sentence))),))


def _asked(asked: Asked) -> Element:
    return line(person(asked.asker), said(f" {one_line(asked.question, ASKED_MOST)}", italic=True))


def _runs(segment: Segment) -> list[Element]:
    intro = heading(segment)
    return [*([said(f"{intro} ", bold=True)] if intro else []), said(_words(segment))]


def _spoken(segment: Segment) -> str:
    return f"{heading(segment)} “{_words(segment)}”".strip()


def _words(segment: Segment) -> str:
    return one_line(segment.text, QUOTE_MOST)
