"""From a server's answer to ours."""

from bot.domain.notes import Caveat, Result, Warned
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Transcript, Voices, in_order
from bot.providers.openai.languages import code_of
from bot.providers.openai.wire import Answer


def to_result(answer: Answer, wish: Wish) -> Result:
    """What was said; it writes no notes and hides nothing."""
    transcript = Transcript(
        segments=_segments(answer, speakers=wish.speakers),
        language=code_of(answer.language) or wish.language,
        seconds=answer.duration,
    )
    missed = wish.speakers and not transcript.speakers and not transcript.silent
    return Result(
        transcript=transcript,
        warned=(Warned(caveat=Caveat.NO_SPEAKERS),) if missed else (),
        unredacted=wish.redact,
    )


def _segments(answer: Answer, *, speakers: bool) -> tuple[Segment, ...]:
    said = [s for s in answer.segments or () if s is not None and s.text and s.text.strip()]
    names = Voices(s.speaker for s in said)
    if not said:
        return tuple(_lines(answer.text or ""))
    return in_order(
        [
            Segment(
                text=" ".join((s.text or "").split()),
                start=s.start,
                end=s.end,
                speaker=names.of(s.speaker) if speakers else None,
            )
            for s in said
        ]
    )


def _lines(text: str) -> list[Segment]:
    """Where there are no times: whisper.cpp writes a line for each phrase."""
    return [Segment(text=" ".join(line.split())) for line in text.splitlines() if line.strip()]
