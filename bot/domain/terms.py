"""Words as they are compared, in every script: without case and accents.

Where a script writes no spaces between its words, each letter is a term of its own, and so is each
syllable of Hangul: a word is found as the sequence of its letters.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

APART = "\x1f"  # the unit separator: no word, and never shown

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff"  # Hangul
    "\u2e80-\u9fff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"  # Han and kana
)
_LETTER = re.compile(f"[{_SPACELESS}]")
_BORDER = re.compile(f"(?<=[{_SPACELESS}])|(?=[{_SPACELESS}])")
_TERM = re.compile(rf"(?=[^\W_])[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_UNSPEAKABLE = re.compile("[\x00-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text, or a letter where there are no spaces: `text` as it is compared."""

    text: str
    start: int
    end: int

    @property
    def letter(self) -> bool:
        """Whether it is a letter of a script without spaces."""
        return bool(_LETTER.match(self.text))


def terms(text: str) -> Iterator[Term]:
    """The terms of a text, from left to right, with their places in it."""
    for found in _TERM.finditer(text):
        yield Term(folded(found[0]), found.start(), found.end())


def spelled(text: str) -> tuple[str, ...]:
    """The terms of a text as they stand there: nothing but letters and digits."""
    return tuple(_TERM.findall(unicodedata.normalize("NFC", text)))


def folded(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    apart = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return unicodedata.normalize("NFC", plain)


def set_apart(text: str) -> str:
    """A text for an index that knows words by what stands between them."""
    clean = _UNSPEAKABLE.sub(" ", unicodedata.normalize("NFC", text))
    return _BORDER.sub(APART, clean)


def put_together(text: str) -> str:
    """The text again."""
    return text.replace(APART, "")
