"""What a search found: the recordings, and the lines with the words in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.search import Phrase, Sought, Span, spans
from bot.domain.transcript import Segment
from bot.render.amounts import count
from bot.render.blocks import (
    Block,
    Element,
    bullets,
    channel,
    context,
    day,
    line,
    link,
    rich,
    said,
    section,
)
from bot.render.escape import mrkdwn, one_line
from bot.render.transcript import heading

TOLD_MOST = 100  # letters of what was sought
LINE_MOST = 240  # letters of a line
BEFORE = 80  # of them before the first word that was sought
TITLE_MOST = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where was looked. `untold`: Slack did not say where they are; `barred`: we may not ask."""

    channels: frozenset[str]
    untold: bool = False
    barred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A recording with lines that have what was sought; `link` leads to its notes."""

    job: Job
    lines: tuple[Segment, ...]
    link: str | None = None


def found(wanted: Sought, recordings: Sequence[Found], reach: Reach, *, more: bool) -> Message:
    """The lines, by their recordings."""
    title = f"Found {_told(wanted.said)} in {count(len(recordings), 'recording')}."
    blocks: list[Block] = [section(f"*{title}*")]
    blocks += [_recording(one, wanted.phrases) for one in recordings]
    small = [_MORE] if more else []
    blocks.append(context(" ".join([*small, _reached(reach)])))
    spoken = (_spoken(one, wanted.phrases) for one in recordings)
    return Message(text="\n".join([title, *spoken, *small, _reached(reach)]), blocks=tuple(blocks))


def nothing_found(wanted: Sought, reach: Reach) -> Message:
    """No line has it; say where was looked."""
    return _say(f"Nothing found for {_told(wanted.said)}. {_reached(reach)} {_ADVICE}")


def nothing_sought(words: str) -> Message:
    """There is no word in what was typed."""
    if not words.strip():
        return _say(_HOW)
    return _say(f"{_told(words)} has no word that I could look for. {_HOW}")


_HOW = (
    "Say what to look for: `/scribe search budget`, or in quotes what has to stand together:"
    ' `/scribe search "offline mode"`.'
)
_ADVICE = "A line has to have all of the words, so try fewer of them, or the beginning of one."
_MORE = "There is more: another word narrows it down."
_UNTOLD = "Slack does not tell me right now which channels you are in, so I looked in this one only. Try again in a minute."
_BARRED = (
    "I may not ask Slack which channels you are in, so I looked in this one only. Whoever runs me"
    " has to give the app channels:read, groups:read, im:read and mpim:read, and reinstall it."
)


def _reached(reach: Reach) -> str:
    if reach.untold or reach.barred:
        return _UNTOLD if reach.untold else _BARRED
    where = count(len(reach.channels), "channel")
    return f"I looked through the recordings that I keep of the {where} you are in."


def _recording(one: Found, phrases: Sequence[Phrase]) -> Block:
    name = _name(one)
    head = [link(one.link, name) if one.link else said(name, bold=True)]
    head += [said(" in "), channel(one.job.place.channel), said(" · ")]
    head.append(day(one.job.created_at, _date(one.job)))
    return rich(line(*head), bullets(list(_line(text, phrases)) for text in one.lines))


def _line(segment: Segment, phrases: Sequence[Phrase]) -> Iterator[Element]:
    if intro := heading(segment):
        yield said(f"{intro} ")
    text, places = _excerpt(one_line(segment.text), phrases)
    at = 0
    for start, end in places:
        if start > at:
            yield said(text[at:start])
        yield said(text[start:end], bold=True)
        at = end
    if text[at:]:
        yield said(text[at:])


def _spoken(one: Found, phrases: Sequence[Phrase]) -> str:
    lines = (
        f"{heading(segment)} {_excerpt(one_line(segment.text), phrases)[0]}".strip()
        for segment in one.lines
    )
    where = f"<#{one.job.place.channel}>"
    return f"{mrkdwn(_name(one))} in {where}: " + mrkdwn(" / ".join(lines))


def _excerpt(text: str, phrases: Sequence[Phrase]) -> tuple[str, tuple[Span, ...]]:
    """A line, or of a long one the part around the first find; and where the finds are in it."""
    if len(text) > LINE_MOST:
        first = next(iter(spans(text, phrases)), (0, 0))[0]
        begin = min(max(first - BEFORE, 0), len(text) - LINE_MOST)
        part = text[begin : begin + LINE_MOST].strip()
        end = "…" if begin + LINE_MOST < len(text) else ""
        text = f"{'…' if begin else ''}{part}{end}"
    return text, spans(text, phrases)


def _name(one: Found) -> str:
    return f"#{one.job.number} {one_line(one.job.title, TITLE_MOST)}"


def _date(job: Job) -> str:
    return datetime.fromtimestamp(job.created_at, UTC).strftime("%d %b %Y")


def _told(words: str) -> str:
    return f"“{mrkdwn(one_line(words, TOLD_MOST))}”"


def _say(text: str) -> Message:
    return Message(text=text, blocks=(section(text),))
