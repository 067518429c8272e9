"""Of what was said, the words that bear out a claim: some services give minutes as one passage."""

import re
from collections.abc import Iterator

EXCERPT_MOST = 160  # letters: two lines on a screen, four on a phone
_BEGINS = re.compile(r"(?:^|(?<=[.!?…,;:])\s+|(?<=[\u3002\uff01\uff1f\u3001\uff0c]))(?=\S)")
_ENDS = re.compile(r"[.!?…\u3002\uff01\uff1f](?=\s|$)|[\u3002\uff01\uff1f]")
_WORD = re.compile(r"\w{4,}")
_STEM = 5  # letters by which inflected words are known


def excerpt(quote: str, claim: str, most: int = EXCERPT_MOST) -> str:
    """Its very words, from the clause that begins what tells most of the claim; "…" where cut."""
    if len(quote) <= most:
        return quote
    wanted = _stems(claim)
    windows = _windows(quote, most - 2)  # room for the two ellipses
    begin, end = max(windows, key=lambda at: _told(quote, wanted, *at))
    cut = quote[begin:end].strip()
    return f"{'…' if begin else ''}{cut}{'…' if quote[end:].strip() else ''}"


def _told(quote: str, wanted: frozenset[str], begin: int, end: int) -> tuple[int, bool]:
    """How many of the claim's words it has, and whether it ends where a sentence does."""
    found = len(wanted & _stems(quote[begin:end]))
    return found, not quote[end:].strip() or _ENDS.match(quote, end - 1) is not None


def _windows(quote: str, room: int) -> Iterator[tuple[int, int]]:
    """From each beginning of a clause as far as there is room."""
    for begin in (match.end() for match in _BEGINS.finditer(quote)):
        yield begin, _end(quote, begin, room)


def _end(quote: str, begin: int, room: int) -> int:
    """Where a sentence ends, or else a word, if one does after the first third."""
    if len(quote) - begin <= room:
        return len(quote)
    least = begin + room // 3
    if ends := [match.end() for match in _ENDS.finditer(quote, least, begin + room)]:
        return ends[-1]
    space = quote.rfind(" ", least, begin + room + 1)
    return space if space > 0 else begin + room


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))
