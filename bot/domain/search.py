"""What somebody looks for in recordings, and where a line has it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.terms import folded, spelled, terms
from bot.domain.transcript import Segment

MOST_PHRASES = 12
MOST_SAID = 300  # letters of a search that are read
OPEN_FROM = 4  # letters from which on a word may go on: `budget` finds `budgets`

Span = tuple[int, int]

_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans("\u201c\u201d\u201e\u00ab\u00bb", '"""""')


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that follow one another, in letters and digits only; `open`: the last may go on."""

    words: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for: a line that has all of these phrases. Without any, nothing."""

    said: str
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A line of a recording that has what was sought."""

    job_id: str
    line: Segment


def sought(said: str) -> Sought:
    """Read what somebody types: words, and in quotes what has to stand together."""
    said = unicodedata.normalize("NFC", said)[:MOST_SAID]
    pieces = _PIECE.finditer(said.translate(_QUOTES))
    phrases = (_phrase(quoted=piece[1], loose=piece[2]) for piece in pieces)
    found = dict.fromkeys(phrase for phrase in phrases if phrase.words)
    return Sought(said=said.strip(), phrases=tuple(found)[:MOST_PHRASES])


def spans(text: str, phrases: Sequence[Phrase]) -> tuple[Span, ...]:
    """Where a text has any of these phrases: from, to; in order, none in another."""
    found = sorted(span for phrase in phrases for span in _spans(text, phrase))
    apart: list[Span] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return tuple(apart)


def _phrase(*, quoted: str | None, loose: str | None) -> Phrase:
    words = spelled(quoted or loose or "")
    going_on = loose is not None and len(words) == 1 and len(words[0]) >= OPEN_FROM
    return Phrase(words=words, open=going_on)


def _spans(text: str, phrase: Phrase) -> Iterator[Span]:
    there, wanted = list(terms(text)), [folded(word) for word in phrase.words]
    for first in range(len(there) - len(wanted) + 1):
        some = there[first : first + len(wanted)]
        *before, last = (term.text for term in some)
        ends = last.startswith(wanted[-1]) if phrase.open else last == wanted[-1]
        if ends and before == wanted[:-1]:
            yield some[0].start, some[-1].end
