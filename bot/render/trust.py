"""What to mistrust in a transcript, in words."""

from collections.abc import Iterator, Sequence

from bot.domain.transcript import Segment, Transcript
from bot.domain.trust import drifted, silence, unsure
from bot.render import words
from bot.render.amounts import moment_of

QUIET = 0.25  # a share of silence that is worth telling ...
LONG = 60.0  # ... of recordings of so many seconds
SHOWN = 5  # moments


def trusted(transcript: Transcript) -> list[str]:
    """A sentence for each doubt; none when there is none."""
    return list(_doubts(transcript))


def _doubts(transcript: Transcript) -> Iterator[str]:
    quiet = silence(transcript)
    if quiet is not None and quiet >= QUIET and (transcript.seconds or 0.0) >= LONG:
        yield words.SILENCE.format(percent=round(quiet * 100))
    if passages := unsure(transcript):
        yield words.UNSURE_PASSAGES.format(moments=_moments(passages))
    if passages := drifted(transcript):
        yield words.DRIFTED.format(moments=_moments(passages))


def _moments(passages: Sequence[Segment]) -> str:
    known = [passage.start for passage in passages if passage.start is not None]
    told = ", ".join(map(moment_of, known[:SHOWN]))
    more = len(known) - SHOWN
    return f"{told} {words.AND_MORE.format(count=more)}" if more > 0 else told
