"""How likely it is that a passage gives or takes a task, by its wording and its place (English).

After M. Purver and others, "Detecting and Summarizing Action Items in Multi-Party Dialogue", 2007:
what is told beside the words is who speaks, how late it is, and what is said around them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import log

from bot.domain.transcript import Segment
from bot.notes.extract.cues import CUES, assigns, said
from bot.notes.extract.passages import Passage

CONTEXT = (
    *("length", "tiny", "long", "asks", "assigns", "cues", "addressed"),
    *("here", "closing", "late", "last_third", "opening"),
    *("share", "most", "first_speaker", "last_speaker"),
    *("before", "after", "around", "wide", "own_before", "own_around", "answered"),
)
_LATE = ("you_will", "will", "do", "look", "i_will", "need")
LATE = (*(f"late_{name}" for name in _LATE), "late_cues", "late_assigns", "late_own")
FEATURES = (*CUES, *CONTEXT, *LATE)

_NAMES = tuple(CUES)
_AT = {name: at for at, name in enumerate(_NAMES)}
_LATE_AT = [_AT[name] for name in _LATE]
_CLOSE_AT = [
    _AT[name]
    for name in ("i_will", "you_will", "ask", "want", "look", "do", "when", "next", "task")
]
_GATE = (
    *("i_will", "we_will", "you_will", "will", "they_will", "ask", "want", "need", "sure", "look"),
)
_GATE_AT = [_AT[name] for name in _GATE]
_ASSIGNS_AT = len(CUES) + CONTEXT.index("assigns")
_TINY, _LONG, _ANSWER = 5, 25, 2  # words
_LAST_THIRD = 0.67
_BELIEVED = 100  # passages before a place in the recording tells something

Row = tuple[float, ...]


def features(segments: Sequence[Segment], passages: Sequence[Passage]) -> list[Row]:
    """What is counted of each passage, in the order of `FEATURES`; about 0 to 1 each."""
    around = _Around([segments[passage.line].speaker for passage in passages], passages)
    return [around.row(at) for at in range(len(passages))]


def worded(row: Row) -> bool:
    """Whether there is any wording of a task at all."""
    return any(row[at] for at in _GATE_AT) or bool(row[_ASSIGNS_AT])


@dataclass
class _Around:
    """A recording, counted once for all of its passages."""

    who: Sequence[str | None]
    passages: Sequence[Passage]

    def row(self, at: int) -> Row:
        hits, place, near = self.hits[at], self._place(at), self._near(at)
        asks, assigned = float("?" in self.passages[at].text), self.assigned[at]
        strength, late = self.strength[at], place[2]
        addressed = hits[_AT["you"]] or hits[_AT["you_will"]] or hits[_AT["i_will"]]
        manner = (asks, assigned, min(5.0, strength) / 5)
        together = (addressed * (hits[_AT["do"]] or hits[_AT["look"]]),)
        context = (*self._size(at), *manner, *together, *place, *self._speaker(at), *near)
        own = near[CONTEXT.index("own_around") - CONTEXT.index("before")]
        late_ones = (*(hits[i] for i in _LATE_AT), min(5.0, strength) / 5, assigned, own)
        return (*hits, *context, *(late * value for value in late_ones))

    @cached_property
    def hits(self) -> list[Row]:
        families = list(CUES.values())
        return [
            tuple(0.0 if words.isdisjoint(family) else 1.0 for family in families)
            for words in (said(passage.words) for passage in self.passages)
        ]

    @cached_property
    def assigned(self) -> list[float]:
        return [float(assigns(passage.words)) for passage in self.passages]

    @cached_property
    def strength(self) -> list[float]:
        return [sum(hits[at] for at in _CLOSE_AT) for hits in self.hits]

    @cached_property
    def sums(self) -> list[float]:
        return [0.0, *accumulate(self.strength)]

    @cached_property
    def spoken(self) -> Counter[str | None]:
        spoken = Counter[str | None]()
        for passage, who in zip(self.passages, self.who, strict=True):
            spoken[who] += len(passage.words)
        return spoken

    @cached_property
    def roles(self) -> tuple[str | None, str | None, str | None, int]:
        """Who speaks most, first and last, and how many words there are."""
        last = Counter(self.who[-max(1, len(self.who) // 10) :]).most_common(1)[0][0]
        return self.spoken.most_common(1)[0][0], self.who[0], last, self.spoken.total()

    def _size(self, at: int) -> Row:
        words = len(self.passages[at].words)
        return log(1 + words) / 3, float(words < _TINY), float(words > _LONG)

    def _place(self, at: int) -> Row:
        here = (at + 0.5) / len(self.passages)
        believed = min(1.0, len(self.passages) / _BELIEVED)
        return (
            believed * (here - 0.5),
            believed * max(0.0, 1 - (1 - here) / 0.1),
            believed * max(0.0, 1 - (1 - here) / 0.2),
            believed * float(here > _LAST_THIRD),
            believed * max(0.0, 1 - here / 0.2),
        )

    def _speaker(self, at: int) -> Row:
        who = self.who[at]
        if who is None:
            return 0.3, 0.0, 0.0, 0.0
        most, first, last, words = self.roles
        return self.spoken[who] / words, float(who == most), float(who == first), float(who == last)

    def _near(self, at: int) -> Row:
        """How much is said of tasks before, after and around, and by the same speaker."""
        strength, count = self.strength, len(self.passages)
        mine = [
            j
            for j in range(max(0, at - 8), min(count, at + 9))
            if j != at and self.who[j] == self.who[at]
        ]
        earlier = [j for j in mine if at - 5 <= j < at]
        return (
            min(4.0, strength[at - 1]) / 4 if at else 0.0,
            min(4.0, strength[at + 1]) / 4 if at + 1 < count else 0.0,
            min(10.0, self._sum(at, 3)) / 10,
            min(20.0, self._sum(at, 10)) / 20,
            min(4.0, strength[earlier[-1]]) / 4 if earlier else 0.0,
            min(8.0, sum(strength[j] for j in mine)) / 8,
            float(at + 1 < count and len(self.passages[at + 1].words) <= _ANSWER),
        )

    def _sum(self, at: int, reach: int) -> float:
        end, begin = min(len(self.passages), at + reach + 1), max(0, at - reach)
        return self.sums[end] - self.sums[begin] - self.strength[at]
