"""What a transcript itself tells of how far it can be trusted."""

import unicodedata
from collections import Counter
from collections.abc import Iterable

from bot.domain.transcript import Segment, Transcript

UNSURE = 0.5  # a confidence under which a passage is worth checking
LETTERS = 12  # of another script, from which on a passage has drifted
_OTHER = "other"
_JAPANESE_AND_CHINESE = frozenset({"CJK", "HIRAGANA", "KATAKANA"})  # one text may mix these


def silence(transcript: Transcript) -> float | None:
    """The share of the recording in which nobody speaks, from 0 to 1; None when nobody knows."""
    spans = sorted(
        (s.start, s.end) for s in transcript.segments if s.start is not None and s.end is not None
    )
    if not transcript.seconds or len(spans) < len(transcript.segments) or not spans:
        return None
    spoken = 0.0
    until = 0.0
    for start, end in spans:
        spoken += max(0.0, end - max(start, until))
        until = max(until, end)
    return max(0.0, 1.0 - spoken / transcript.seconds)


def unsure(transcript: Transcript) -> tuple[Segment, ...]:
    """Passages of which the service itself is not sure."""
    return tuple(
        s for s in transcript.segments if s.confidence is not None and s.confidence < UNSURE
    )


def drifted(transcript: Transcript) -> tuple[Segment, ...]:
    """Passages in another script than the rest: the language was taken for another there."""
    said = [(segment, _scripts(segment.text)) for segment in transcript.segments]
    usual = _usual(counts for _, counts in said)
    return tuple(
        segment
        for segment, counts in said
        if sum(n for script, n in counts.items() if script not in {usual, _OTHER}) >= LETTERS
        and counts[usual] < LETTERS
    )


def _usual(texts: Iterable[Counter[str]]) -> str:
    total: Counter[str] = Counter()
    for counts in texts:
        total += counts
    return next((script for script, _ in total.most_common() if script != _OTHER), _OTHER)


def _scripts(text: str) -> Counter[str]:
    return Counter(_script(letter) for letter in text if letter.isalpha())


def _script(letter: str) -> str:
    if letter < "\u0250":
        return "LATIN"
    first = unicodedata.name(letter, _OTHER).partition(" ")[0]
    return "CJK" if first in _JAPANESE_AND_CHINESE else first
