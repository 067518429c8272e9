"""Which passages tell most of a recording, without telling the same twice."""

from collections.abc import Collection, Sequence
from math import ceil

from bot.domain.transcript import Segment
from bot.notes.extract.cues import said
from bot.notes.extract.passages import Passage
from bot.notes.extract.ranking import features
from bot.notes.extract.weights import POINTS, scored
from bot.notes.extract.wording import word_set

FEWEST, MOST = 5, 7
_MANY = ((1_500, 5), (9_000, 6))  # words of a recording up to which it gets so many points
_SHARE = 2  # of a short recording at most one passage in so many
_LEAST, _LONG = 6, 28  # words of a passage that is preferred
_LIKENESS = 2.0  # what it costs to be wholly like one that was picked before
_SAME = 0.99
_CONSIDERED = 400  # best passages
_UNWIELDY, _TAKEN = 8.0, 4.0  # what makes a passage the last resort

# As people read, not as ROUGE counts: half a sentence, a question and a pronoun without what it
# stands for make poor bullets, whoever they agree with.
_READING = {"torn": -0.8, "asks": -0.6, "dangling": -0.5, "i": -0.1}
_GREETED, _HELLO = 4.0, 12  # nobody misses a greeting; with more words it says something else too
_GREETING = word_set(
    """good_morning good_afternoon good_evening welcome_to welcome_everyone hello_everyone
    hi_everyone thanks_everyone thank_you thanks_for for_coming for_joining all_set"""
)


def points_of(
    segments: Sequence[Segment],
    passages: Sequence[Passage],
    terms: Sequence[Sequence[str]],
    taken: Collection[int] = (),
) -> list[int]:
    """The places of the weightiest passages in `passages`, in their order.

    Those that are `taken` already stand elsewhere; they are used only if little else was said.
    """
    rows = features(segments, passages, terms)
    weights = {name: POINTS[name] + _READING.get(name, 0.0) for name in POINTS}
    scores = [
        value
        - (0.0 if _LEAST <= passage.size <= _LONG else _UNWIELDY)
        - (_TAKEN if at in taken else 0.0)
        - (_GREETED if _only_greets(passage) else 0.0)
        for at, (value, passage) in enumerate(zip(scored(rows, weights), passages, strict=True))
    ]
    return sorted(_picked(scores, [set(found) for found in terms], _many(passages)))


def _only_greets(passage: Passage) -> bool:
    return passage.size <= _HELLO and not _GREETING.isdisjoint(said(passage.words))


def _many(passages: Sequence[Passage]) -> int:
    words = sum(passage.size for passage in passages)
    most = next((points for up_to, points in _MANY if words <= up_to), MOST)
    return min(most, ceil(len(passages) / _SHARE))


def _picked(scores: Sequence[float], terms: Sequence[set[str]], many: int) -> list[int]:
    left = sorted(range(len(scores)), key=lambda at: -scores[at])[:_CONSIDERED]
    likeness = dict.fromkeys(left, 0.0)
    picked: list[int] = []
    while left and len(picked) < many:
        best = max(left, key=lambda at: scores[at] - _LIKENESS * likeness[at])
        picked.append(best)
        left.remove(best)
        for at in left:
            likeness[at] = max(likeness[at], _alike(terms[at], terms[best]))
        left = [at for at in left if likeness[at] < _SAME]
    return picked


def _alike(one: set[str], other: set[str]) -> float:
    """The cosine of two sets."""
    common = len(one & other)
    return common / (len(one) * len(other)) ** 0.5 if common else 0.0
