"""Whether what a model says stands in the lines that it names.

Hard facts (names, numbers, dates) have to stand there. Of the other words a share has to: with
three in ten, nine of ten true claims pass and one of twenty-five with lines of another meeting
(877 sentences of QMSum, arXiv 2104.05938).
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.dates import MONTHS, NUMBERS, WEEKDAYS
from bot.domain.notes import UNSURE
from bot.domain.transcript import Transcript
from bot.notes.model.lines import Line

ENOUGH = 0.3  # of a claim's words
_STEM = 5  # letters by which inflected words are known
_SHORTEST = 4  # letters of a word that says something
_NOUNS = 0.12  # of the words within sentences: with more capitals, they do not mark names
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SPACELESS = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_INSIDE = re.compile(r"(?:(?<=[^\s.!?\u2026\u201c\"(]\s)|(?<=[^\W\d_][-.]))[^\W\d_]{2,}")
_CAPITAL = re.compile(r"(?<![^\W_])[^\W\d_a-z][^\W\d_]+")
_COMMON = re.compile(r"(?<![^\W_])[a-z][^\W\d_]+")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: str(number) for word, number in NUMBERS.items() if number > 1} | {
    word: str(ten * 10) for ten, word in enumerate(_TENS, start=2)
}
_SOON = {"today", "tonight", "tomorrow", "yesterday", "heute", "gestern", "übermorgen"}
# "may" and "march" are words; what day of them is meant is a number, and has to stand there too
_DATES = {*WEEKDAYS, *MONTHS, *_SOON} - {"may", "march", "mar", "mai"}


@dataclass(frozen=True, slots=True)
class Speech:
    """Of some lines: what was said, and by whom."""

    text: str
    speakers: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Speech":
        """What there is in these lines."""
        lines = tuple(lines)
        text = "\n".join(line.text for line in lines)
        speakers = frozenset(line.speaker for line in lines if line.speaker)
        words = frozenset(_words(f"{text} {' '.join(speakers)}"))
        return cls(text, speakers, words, frozenset(_numbers(text)))


class Facts:
    """The checks for one recording. `people` may be named, where they stand in the lines."""

    def __init__(
        self, transcript: Transcript, people: Iterable[str], jargon: Iterable[str]
    ) -> None:
        # "Speaker 1" is no name, and its number none that was said
        self._labels = {
            label: re.compile(rf"(?<!\w){re.escape(label)}(?!\w)")
            for label in transcript.speakers
            if any(one.isdigit() for one in label)
        }
        names = (*people, *transcript.speakers)
        self._names = {word for name in names for word in _words(name) if len(word) > 1}
        self._jargon = {word for one in jargon for word in _words(one)}
        text = " ".join(segment.text for segment in transcript.segments)
        inside = _INSIDE.findall(text)
        capitals = [word for word in inside if word[0].isupper()]
        self._nouns = _marks_nouns(transcript.language, len(capitals) / max(len(inside), 1))
        if not self._nouns:  # who or what is named anywhere in it, and is no common word
            common = set(_COMMON.findall(text))
            self._names |= {word for name in capitals for word in _words(name)} - common

    def confidence(self, claim: str, said: Speech) -> float | None:
        """How much of a claim stands in its lines, from 0 to 1; None when a hard fact does not.

        Under `UNSURE`: too little of it.
        """
        for label, pattern in self._labels.items():
            if pattern.search(claim) and label not in said.speakers and label not in said.text:
                return None
            claim = pattern.sub(" ", claim)
        if not (self._hard(claim) <= said.words and {*_numbers(claim)} <= said.numbers):
            return None
        share = coverage(claim, said)
        return None if share == 0 else _scaled(share)

    def _hard(self, claim: str) -> set[str]:
        """Words that have to stand there as they are."""
        capitals = {word for name in _CAPITAL.findall(claim) for word in _words(name)}
        hard = capitals & self._names
        if not self._nouns:
            inside = (found for found in _INSIDE.findall(claim) if found != found.lower())
            hard |= {word for found in inside for word in _words(found)}
        return (hard - self._jargon) | ({*_words(claim)} & _DATES)


def coverage(claim: str, said: Speech) -> float:
    """The share of a claim's words that say something which stand in its lines."""
    stems = {_stem(word) for word in said.words}
    wanted = [_stem(word) for word in _words(claim) if len(word) >= _SHORTEST]
    wanted += _pairs(claim)
    stems |= set(_pairs(said.text))
    if not wanted:
        return 1.0
    return sum(stem in stems for stem in wanted) / len(wanted)


def _stem(word: str) -> str:
    return (word.removesuffix("s") if len(word) > _SHORTEST else word)[:_STEM]


def _scaled(share: float) -> float:
    """So that what has enough is not unsure."""
    if share < ENOUGH:
        return round(share / ENOUGH * UNSURE * 0.98, 2)
    return round(UNSURE + (share - ENOUGH) / (1 - ENOUGH) * (1 - UNSURE), 2)


def _words(text: str) -> list[str]:
    return [_POSSESSIVE.sub("", word.casefold()) for word in _WORD.findall(text)]


def _numbers(text: str) -> list[str]:
    """As digits, also those that are written out."""
    digits = [found.replace(",", "") for found in _NUMBER.findall(text)]
    return digits + [_NUMBERS[word] for word in _words(text) if word in _NUMBERS]


def _pairs(text: str) -> list[str]:
    """Of scripts that put no spaces between words: letters by twos."""
    if not _SPACELESS.search(text):
        return []
    letters = [one for one in text if one.isalnum()]
    return [first + second for first, second in itertools.pairwise(letters)]


def _marks_nouns(language: str | None, capitals: float) -> bool:
    """Whether a capital letter marks every noun, as in German: then it marks no name."""
    return language.casefold().startswith(("de", "lb")) if language else capitals > _NOUNS


def named(name: str, choice: Sequence[str]) -> str | None:
    """Which of these somebody is: by the whole name, or by a part that only one of them has."""
    wanted = " ".join(name.split()).casefold()
    whole = [one for one in choice if one.casefold() == wanted]
    parts = [one for one in choice if wanted in _words(one)]
    found = whole or list(dict.fromkeys(parts))
    return found[0] if len(set(found)) == 1 else None
