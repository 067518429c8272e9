"""The lines of a recording that speak of what somebody asks: by their words, in any language.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over the lines of one
transcript. Nothing is known of the language: a word counts for more the longer it is and the fewer
lines have it, words that begin alike count as one, and a script without spaces is read in pairs of
letters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import ceil, log

from bot.domain.terms import terms
from bot.domain.transcript import Transcript

SATURATION, BY_LENGTH = 1.2, 0.75  # BM25's k1 and b
BELOW = 0.4  # of a line's score that the one below it gets: an answer follows its question
CONTENT = 0.35  # of the weightiest word's weight, from which on a word says what is asked about
SHORT = 5  # letters up to which a word may say nothing of itself
LONG = 7  # letters from which on a word is no more telling for being longer
ALIKE, ALIKE_LEAST = 0.65, 4  # share of the longer word that both begin with, and its letters
FEWEST = 8  # lines under which how often a word is said tells nothing


def passages(transcript: Transcript, words: str, most: int) -> list[int]:
    """The places of the best lines, best first; none when nothing that is asked about is said."""
    return [line for _, line in ranked(transcript, words)[:most]]


def ranked(transcript: Transcript, words: str) -> list[tuple[float, int]]:
    """The same with their scores: the lines that have the words, then those just below them."""
    lines = [list(_units(segment.text)) for segment in transcript.segments]
    asked = list(dict.fromkeys(_units(words)))
    counts = _counts(lines, asked)
    weights = _telling(_weights(counts, asked, len(lines)))
    own = _scores(lines, counts, weights)
    score = [one + BELOW * above for one, above in zip(own, [0.0, *own], strict=False)]
    best = sorted(range(len(lines)), key=lambda line: (own[line] == 0.0, -score[line], line))
    return [(score[line], line) for line in best if score[line] and lines[line]]


def _units(text: str) -> Iterator[str]:
    """Words; of letters without spaces each, and each pair."""
    there = list(terms(text))
    yield from (term.text for term in there)
    for one, other in pairwise(there):
        if one.letter and other.letter and one.end == other.start:
            yield one.text + other.text


def _counts(lines: Sequence[Sequence[str]], asked: Iterable[str]) -> list[Counter[str]]:
    """How often each line has what is asked, by what is asked."""
    beginnings: dict[str, list[str]] = defaultdict(list)
    for unit in asked:
        beginnings[unit[:ALIKE_LEAST]].append(unit)
    meant: dict[str, list[str]] = {}
    counts: list[Counter[str]] = []
    for line in lines:
        said: Counter[str] = Counter()
        for unit in line:
            if unit not in meant:
                near = beginnings.get(unit[:ALIKE_LEAST], ())
                meant[unit] = [one for one in near if _alike(one, unit)]
            said.update(meant[unit])
        counts.append(said)
    return counts


def _alike(one: str, other: str) -> bool:
    """Whether they are one word, or its forms."""
    if one == other:
        return True
    least = max(ALIKE_LEAST, ceil(ALIKE * max(len(one), len(other))))
    return min(len(one), len(other)) >= least and one[:least] == other[:least]


def _weights(
    counts: Sequence[Counter[str]], asked: Iterable[str], lines: int
) -> Mapping[str, float]:
    """What each word tells. One that is not said weighs as if it were, now and then."""
    said_in = Counter(unit for said in counts for unit in said)
    size, rare = max(lines, FEWEST) + 1, max(1.0, lines / 50)
    return {unit: log(1 + size / (max(said_in[unit], rare) + 0.5)) * _long(unit) for unit in asked}


def _long(unit: str) -> float:
    """The share of a word's weight that its length gives it."""
    if any(term.letter for term in terms(unit)):
        return 1.0 if len(unit) > 1 else 0.2
    return (min(len(unit), LONG) / LONG) ** 2


def _telling(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Without the words that every question has: short ones that do not weigh much."""
    least = CONTENT * max(weights.values(), default=0.0)
    return {
        unit: weight for unit, weight in weights.items() if weight >= least or len(unit) > SHORT
    }


def _scores(
    lines: Sequence[Sequence[str]], counts: Sequence[Counter[str]], weights: Mapping[str, float]
) -> list[float]:
    usual = sum(map(len, lines)) / max(len(lines), 1) or 1.0
    return [
        sum(
            weights[unit] * often * (SATURATION + 1) / (often + _damping(len(line) / usual))
            for unit, often in said.items()
            if unit in weights
        )
        for line, said in zip(lines, counts, strict=True)
    ]


def _damping(length: float) -> float:
    """The longer a line, the less a word in it means."""
    return SATURATION * (1 - BY_LENGTH + BY_LENGTH * length)
