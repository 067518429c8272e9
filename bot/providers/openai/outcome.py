"""From a server's answers to ours."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp

from bot.domain.notes import Caveat, Result, Warned
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Transcript, Voices, in_order
from bot.providers.openai.book import Part
from bot.providers.openai.languages import code_of
from bot.providers.openai.wire import Answer
from bot.providers.openai.wire import Segment as Said


def to_result(parts: Sequence[Part], wish: Wish) -> Result:
    """What was said in all parts, one after the other; it writes no notes and hides nothing."""
    answers = [part.answer or Answer() for part in parts]
    languages = (code_of(answer.language) for answer in answers)
    transcript = Transcript(
        segments=_joined(parts, speakers=wish.speakers),
        language=next(filter(None, languages), wish.language),
        seconds=_seconds(parts),
    )
    return Result(
        transcript=transcript,
        warned=tuple(Warned(caveat=caveat) for caveat in _caveats(parts, transcript, wish)),
        unredacted=wish.redact,
    )


def _seconds(parts: Sequence[Part]) -> float | None:
    last = parts[-1]
    length = last.answer.duration if last.answer else None
    if length is None and len(parts) > 1:
        length = last.seconds
    return None if length is None else last.offset + length


def _caveats(parts: Sequence[Part], transcript: Transcript, wish: Wish) -> list[Caveat]:
    if not wish.speakers or transcript.silent:
        return []
    if not transcript.speakers:
        return [Caveat.NO_SPEAKERS]
    return [Caveat.SPEAKERS_BY_PART] if _told_apart(parts) > 1 else []


def _told_apart(parts: Sequence[Part]) -> int:
    """In how many parts the voices are."""
    return sum(any(s.speaker for s in _said(part)) for part in parts)


def _joined(parts: Sequence[Part], *, speakers: bool) -> tuple[Segment, ...]:
    if len(parts) == 1:
        return in_order(_segments(parts[0], None, speakers=speakers))
    joined: list[Segment] = []
    several = _told_apart(parts) > 1
    for number, part in enumerate(parts, start=1):
        said = _segments(part, number if several else None, speakers=speakers)
        joined += in_order(_placed(part, said))
    return tuple(joined)


def _segments(part: Part, number: int | None, *, speakers: bool) -> list[Segment]:
    said = _said(part)
    if not said:
        return _lines((part.answer.text if part.answer else None) or "")
    names = Voices((s.speaker for s in said), part=number)
    return [
        Segment(
            text=" ".join((s.text or "").split()),
            start=s.start,
            end=s.end,
            speaker=names.of(s.speaker) if speakers else None,
            confidence=None if s.avg_logprob is None else min(exp(s.avg_logprob), 1.0),
        )
        for s in said
    ]


def _said(part: Part) -> list[Said]:
    segments = (part.answer.segments if part.answer else None) or ()
    return [s for s in segments if s is not None and s.text and s.text.strip()]


def _placed(part: Part, segments: Sequence[Segment]) -> list[Segment]:
    """Where in the whole it was said; a part has nothing to say of what is beside it."""
    if segments and all(s.start is None for s in segments):
        first, *others = segments
        return [replace(first, start=part.offset), *others]
    return [replace(s, start=_moved(s.start, part), end=_moved(s.end, part)) for s in segments]


def _moved(at: float | None, part: Part) -> float | None:
    if at is None:
        return None
    inside = at if part.seconds is None else min(max(at, 0.0), part.seconds)
    return part.offset + inside


def _lines(text: str) -> list[Segment]:
    """Where there are no times: whisper.cpp writes a line for each phrase."""
    return [Segment(text=" ".join(line.split())) for line in text.splitlines() if line.strip()]
