"""What a recording is about, counted: the terms of each passage, and how common each is."""

from collections import Counter
from collections.abc import Sequence

from bot.notes.extract.function_words import CHINESE, ENGLISH, OTHERS
from bot.notes.extract.passages import Passage
from bot.notes.extract.wording import STEM, unspaced

COMMON = 0.06  # of the passages: a word in more of them is one of grammar, in any language
_HIRAGANA = frozenset(map(chr, range(0x3041, 0x30A0)))  # what Japanese writes its grammar in
_GRAMMATICAL = 4  # letters at most of a word of grammar that is not known
ENOUGH = 100  # passages before that is believed


def terms_of(passages: Sequence[Passage], english: bool) -> list[list[str]]:
    """The stems of each passage's words that carry matter."""
    known = ENGLISH if english else ENGLISH | OTHERS
    spread = Counter(word for passage in passages for word in set(passage.words))
    most = max(len(passages), ENOUGH) * COMMON
    stems = {
        word: word[:STEM]
        for word, count in spread.items()
        if word not in known and (count <= most or len(word) > _GRAMMATICAL) and not _grammar(word)
    }
    return [[stems[word] for word in passage.words if word in stems] for passage in passages]


def _grammar(word: str) -> bool:
    if word.isascii():
        return len(word) == 1 or word.isdigit()
    return unspaced(word) and any(sign in CHINESE or sign in _HIRAGANA for sign in word)
