"""Who spoke when, in numbers: what a picture of it shows, and the same in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from math import isfinite
from typing import TypeAlias

from bot.domain.notes import Chapter
from bot.domain.transcript import Segment, Transcript
from bot.render import words
from bot.render.amounts import count, length
from bot.render.escape import one_line

ROWS = 8  # more cannot be told apart
LONGEST = 48 * 3600.0  # seconds; longer ones have times that nobody can believe
CHAPTERS = 16  # more have no room for their numbers
ALT_MOST = 1000  # letters that Slack takes (docs.slack.dev, files.getUploadURLExternal: alt_txt)
_TITLE_MOST = 150
_NAME_MOST = 60
_LEAST = 0.1  # seconds that somebody speaks who says anything
_LAST = 5.0  # seconds, when nobody knows how long the last one is
_SMALL = 0.005  # a share that would read 0%

Stretch: TypeAlias = tuple[float, float]  # from and until, in seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A row: a speaker, or all who have none of their own. `number` is the place of their first word.

    `spoke` are the stretches in which they speak, in order and apart.
    """

    name: str
    number: int | None
    share: str
    spoke: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The rows in the order of their first words, at most `ROWS`; chapters where there are any."""

    title: str
    facts: str
    seconds: float
    voices: tuple[Voice, ...]
    chapters: tuple[Chapter, ...]

    @property
    def alt(self) -> str:
        """The same in words, for whoever does not see it."""
        shares = ", ".join(f"{voice.name} {voice.share}" for voice in self.voices)
        return one_line(words.WHO_SPOKE.format(shares=shares), ALT_MOST)


def timeline(
    transcript: Transcript, title: str, chapters: Iterable[Chapter] | None
) -> Timeline | None:
    """None where there is nothing to see: fewer than two speakers, or times that are not known."""
    said = _said(transcript)
    speakers = dict.fromkeys(segment.speaker for segment in said if segment.speaker)
    if len(speakers) < 2 or not all(map(_timed, said)):  # noqa: PLR2004 - a picture of one is a bar
        return None
    stretches = list(_stretches(said, transcript.seconds))
    seconds = max(transcript.seconds or 0.0, *(until for _, (_, until) in stretches))
    if seconds > LONGEST:
        return None
    return Timeline(
        title=one_line(title, _TITLE_MOST),
        facts=f"{length(seconds)} · {count(len(speakers), 'speaker')}",
        seconds=seconds,
        voices=tuple(_voices(stretches)),
        chapters=_chapters(chapters or (), seconds),
    )


def shares(transcript: Transcript) -> dict[str, str]:
    """How much each speaker says: of the time, or of the letters where times are not known."""
    said = _said(transcript)
    timed = all(map(_timed, said))
    spent = _spent(_by_voice(_stretches(said, transcript.seconds))) if timed else _letters(said)
    whole = sum(spent.values()) or 1.0
    return {name: _percent(spent.get(name, 0.0) / whole) for name in transcript.speakers}


def covered(spoke: Sequence[Stretch], seconds: float, buckets: int) -> list[float]:
    """How much of each of so many equal parts of the recording is spoken in, from 0 to 1."""
    shares, scale = [0.0] * buckets, buckets / seconds
    for start, until in spoke:
        begin, end = start * scale, min(until * scale, buckets)
        first, last = min(int(begin), buckets - 1), min(int(end), buckets - 1)
        if first == last:
            shares[first] += end - begin
            continue
        shares[first] += first + 1 - begin
        shares[first + 1 : last] = [1.0] * (last - first - 1)
        shares[last] += end - last
    return [min(share, 1.0) for share in shares]


def _said(transcript: Transcript) -> list[Segment]:
    return [segment for segment in transcript.segments if segment.text.strip()]


def _timed(segment: Segment) -> bool:
    return segment.start is not None and isfinite(segment.start)


def _stretches(
    said: Sequence[Segment], seconds: float | None
) -> Iterator[tuple[str | None, Stretch]]:
    """Who speaks from when until when; where no end is told, until the next one speaks."""
    ordered = sorted(said, key=lambda segment: segment.start or 0.0)
    for segment, following in zip_longest(ordered, ordered[1:]):
        start = max(segment.start or 0.0, 0.0)
        nearest = following.start if following else max(seconds or 0.0, start + _LAST)
        end = nearest if segment.end is None or not isfinite(segment.end) else segment.end
        yield segment.speaker or None, (start, max(end or 0.0, start + _LEAST))


def _voices(stretches: Sequence[tuple[str | None, Stretch]]) -> Iterator[Voice]:
    """Whoever speaks most has a row of their own, in the order of their first words."""
    apart = _by_voice(stretches)
    spent = _spent(apart)
    whole = sum(spent.values())
    named = [name for name in apart if name is not None]
    room = ROWS if len(apart) <= ROWS and len(named) == len(apart) else ROWS - 1
    own = set(sorted(named, key=lambda name: -spent[name])[:room])
    for number, name in enumerate(named, start=1):
        if name in own:
            share = _percent(spent[name] / whole)
            shown = one_line(name, _NAME_MOST) or words.NAMELESS.format(number=number)
            yield Voice(name=shown, number=number, share=share, spoke=apart[name])
    if others := [name for name in apart if name not in own]:
        every = sorted(stretch for name in others for stretch in apart[name])
        share = _percent(sum(spent[name] for name in others) / whole)
        yield Voice(name=_others(others), number=None, share=share, spoke=tuple(_apart(every)))


def _by_voice(
    stretches: Iterable[tuple[str | None, Stretch]],
) -> dict[str | None, tuple[Stretch, ...]]:
    spoke: dict[str | None, list[Stretch]] = {}
    for name, stretch in stretches:
        spoke.setdefault(name, []).append(stretch)
    return {name: tuple(_apart(each)) for name, each in spoke.items()}


def _spent(spoke: Mapping[str | None, Sequence[Stretch]]) -> dict[str | None, float]:
    """Seconds."""
    return {name: sum(until - start for start, until in each) for name, each in spoke.items()}


def _letters(said: Iterable[Segment]) -> dict[str | None, float]:
    written: dict[str | None, float] = {}
    for segment in said:
        name = segment.speaker or None
        written[name] = written.get(name, 0) + len(segment.text)
    return written


def _apart(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """What overlaps is one; they are in the order in which they begin."""
    begin, end = stretches[0]
    for start, until in stretches[1:]:
        if start > end:
            yield begin, end
            begin = start
        end = max(end, until)
    yield begin, end


def _others(names: Sequence[str | None]) -> str:
    many = sum(name is not None for name in names)
    return count(many, "other") if many else words.UNCLEAR_WHO


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= _SMALL else "< 1 %"


def _chapters(chapters: Iterable[Chapter], seconds: float) -> tuple[Chapter, ...]:
    """Those that begin while there is something to hear, in order; none when they are too many."""
    begun = [
        Chapter(title=one_line(each.title, _NAME_MOST), start=each.start)
        for each in chapters
        if 0.0 <= each.start < seconds
    ]
    return tuple(sorted(begun, key=lambda each: each.start)) if len(begun) <= CHAPTERS else ()
