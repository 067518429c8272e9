"""From what Scriptivox made to what people read, and what it did not do told as such."""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.domain.notes import Caveat, Result, Warned
from bot.domain.ports import Broken
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Transcript, Voices, Word, in_order, words_of
from bot.providers.scriptivox import faults, wire
from bot.providers.scriptivox.traits import their_count, their_language

# A cancel refunds what was reserved; of these it says that the balance is not debited, or there
# was none ("Error Codes"). Of other failures it says nothing.
_UNPAID = frozenset({"CANCELLED", "BILLING_ERROR", "ZERO_BALANCE", "INSUFFICIENT_BALANCE"})


def to_result(row: wire.Row, outcome: wire.Outcome, wish: Wish) -> Result:
    """Everything a finished transcription holds, in our words."""
    transcript = Transcript(
        segments=_segments(outcome, wish.speakers),
        language=outcome.language,
        seconds=outcome.duration_seconds or row.audio_duration_seconds,
    )
    return Result(
        transcript=transcript,
        cost=row.cost,
        warned=tuple(_caveats(transcript, wish)),
        unredacted=wish.redact,  # it redacts nothing
    )


def to_broken(row: wire.Row) -> Broken:
    """A transcription that failed, or was cancelled: that is told as a failure too."""
    return Broken(
        fault=faults.kind(row) or Fault.FAILED,
        said=row.said,
        spent=_spent(row),
        cost=None if row.cost is None else str(row.cost),
    )


def _spent(row: wire.Row) -> Spent:
    if row.code in _UNPAID or row.cost == 0:
        return Spent.NOTHING
    return Spent.MAYBE if row.cost is None else Spent.BILLED


def _segments(outcome: wire.Outcome, speakers: bool) -> tuple[Segment, ...]:
    said = in_order(
        [
            Segment(
                text=u.text.strip(),
                start=u.start,
                end=u.end,
                speaker=u.speaker,
                words=words_of(u.text, _words(u)),
                confidence=u.confidence,
            )
            for u in outcome.utterances or ()
            if u is not None and u.text and u.text.strip()
        ]
    )
    if not said and outcome.full_transcript and outcome.full_transcript.strip():
        return (Segment(text=outcome.full_transcript.strip()),)
    voices = Voices(s.speaker for s in said if speakers)
    return tuple(replace(s, speaker=voices.of(s.speaker)) for s in said)


def _words(utterance: wire.Utterance) -> Iterator[Word]:
    for spoken in utterance.words or ():
        if spoken and spoken.word and spoken.start is not None and spoken.end is not None:
            yield Word(text=spoken.word, start=spoken.start, end=spoken.end)


def _caveats(transcript: Transcript, wish: Wish) -> Iterator[Warned]:
    if wish.language is not None and their_language(wish.language) is None:
        yield Warned(caveat=Caveat.LANGUAGE_UNKNOWN, detail=wish.language)
    if wish.speakers and wish.voices != their_count(wish.voices):
        yield Warned(caveat=Caveat.VOICES_UNUSED)
    if wish.speakers and not transcript.speakers and not transcript.silent:
        yield Warned(caveat=Caveat.NO_SPEAKERS)
