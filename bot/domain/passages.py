"""The lines of a recording that speak of what somebody asks: by their words, in any language.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over the lines of one
transcript. Nothing is known of the language: a word counts for more the longer it is and the fewer
lines have it, words that begin alike count as one, and a script without spaces is read in pairs of
letters. Two rarer words that stand together in the question and in a line are a word of their own
("jog dial"), and who is named in the question is meant as a speaker too.
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
MANY = 100  # lines from which on it tells more how often a word is said than how long it is
ALIKE, ALIKE_LEAST = 0.65, 4  # share of the longer word that both begin with, and its letters
FEWEST = 8  # lines under which how often a word is said tells nothing
RARE = 1 / 200  # share of the lines in which a word is as telling as it can be
OFTEN, OFTEN_LEAST = 0.03, 3  # share of the lines, and lines, over which a word forms no pair
NAMED = 1.5  # times that a line of who is named in the question counts


def passages(transcript: Transcript, words: str, most: int) -> list[int]:
    """The places of the best lines, best first; none when nothing that is asked about is said."""
    return [line for _, line in ranked(transcript, words)[:most]]


def ranked(transcript: Transcript, words: str) -> list[tuple[float, int]]:
    """The same with their scores: the lines that have the words, then those just below them."""
    lines = [list(_units(segment.text)) for segment in transcript.segments]
    asked, pairs = list(dict.fromkeys(_units(words))), _pairs(words)
    counts = _counts(lines, asked, frozenset(pairs))
    said_in = Counter(unit for said in counts for unit in said)
    weights = _telling(_weights(said_in, asked, len(lines)))
    weights |= _weights(said_in, _bound(pairs, said_in, len(lines)), len(lines))
    own = _by_speaker(_scores(lines, counts, weights), transcript, words)
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


def _pairs(words: str) -> list[str]:
    """Words that stand together, as "jog dial"."""
    there = [term.text for term in terms(words) if not term.letter]
    return [f"{one} {other}" for one, other in dict.fromkeys(pairwise(there))]


def _bound(pairs: Iterable[str], said_in: Mapping[str, int], lines: int) -> list[str]:
    """Those that are said, of words that are not said all the time."""
    most = max(OFTEN_LEAST, OFTEN * lines)
    return [
        pair
        for pair in pairs
        if said_in.get(pair) and all(said_in[word] <= most for word in pair.split())
    ]


def _counts(
    lines: Sequence[Sequence[str]], asked: Iterable[str], pairs: frozenset[str]
) -> list[Counter[str]]:
    """How often each line has what is asked, by what is asked."""
    beginnings: dict[str, list[str]] = defaultdict(list)
    for unit in asked:
        beginnings[unit[:ALIKE_LEAST]].append(unit)
    meant: dict[str, list[str]] = {}
    counts: list[Counter[str]] = []
    for line in lines:
        said: Counter[str] = Counter()
        before: Sequence[str] = ()
        for unit in line:
            if unit not in meant:
                near = beginnings.get(unit[:ALIKE_LEAST], ())
                meant[unit] = [one for one in near if _alike(one, unit)]
            here = meant[unit]
            said.update(here)
            said.update({f"{one} {other}" for one in before for other in here} & pairs)
            before = here
        counts.append(said)
    return counts


def _alike(one: str, other: str) -> bool:
    """Whether they are one word, or its forms."""
    if one == other:
        return True
    least = max(ALIKE_LEAST, ceil(ALIKE * max(len(one), len(other))))
    return min(len(one), len(other)) >= least and one[:least] == other[:least]


def _weights(said_in: Mapping[str, int], asked: Iterable[str], lines: int) -> dict[str, float]:
    """What each word tells. One that is not said weighs as if it were, now and then."""
    size, rare = max(lines, FEWEST) + 1, max(1.0, lines * RARE)
    return {
        unit: log(1 + size / (max(said_in.get(unit, 0), rare) + 0.5)) * _long(unit, lines)
        for unit in asked
    }


def _long(unit: str, lines: int) -> float:
    """The share of a word's weight that its length gives it."""
    if any(term.letter for term in terms(unit)):
        return 1.0 if len(unit) > 1 else 0.2
    share = min(len(unit), LONG) / LONG
    return share if lines >= MANY else share**2


def _telling(weights: Mapping[str, float]) -> dict[str, float]:
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


def _by_speaker(scores: Sequence[float], transcript: Transcript, words: str) -> list[float]:
    """With more for the lines of whom the question names."""
    asked = f" {' '.join(_units(words))} "
    named = {who for who in transcript.speakers if f" {' '.join(_units(who))} " in asked}
    return [
        score * (NAMED if segment.speaker in named else 1.0)
        for score, segment in zip(scores, transcript.segments, strict=True)
    ]


def _damping(length: float) -> float:
    """The longer a line, the less a word in it means."""
    return SATURATION * (1 - BY_LENGTH + BY_LENGTH * length)
