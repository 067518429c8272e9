"""How much of what matters a passage tells, by what can be counted in any language.

The order is that of a logistic regression whose weights were learnt (`weights.py`); the passages
are then picked one by one, each as unlike those before it as it is weighty (maximal marginal
relevance: Carbonell and Goldstein, SIGIR 1998).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from bot.domain.transcript import Segment
from bot.notes.extract.passages import Passage
from bot.notes.extract.wording import word_set

FEATURES = (
    *("length", "matter", "weight", "heaviest", "rare", "dense", "varied", "before", "after"),
    *("early", "late", "opening", "turn", "first", "share"),
    *("asks", "number", "names", "we", "i", "dangling", "torn", "resolve"),
)

_WE = word_set("we we'll we've we're us our wir uns unser nous notre nosotros nuestro noi")
_I = word_set("i i'm i'll i've me my you you're your ich mich mir du je j'ai moi yo io eu")
_DANGLING = word_set(  # an opening that leans on what was said before
    """it it's that that's this these those they they're he he's she she's which because 'cause cause cuz or but
    if than then so and yes yeah no not oh es das dass weil sie er oder aber und et mais ou il elle y o pero"""
)
_RESOLVE = word_set(
    """decide decided decision agree agreed agreement propose proposed suggest suggested recommend recommended need needs
    should must plan plans planned goal goals aim purpose problem problems issue issues concern concerns concerned
    important because discuss discussed present presented introduce conclusion finally budget cost costs price deadline
    entschieden beschlossen vorschlag müssen sollten problem ziel wichtig weil kosten"""
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w'\u2019-]+")
_OPEN_ENDS = ",;:-\u2013"
_OPENING, _EDGE = 12, 0.1  # passages, and a share of them


@dataclass(frozen=True, slots=True)
class Counts:
    """A recording, counted."""

    heavy: dict[str, float]  # how often a term is said, from 0 to 1, by orders of magnitude
    rare: dict[str, float]  # in how few passages it stands, likewise
    weights: list[float]  # of each passage: its terms' heaviness
    spoken: Counter[str | None]  # words by speaker
    turns: Counter[int]  # passages by line

    @classmethod
    def of(
        cls,
        segments: Sequence[Segment],
        passages: Sequence[Passage],
        terms: Sequence[Sequence[str]],
    ) -> "Counts":
        said = Counter(term for found in terms for term in found)
        spread = Counter(term for found in terms for term in set(found))
        scale, many = log(1 + max(said.values(), default=1)), len(passages)
        heavy = {term: log(1 + count) / scale for term, count in said.items()}
        spoken = Counter[str | None]()
        for passage in passages:
            spoken[segments[passage.line].speaker] += len(passage.words)
        return cls(
            heavy=heavy,
            rare={term: log(many / count) / log(many + 1) for term, count in spread.items()},
            weights=[sum(heavy[term] for term in set(found)) for found in terms],
            spoken=spoken,
            turns=Counter(passage.line for passage in passages),
        )


def features(
    segments: Sequence[Segment], passages: Sequence[Passage], terms: Sequence[Sequence[str]]
) -> list[tuple[float, ...]]:
    """What is counted of each passage, in the order of `FEATURES`; about 0 to 1 each."""
    counts = Counts.of(segments, passages, terms)
    return [
        _matter(counts, passage, set(found), at)
        + _place(counts, passages, at, segments[passage.line].speaker)
        + _manner(passage)
        for at, (passage, found) in enumerate(zip(passages, terms, strict=True))
    ]


def _matter(counts: Counts, passage: Passage, terms: set[str], at: int) -> tuple[float, ...]:
    heavy, rare, weights = counts.heavy, counts.rare, counts.weights
    words, own = len(passage.words), set(passage.words)
    before = weights[at - 1] if at else 0.0
    after = weights[at + 1] if at + 1 < len(weights) else 0.0
    return (
        log(1 + words) / 4,
        min(len(terms), 20) / 20,
        weights[at] / 10,
        max((heavy[term] for term in terms), default=0.0),
        sum(heavy[term] * rare[term] for term in terms) / 5,
        weights[at] / words,
        len(own) / words,
        min(8.0, before) / 4,
        min(8.0, after) / 4,
    )


def _place(
    counts: Counts, passages: Sequence[Passage], at: int, speaker: str | None
) -> tuple[float, ...]:
    """Where it stands; in a short recording that tells little."""
    many, line = len(passages), passages[at].line
    here, believed = (at + 0.5) / many, min(1.0, many / 100)
    share = counts.spoken[speaker] / max(1, counts.spoken.total()) if speaker else 0.0
    return (
        believed * max(0.0, 1 - here / _EDGE),
        believed * max(0.0, 1 - (1 - here) / _EDGE),
        believed * max(0.0, 1 - at / _OPENING),
        log(1 + counts.turns[line]) / 3,
        float(at == 0 or passages[at - 1].line != line),
        share,
    )


def _manner(passage: Passage) -> tuple[float, ...]:
    text, own = passage.text, set(passage.words)
    return (
        float("?" in text or "\uff1f" in text),
        float(any(map(str.isdigit, text))),
        min(3, len(_NAME.findall(text))) / 3,
        float(not own.isdisjoint(_WE)),
        float(not own.isdisjoint(_I)),
        float(passage.words[0] in _DANGLING),
        float(text[-1].isalnum() or text[-1] in _OPEN_ENDS),
        float(not own.isdisjoint(_RESOLVE)),
    )
