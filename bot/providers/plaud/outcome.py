"""From Plaud's result to ours: what was said, and by whom."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.errors import Fault
from bot.domain.notes import Caveat, Result, Warned
from bot.domain.ports import Broken
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Transcript, Voices, in_order
from bot.providers.plaud.traits import SPEAKERS_SECONDS
from bot.providers.plaud.wire import Outcome, Task

SUCCESS = "SUCCESS"  # "Status values"
FAILED = frozenset({"FAILURE", "REVOKED"})
QUEUED = frozenset({"PENDING", "RECEIVED"})
TOO_LONG_FOR_SPEAKERS = "Plaud tells speakers apart in recordings of up to 6 hours."


def to_result(outcome: Outcome, wish: Wish) -> Result:
    """Everything a finished task made, in our words; it says nothing of its cost."""
    transcript = Transcript(
        segments=_segments(outcome, wish.speakers),
        language=outcome.language if outcome.language != "auto" else None,
        seconds=outcome.duration,
    )
    return Result(
        transcript=transcript,
        warned=tuple(_caveats(transcript, wish)),
        unredacted=wish.redact,  # it never does
    )


def to_broken(task: Task) -> Broken:
    """Why a task failed, where it says so ("Terminal failure" is all that the pages say)."""
    return Broken(fault=Fault.FAILED, said=(task.message or task.outcome.message or "").strip())


def too_long_for_speakers(seconds: float | None) -> bool:
    """Whether speakers cannot be asked for."""
    return seconds is not None and seconds > SPEAKERS_SECONDS


def _segments(outcome: Outcome, speakers: bool) -> tuple[Segment, ...]:
    segments = in_order(
        [
            Segment(text=said.text.strip(), start=said.start, end=said.end, speaker=said.label)
            for said in outcome.phrases
            if said.text and said.text.strip()
        ]
    )
    whole = (outcome.whole or "").strip()
    if not segments and whole:
        return (Segment(text=whole),)
    voices = Voices(segment.speaker for segment in segments if speakers)
    return tuple(replace(s, speaker=voices.of(s.speaker)) for s in segments)


def _caveats(transcript: Transcript, wish: Wish) -> Iterator[Warned]:
    if not wish.speakers or transcript.speakers or transcript.silent:
        return
    ends = [segment.end or 0.0 for segment in transcript.segments]
    long = too_long_for_speakers(transcript.seconds or max(ends))
    yield Warned(caveat=Caveat.NO_SPEAKERS, detail=TOO_LONG_FOR_SPEAKERS if long else "")
