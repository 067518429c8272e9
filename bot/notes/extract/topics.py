"""What a recording is about, in a few phrases of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.notes.extract.function_words import DULL, NOUN_FOLLOWS, VERB_FOLLOWS
from bot.notes.extract.passages import Passage
from bot.notes.extract.wording import STEM, unspaced

MOST, FEW, SHORT = 7, 4, 60  # phrases; of a recording with fewer passages than that, only a few
_LONGEST = 3  # words of a phrase; pairs of characters, where there are no spaces: twice as many
_CONSIDERED = 500  # phrases
_PARTS = 20  # of a recording: what comes up in many of them is what it is about
_VERB = 2.0  # how much more it tells to follow "to" than to follow "the"
_BOOST = 2.0  # what each further word of a phrase adds: phrases tell more than words

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of matter that stand side by side: `before` is the word that they follow."""

    before: str
    words: Key
    stems: Key
    part: int

    def phrases(self) -> Iterator[tuple[Key, slice]]:
        """Every phrase in it, by its stems, and where its words are."""
        most = 2 * _LONGEST if unspaced(self.words[0]) else _LONGEST
        for begin in range(len(self.stems)):
            for end in range(begin + 1, min(len(self.stems), begin + most) + 1):
                yield self.stems[begin:end], slice(begin, end)


def topics_of(
    passages: Sequence[Passage], terms: Sequence[Sequence[str]], names: frozenset[str]
) -> tuple[str, ...]:
    """The phrases that come up most and longest, best first; `names` are no topics."""
    topical = _topical(passages, terms, names)
    runs = [
        _Run(
            before, tuple(words), tuple(word[:STEM] for word in words), at * _PARTS // len(passages)
        )
        for at, (passage, found) in enumerate(zip(passages, terms, strict=True))
        for before, words in _runs(passage.words, set(found), topical)
    ]
    best = _best(_Seen(runs), FEW if len(passages) < SHORT else MOST)
    return tuple(_surface(passages, form) for form in best)


def _topical(
    passages: Sequence[Passage], terms: Sequence[Sequence[str]], names: frozenset[str]
) -> frozenset[str]:
    """The words that a topic may have: those that come up again, if any do."""
    times = Counter(term for found in terms for term in found)
    said = {word for passage in passages for word in passage.words if word[:STEM] in times}
    words = said - DULL - names
    again = [word for word in words if times[word[:STEM]] > 1]
    return frozenset(again if len({word[:STEM] for word in again}) > 1 else words)


class _Seen:
    """The phrases that come up most, with all that tells how good they are."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        counts = Counter(key for run in runs for key, _ in run.phrases())
        self.counts = dict(_likely(counts))
        self.parts: defaultdict[Key, set[int]] = defaultdict(set)
        self._forms: defaultdict[Key, Counter[Key]] = defaultdict(Counter)
        self._nouns, self._verbs = Counter[Key](), Counter[Key]()
        for run in runs:
            self._look(run)

    def worth(self, key: Key) -> float:
        worth: float = self.counts[key] * _boost(key) * len(self.parts[key]) ** 0.5
        return worth if len(key) > 1 else worth * self._noun(key)

    def spelt(self, key: Key) -> Key:
        return self._forms[key].most_common(1)[0][0]

    def _look(self, run: _Run) -> None:
        self._nouns[run.stems[:1]] += run.before in NOUN_FOLLOWS
        self._verbs[run.stems[:1]] += run.before in VERB_FOLLOWS
        for key, place in run.phrases():
            if key in self.counts:
                self.parts[key].add(run.part)
                self._forms[key][run.words[place]] += 1

    def _noun(self, key: Key) -> float:
        """How much a word is used like a noun: from 0 to 2, and 1 where nothing tells."""
        nouns, verbs = self._nouns[key], self._verbs[key]
        return 2 * (nouns + 1) / (nouns + verbs * _VERB + 2)


def _likely(counts: Counter[Key]) -> list[tuple[Key, int]]:
    """What was said more than once; where next to nothing was, single words."""
    again = [(key, times) for key, times in counts.items() if times > 1]
    known = again if len(again) > 1 else [one for one in counts.items() if len(one[0]) == 1]
    return sorted(known, key=lambda one: -one[1] * _boost(one[0]))[:_CONSIDERED]


def _boost(key: Key) -> float:
    length = len(key) / 2 if unspaced(key[0]) else len(key)
    return 1 + _BOOST * (length - 1)


def _best(seen: _Seen, many: int) -> list[Key]:
    """The best phrases that have no word in common, as they are spelt."""
    best: list[Key] = []
    for key in sorted(seen.counts, key=seen.worth, reverse=True):
        if all(set(key).isdisjoint(other) for other in best):
            best.append(key)
        if len(best) == many:
            break
    return [seen.spelt(key) for key in best]


def _runs(
    words: Sequence[str], found: set[str], topical: frozenset[str]
) -> Iterator[tuple[str, list[str]]]:
    """Words of matter that stand side by side, and the word before them."""
    run: list[str] = []
    before = last = ""
    for word in words:
        fits = word in topical and word[:STEM] in found
        if run and not (fits and _chains(run[-1], word)):
            yield before, run
            run = []
        if fits:
            before = before if run else last
            run.append(word)
        last = word
    if run:
        yield before, run


def _chains(before: str, word: str) -> bool:
    """Pairs of characters go on where the last one ended."""
    if unspaced(before) or unspaced(word):
        return before[-1] == word[0]
    return True


def _surface(passages: Sequence[Passage], form: Key) -> str:
    """A phrase as it is mostly written."""
    if unspaced(form[0]):
        return form[0] + "".join(pair[-1] for pair in form[1:] if len(pair) > 1)
    pattern = re.compile(r"[\s,]+".join(map(re.escape, form)), re.IGNORECASE)
    written = Counter(
        " ".join(match.group().replace(",", " ").split())
        for passage in passages
        for match in pattern.finditer(passage.text)
    )
    return written.most_common(1)[0][0] if written else " ".join(form)
