"""From Aitronos' transcription to ours."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.domain.notes import Caveat, Notes, Result, Section, Warned
from bot.domain.ports import Broken
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Transcript, Voices, in_order
from bot.providers.aitronos import faults
from bot.providers.aitronos.reading import Telling
from bot.providers.aitronos.traits import SPEAKERS, TRAITS
from bot.providers.aitronos.wire import Billing, Data, Finding, Transcription, Utterance

_FAR = 10  # times a recording's length: beyond that, a time is in milliseconds
_ENDLESS = _FAR * TRAITS.max_seconds  # no time within a recording
_MOST_LINES = 8
_MOST_NAMES = 8  # a line
_LONGEST = 200  # characters of a line


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked, and what was known of it when it was."""

    wish: Wish
    seconds: float | None
    consumed: Decimal | None


def to_result(made: Transcription, told: Telling, asked: Asked) -> Result:
    """Everything that a finished transcription made, in our words."""
    wish, data = asked.wish, made.data
    seconds = _length(told.seconds or data.seconds, asked.seconds)
    transcript = Transcript(
        segments=_segments(told, seconds, speakers=wish.speakers),
        language=_language(data, wish),
        seconds=seconds,
    )
    # Where only the words are said to be redacted, what was made of them is not.
    notes = _notes(data) if told.whole or not wish.redact else None
    return Result(
        transcript=transcript,
        notes=notes,
        cost=_cost(made.billing, asked),
        unit="synapses",
        warned=tuple(_caveats(transcript, notes, wish)),
        unredacted=wish.redact and not told.redacted,
    )


def to_broken(made: Transcription, asked: Asked) -> Broken:
    """Why there is none, and what was given back of what it cost."""
    said = made.data.complaint
    cost = _cost(made.billing, asked)
    return Broken(
        fault=faults.kind(said) or Fault.FAILED,
        said=said,
        spent=_spent(made.billing, cost),
        cost=None if cost is None else str(cost),
    )


def fits_count(voices: int | None) -> bool:
    """Whether it may be told that there are so many speakers."""
    return voices is not None and SPEAKERS[0] <= voices <= SPEAKERS[1]


def _cost(billing: Billing | None, asked: Asked) -> Decimal | None:
    """Taken and not given back; told with the order, and maybe not again."""
    billing = billing or Billing()
    consumed = billing.synapses_consumed
    consumed = asked.consumed if consumed is None else consumed
    if consumed is None:
        return None
    return max(consumed - (billing.synapses_refunded or Decimal()), Decimal())


def _spent(billing: Billing | None, cost: Decimal | None) -> Spent:
    """What was given back was settled; what was not may be later ("Create transcription")."""
    if cost == 0:
        return Spent.NOTHING
    return Spent.BILLED if billing and billing.synapses_refunded else Spent.MAYBE


def _length(theirs: float | None, ours: float | None) -> float | None:
    """In seconds: of the length in a transcription no page names the unit."""
    if theirs is None or theirs <= 0:
        return ours
    return _time(theirs, 0.001 if theirs > _limit(ours) else 1.0) or ours


def _limit(seconds: float | None) -> float:
    return seconds * _FAR if seconds else TRAITS.max_seconds


def _segments(told: Telling, seconds: float | None, *, speakers: bool) -> tuple[Segment, ...]:
    if not told.spoken:
        return (Segment(text=told.words),) if told.words else ()
    # Seconds by the pages about sentences; those upstream have milliseconds.
    last = max(max(u.start or 0.0, u.end or 0.0) for u in told.spoken)
    unit = 0.001 if last > _limit(seconds) else 1.0
    spoken = in_order([_segment(u, unit) for u in told.spoken])
    voices = Voices(s.speaker if speakers else None for s in spoken)
    return tuple(replace(s, speaker=voices.of(s.speaker)) for s in spoken)


def _segment(said: Utterance, unit: float) -> Segment:
    return Segment(
        text=(said.text or "").strip(),
        start=_time(said.start, unit),
        end=_time(said.end, unit),
        speaker=said.speaker,
    )


def _time(theirs: float | None, unit: float) -> float | None:
    if theirs is None or theirs * unit > _ENDLESS:
        return None
    return max(theirs * unit, 0.0)


def _language(data: Data, wish: Wish) -> str | None:
    """`en` asks for detection, too: as an answer to that it may be no more than our own word."""
    told = data.audio_metadata.language if data.audio_metadata else None
    if wish.language is None and (told or "").lower().startswith("en"):
        return None
    return told or wish.language


def _notes(data: Data) -> Notes | None:
    sections = tuple(section for section in _sections(data) if section.lines)
    if not (data.summed_up or sections):
        return None
    return Notes(origin=TRAITS.label, summary=data.summed_up or None, sections=sections)


def _sections(data: Data) -> Iterator[Section]:
    yield Section(title="Highlights", lines=_lines(_texts(data.highlighted)))
    yield Section(title="Mentioned", lines=_lines(_by_kind(data.named)))
    yield Section(title="Sentiment", lines=_lines(_moods(data.felt)))


def _lines(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line[:_LONGEST] for line in lines[:_MOST_LINES])


def _texts(findings: Sequence[Finding]) -> list[str]:
    found = (" ".join((finding.text or "").split()) for finding in findings)
    return list(dict.fromkeys(filter(None, found)))


def _by_kind(findings: Sequence[Finding]) -> list[str]:
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(_titled(finding.kind or "other"), []).append(finding)
    named: Mapping[str, list[str]] = {kind: _texts(found) for kind, found in kinds.items()}
    return [f"{kind}: {', '.join(texts[:_MOST_NAMES])}" for kind, texts in named.items() if texts]


def _moods(findings: Sequence[Finding]) -> list[str]:
    """How many sentences have which."""
    moods = Counter(_titled(mood) for f in findings if (mood := f.sentiment or f.kind))
    return [f"{mood}: {count}" for mood, count in moods.most_common()]


def _titled(label: str) -> str:
    return " ".join(label.replace("_", " ").split()).capitalize()


def _caveats(transcript: Transcript, notes: Notes | None, wish: Wish) -> Iterator[Warned]:
    if transcript.silent:
        return
    if wish.speakers and not transcript.speakers:
        yield Warned(caveat=Caveat.NO_SPEAKERS)
    if wish.speakers and wish.voices is not None and not fits_count(wish.voices):
        yield Warned(caveat=Caveat.VOICES_UNUSED)
    if notes is None or notes.summary is None:
        yield Warned(caveat=Caveat.NO_NOTES)
