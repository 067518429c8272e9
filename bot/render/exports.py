"""A result as a text of its own: txt, md, json, srt, vtt.

Cues follow webvtt (www.w3.org/TR/webvtt1): no `-->` and no blank line in a text, `&<>` escaped.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal

from bot.domain.job import Job
from bot.domain.notes import ActionItem, Decision, Notes, Result
from bot.domain.transcript import Transcript
from bot.render import words
from bot.render.amounts import clock
from bot.render.cues import Cue, cues
from bot.render.escape import one_line, plain
from bot.render.transcript import transcript_text, utterance

VERSION = 1  # of the JSON

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in r"\`*_{}[]<>#|~"})


def export(job: Job, result: Result, shape: str) -> str:
    """The result in one of the `SHAPES`, UTF-8 text that ends with a line break."""
    return SHAPES[shape](job, result)


def _txt(_: Job, result: Result) -> str:
    return transcript_text(result.transcript)


def _md_text(job: Job, result: Result) -> str:
    return "\n".join(_markdown(result, job.title)) + "\n"


def _json_text(job: Job, result: Result) -> str:
    return json.dumps(_json(result, job.title), ensure_ascii=False, indent=2) + "\n"


def _srt_text(_: Job, result: Result) -> str:
    return "\n".join(_srt(result.transcript))


def _vtt_text(_: Job, result: Result) -> str:
    return "\n".join(["WEBVTT", "", *_vtt(result.transcript)])


SHAPES: dict[str, Callable[[Job, Result], str]] = {
    "txt": _txt,
    "md": _md_text,
    "json": _json_text,
    "srt": _srt_text,
    "vtt": _vtt_text,
}


def _markdown(result: Result, title: str) -> Iterator[str]:
    yield f"# {_md(title)}"
    if result.notes:
        yield from _md_notes(result.notes)
    yield from ["", "## Transcript", ""]
    for segment in result.transcript.segments:
        if segment.text.strip():
            yield f"- {_md(utterance(segment))}"


def _md_notes(notes: Notes) -> Iterator[str]:
    if notes.summary:
        yield from ["", f"## {words.SUMMARY}", ""]
        yield from (_md(line) for line in plain(notes.summary).split("\n"))
    if notes.decisions is not None:
        yield from ["", f"## {words.DECISIONS}", ""]
        yield from map(_md_item, notes.decisions)
        yield from _md_none(words.DECISIONS, notes.decisions)
    if notes.actions is not None:
        yield from ["", f"## {words.ACTIONS}", ""]
        yield from map(_md_item, notes.actions)
        yield from _md_none(words.ACTIONS, notes.actions)
    if notes.topics:
        yield from ["", f"## {words.TOPICS}", "", " · ".join(map(_md, notes.topics))]
    for section in notes.sections:
        yield from [
            "",
            f"## {_md(section.title)}",
            "",
            *(f"- {_md(line)}" for line in section.lines),
        ]
    yield from ["", _md(words.ORIGINS[notes.maker].format(origin=notes.origin))]


def _md_item(item: Decision | ActionItem) -> str:
    facts = []
    if isinstance(item, ActionItem):
        facts = [item.owner or words.NO_OWNER, f"due {item.due}" if item.due else ""]
    facts += [f"at {clock(item.moment.start)}"] if item.moment else []
    told = "".join(f" · {_md(fact)}" for fact in facts if fact)
    quote = item.moment.quote.strip() if item.moment else ""
    return f"- {_md(item.text)}{told}" + (f"\n  > {_md(quote)}" if quote else "")


def _md_none(part: str, found: tuple[object, ...]) -> Iterator[str]:
    if not found:
        yield words.NONE_FOUND[part]


def _md(text: str) -> str:
    return one_line(text).translate(_MARKDOWN)


def _json(result: Result, title: str) -> dict[str, object]:
    transcript = result.transcript
    return {
        "version": VERSION,
        "title": plain(title),
        "language": transcript.language,
        "seconds": transcript.seconds,
        **_cost(result),
        "speakers": list(transcript.speakers),
        "notes": asdict(result.notes) if result.notes else None,
        "warnings": [asdict(warned) for warned in result.warned],
        "segments": [asdict(segment) for segment in transcript.segments],
    }


def _cost(result: Result) -> dict[str, str | None]:
    """In dollars, or in the service's own unit."""
    name = "cost_usd" if result.unit == "USD" else f"cost_{result.unit}"
    return {name: str(result.cost) if isinstance(result.cost, Decimal) else None}


def _srt(transcript: Transcript) -> Iterator[str]:
    for number, cue in enumerate(cues(transcript), start=1):
        who = f"{cue.speaker}: " if cue.speaker and cue.opens else ""
        yield str(number)
        yield f"{_stamp(cue.start, ',')} --> {_stamp(cue.end, ',')}"
        yield from [who + _cue(cue), ""]


def _vtt(transcript: Transcript) -> Iterator[str]:
    for cue in cues(transcript):
        who = f"<v {_markup(cue.speaker)}>" if cue.speaker else ""
        yield f"{_stamp(cue.start, '.')} --> {_stamp(cue.end, '.')}"
        yield from [who + _markup(_cue(cue)), ""]


def _stamp(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"


def _cue(cue: Cue) -> str:
    return "\n".join(cue.lines).replace("-->", "->")


def _markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
