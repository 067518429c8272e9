"""What a recording is about, in a few phrases of its own."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

from bot.notes.extract.function_words import DULL, NOUN_FOLLOWS, VERB_FOLLOWS
from bot.notes.extract.passages import Passage
from bot.notes.extract.wording import STEM, unspaced

MOST, FEW, SHORT = 7, 4, 60  # phrases; of a recording with fewer passages than that, only a few
_LONGEST = 3  # words of a phrase; pairs of characters, where there are no spaces: twice as many
_PARTS = 20  # of a recording: what comes up in many of them is what it is about
_VERB = 2.0  # how much more it tells to follow "to" than to follow "the"
_BOOST = 2.0  # what each further word of a phrase adds: phrases tell more than words

Key = tuple[str, ...]


def topics_of(
    passages: Sequence[Passage], terms: Sequence[Sequence[str]], names: frozenset[str]
) -> tuple[str, ...]:
    """The phrases that come up most and longest, best first; `names` are no topics."""
    seen = _Seen()
    for at, (passage, found) in enumerate(zip(passages, terms, strict=True)):
        for before, run in _runs(passage.words, set(found), names):
            seen.add(run, before, at * _PARTS // len(passages))
    best = _best(seen, FEW if len(passages) < SHORT else MOST)
    return tuple(_surface(passages, seen.spelt(key)) for key in best)


class _Seen:
    """Phrases, counted by the stems of their words."""

    def __init__(self) -> None:
        self.counts = Counter[Key]()
        self.parts: defaultdict[Key, set[int]] = defaultdict(set)
        self._forms: defaultdict[Key, Counter[Key]] = defaultdict(Counter)
        self._nouns = Counter[Key]()
        self._verbs = Counter[Key]()

    def add(self, run: Sequence[str], before: str, part: int) -> None:
        """Count all phrases of a run of words; `before` is the word that it follows."""
        first = (run[0][:STEM],)
        self._nouns[first] += before in NOUN_FOLLOWS
        self._verbs[first] += before in VERB_FOLLOWS
        most = 2 * _LONGEST if unspaced(run[0]) else _LONGEST
        for begin in range(len(run)):
            for end in range(begin + 1, min(len(run), begin + most) + 1):
                form = tuple(run[begin:end])
                key = tuple(word[:STEM] for word in form)
                self.counts[key] += 1
                self.parts[key].add(part)
                self._forms[key][form] += 1

    def worth(self, key: Key) -> float:
        length = len(key) / 2 if unspaced(key[0]) else len(key)
        worth = self.counts[key] * (1 + _BOOST * (length - 1)) * len(self.parts[key]) ** 0.5
        return worth if len(key) > 1 else worth * self._noun(key)

    def _noun(self, key: Key) -> float:
        """How much a word is used like a noun: from 0 to 2, and 1 where nothing tells."""
        nouns, verbs = self._nouns[key], self._verbs[key]
        return 2 * (nouns + 1) / (nouns + verbs * _VERB + 2)

    def spelt(self, key: Key) -> Key:
        return self._forms[key].most_common(1)[0][0]


def _runs(
    words: Sequence[str], found: set[str], names: frozenset[str]
) -> Iterator[tuple[str, list[str]]]:
    """Words of matter that stand side by side, and the word before them."""
    run: list[str] = []
    before = last = ""
    for word in words:
        fits = word[:STEM] in found and word not in DULL and word not in names
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


def _best(seen: _Seen, many: int) -> list[Key]:
    again = [key for key, times in seen.counts.items() if times > 1]
    keys = again if len(again) > 1 else list(seen.counts)
    order = count()
    ranked = sorted(keys, key=lambda key: (-seen.worth(key), next(order)))
    best: list[Key] = []
    for key in ranked:
        if all(set(key).isdisjoint(other) for other in best):
            best.append(key)
        if len(best) == many:
            break
    return best


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
