"""Other ways to pick passages, each in about as many words as ours: what ours is compared with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log
from random import Random

from bot.notes.extract.cleaning import cleaned
from bot.notes.extract.passages import Passage, passages_of
from bot.notes.extract.terms import terms_of
from tests.bench.notes_data import Meeting
from tests.bench.rouge import words

WORDS = 120
_LEAST = 4  # words of a passage
_DAMPING, _ROUNDS = 0.85, 30


def lead(meeting: Meeting) -> str:
    return _text(passage for passage in _passages(meeting))


def random(meeting: Meeting) -> str:
    passages = _passages(meeting)
    Random(meeting.name).shuffle(passages)
    return _text(passages)


def textrank(meeting: Meeting) -> str:
    """R. Mihalcea and P. Tarau, "TextRank: Bringing Order into Text", 2004."""
    passages = _passages(meeting)
    edges = _edges([set(found) for found in terms_of(passages, english=True)])
    totals = [sum(around.values()) for around in edges]
    ranks = [1.0] * len(passages)
    for _ in range(_ROUNDS):
        ranks = [
            1 - _DAMPING + _DAMPING * sum(ranks[j] * w / totals[j] for j, w in around.items())
            for around in edges
        ]
    order = sorted(range(len(passages)), key=lambda at: -ranks[at])
    return _text(passages[at] for at in order)


def oracle(meeting: Meeting) -> str:
    """Whoever knows the summary takes, again and again, what adds most to ROUGE-1 and ROUGE-2."""
    passages = _passages(meeting)
    told = [_Said(words(cleaned(passage.text, english=True))) for passage in passages]
    summary, picked, best = _Said(words(meeting.summaries[0])), _Said([]), 0.0
    chosen: list[int] = []
    while True:
        gains = [(summary.shared(picked.with_(one)), at) for at, one in enumerate(told)]
        gain, at = max(gains)
        if gain <= best:
            return _text((passages[at] for at in chosen), limit=len(passages) * 1000)
        best, picked = gain, picked.with_(told[at])
        chosen.append(at)


class _Said:
    """Words and their pairs, counted."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.ones = Counter(tokens)
        self.twos = Counter(pairwise(tokens))

    def with_(self, other: "_Said") -> "_Said":
        both = _Said([])
        both.ones, both.twos = self.ones + other.ones, self.twos + other.twos
        return both

    def shared(self, other: "_Said") -> float:
        """The sum of the two F1."""
        return _f1(self.ones, other.ones) + _f1(self.twos, other.twos)


def _f1(one: Counter, other: Counter) -> float:
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _passages(meeting: Meeting) -> list[Passage]:
    passages = passages_of(meeting.transcript.segments)
    return [passage for passage in passages if len(passage.words) >= _LEAST]


def _text(passages: Iterable[Passage], limit: int = WORDS) -> str:
    lines, count = [], 0
    for passage in passages:
        if count >= limit:
            break
        lines.append(cleaned(passage.text, english=True))
        count += len(passage.words)
    return "\n".join(lines)


def _edges(terms: Sequence[set[str]]) -> list[dict[int, float]]:
    """How much each passage has in common with each other one."""
    where: defaultdict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(terms):
        for term in found:
            where[term].append(at)
    return [dict(_neighbours(at, terms, where)) for at in range(len(terms))]


def _neighbours(
    at: int, terms: Sequence[set[str]], where: dict[str, list[int]]
) -> Iterator[tuple[int, float]]:
    common = Counter(other for term in terms[at] for other in where[term] if other != at)
    for other, count in common.items():
        yield other, count / (1 + log(len(terms[at])) + log(len(terms[other])))
