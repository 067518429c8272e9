"""Words and terms of any language: what can be counted without knowing what it means."""

import re

STEM = 6  # letters after which words are taken for forms of one

# written without spaces between words: Thai, Lao, Burmese, Hangul (whose particles stick), Khmer,
# kana and Han
UNSPACED = "\u0e01-\u0eff\u1000-\u109f\uac00-\ud7af\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff"
_WORD = re.compile(
    rf"[{UNSPACED}]+|(?:(?![{UNSPACED}])[^\W_]|[{_MARKS}])+(?:['\u2019.-](?:(?![{UNSPACED}])[^\W_]|[{_MARKS}])+)*"
)
_UNSPACED = re.compile(rf"[{UNSPACED}]")
_ASCII = re.compile(r"[a-z0-9]+(?:['.-][a-z0-9]+)*")


def word_set(words: str) -> frozenset[str]:
    """Words with spaces between them, as a set; "_" stands for a space within."""
    return frozenset(word.replace("_", " ") for word in words.split())


def words_of(text: str) -> list[str]:
    """The words in small letters; of unspaced scripts the pairs of neighbouring characters."""
    text = text.casefold().replace("\u2019", "'")
    if text.isascii():
        return _ASCII.findall(text)
    words: list[str] = []
    for word in _WORD.findall(text):
        if unspaced(word):
            words += [word[at : at + 2] for at in range(len(word) - 1)] or [word]
        else:
            words.append(word)
    return words


def unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words."""
    return not word.isascii() and bool(_UNSPACED.match(word))
