"""Of what was said, the words that bear out a claim: some services give minutes as one passage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

EXCERPT_MOST = 160  # letters: two lines on a screen, four on a phone
LOOKED_AT = 100  # clauses of a quote, some minutes of speech; who reads on reads the transcript
_STOP = r"[.!?…](?=\s|$)|[\u3002\uff01\uff1f]"
_BEGINS = re.compile(r"(?:^|(?<=[.!?…,;:])\s+|(?<=[\u3002\uff01\uff1f\u3001\uff0c]))(?=\S)")
_ENDS = re.compile(_STOP)
_ENDED = re.compile(rf"(?:{_STOP})\s*$")
_WORD = re.compile(r"\w{4,}")
_STEM = 5  # letters by which inflected words are known


@dataclass(frozen=True, slots=True)
class _Window:
    """A part of a quote."""

    quote: str
    begin: int
    end: int

    @property
    def text(self) -> str:
        return self.quote[self.begin : self.end].strip()

    def worth(self, wanted: frozenset[str]) -> tuple[int, bool, int]:
        """It tells most of the claim, ends where a sentence does, and is not longer than that.

        Longer words tell more. Where none tells anything all are alike, and the first is taken.
        """
        text = self.text
        found = sum(map(len, wanted & _stems(text)))
        return (found, _ENDED.search(text) is not None, -len(text)) if found else (0, False, 0)

    def __str__(self) -> str:
        text, before = self.text, self.quote[: self.begin].rstrip()
        cut = "…" if before and not _ENDED.search(before[-2:]) else ""
        more = "…" if self.quote[self.end :].strip() and not _ENDED.search(text) else ""
        return f"{cut}{text}{more}"


def excerpt(quote: str, claim: str, most: int = EXCERPT_MOST) -> str:
    """Its very words, from the clause on that tells most of the claim; "…" where it is cut."""
    if len(quote) <= most:
        return quote
    wanted = _stems(claim)
    windows = _windows(quote, most - 2)  # room for the two ellipses
    return str(max(windows, key=lambda window: window.worth(wanted)))


def _windows(quote: str, room: int) -> Iterator[_Window]:
    """From each beginning of a clause to each end of a sentence, as far as there is room."""
    for match in islice(_BEGINS.finditer(quote), LOOKED_AT):
        begin = match.end()
        for end in (*_stops(quote, begin, room), _last(quote, begin, room)):
            yield _Window(quote, begin, end)


def _stops(quote: str, begin: int, room: int) -> Iterator[int]:
    for match in _ENDS.finditer(quote, begin, begin + room):
        yield match.end()


def _last(quote: str, begin: int, room: int) -> int:
    """The end of the last word for which there is room."""
    if len(quote) - begin <= room:
        return len(quote)
    space = quote.rfind(" ", begin + 1, begin + room + 1)
    return space if space > 0 else begin + room


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
