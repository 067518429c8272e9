"""Learns the weights of the offline notes anew and writes them to bot/notes/extract/weights.py.

Only the train splits are read. `poe bench-notes --help` says where the data is from.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

from bot.notes.extract import promises, ranking
from bot.notes.extract.actions import fewer
from bot.notes.extract.cleaning import cleaned
from bot.notes.extract.function_words import ENGLISH
from bot.notes.extract.passages import Passage, passages_of
from bot.notes.extract.terms import terms_of
from tests.bench import notes_data, rouge
from tests.bench.logistic import fit
from tests.bench.notes_data import Meeting, Promises

MODULE = Path("bot/notes/extract/weights.py")
TOP = 0.02  # of a meeting's passages: those that share most with what people wrote of it
POINTS_RIDGE, TASKS_RIDGE = 3e-4, 1e-4
KEPT = 0.25  # of the passages that are neither: enough to learn from, at a quarter of the time

_TEMPLATE = '''"""Weights that were learnt, and how they are applied.

Written by `python -m tests.bench.notes_learn`, by logistic regression; "" is the constant.
POINTS: from QMSum (M. Zhong and others, NAACL 2021; MIT licence), train split: which passages of
{meetings} meetings share most words with the summaries that people wrote of them.
TASKS: from the AMI corpus (CC BY 4.0), train split, as people and as a machine wrote it down: which
dialogue acts of {acted} meetings its annotators linked to an action item.
"""

from collections.abc import Sequence

POINTS = {{
{points}}}

TASKS = {{
{tasks}}}


def scored(rows: Sequence[Sequence[float]], weights: dict[str, float]) -> list[float]:
    """The log odds of each row, whose values are in the order of the weights."""
    constant, *each = weights.values()
    return [
        constant + sum(weight * value for weight, value in zip(each, row, strict=True))
        for row in rows
    ]
'''

Example = tuple[Sequence[float], float, float]  # what was counted, 1 or 0, what is known before
Learnt = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.notes_learn", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    data = parser.parse_args().data
    meetings = notes_data.qmsum(data / "QMSum", "train")
    acted = [notes_data.ami(data / "CoreRank", "train", heard=heard) for heard in (False, True)]
    text = _TEMPLATE.format(
        meetings=len(meetings),
        acted=len(acted[0]),
        points=_lines(learn_points(meetings)),
        tasks=_lines(learn_tasks([*acted[0], *acted[1]])),
    )
    MODULE.write_text(text, encoding="utf-8")
    return 0


def learn_points(meetings: Sequence[Meeting]) -> Learnt:
    """What makes a passage one that people write about."""
    return _learnt([told(meeting) for meeting in meetings], ranking.FEATURES, POINTS_RIDGE)


def learn_tasks(meetings: Sequence[Promises]) -> Learnt:
    """What makes a passage one that annotators take for an action item."""
    return _learnt([given(meeting) for meeting in meetings], promises.FEATURES, TASKS_RIDGE)


def told(meeting: Meeting) -> list[Example]:
    segments = meeting.transcript.segments
    passages = passages_of(segments)
    rows = ranking.features(segments, passages, terms_of(passages, english=True))
    shared = [_shared(passage, meeting.summaries[0]) for passage in passages]
    least = sorted(shared)[int(len(shared) * (1 - TOP))]
    return [(row, float(value >= least), 0.0) for row, value in zip(rows, shared, strict=True)]


def given(meeting: Promises) -> list[Example]:
    passages = passages_of(meeting.transcript.segments)
    rows = promises.features(meeting.transcript.segments, passages)
    few = fewer(len(passages))
    return [
        (row, float(passage.line in meeting.lines), few)
        for row, passage in zip(rows, passages, strict=True)
    ]


_GRAMMAR = frozenset(stem for word in ENGLISH for stem in rouge.words(word))


def _shared(passage: Passage, summary: str) -> float:
    """How many words of matter and pairs it shares with a summary, for its length."""
    ours, theirs = rouge.words(cleaned(passage.text, english=True)), rouge.words(summary)
    matter = set(ours) & set(theirs) - _GRAMMAR
    pairs = {*pairwise(ours)} & {*pairwise(theirs)}
    return (len(matter) + len(pairs)) / (len(ours) + 6) ** 0.5


def _learnt(meetings: Sequence[list[Example]], names: Sequence[str], ridge: float) -> Learnt:
    rows, labels, weights, offsets = [], [], [], []
    for row, label, weight, offset in _thinned(meetings):
        rows.append(row)
        labels.append(label)
        weights.append(weight)
        offsets.append(offset)
    found = fit(rows, labels, weights, offsets, ridge)
    return dict(zip(("", *names), found, strict=True))


def _thinned(
    meetings: Sequence[list[Example]],
) -> Iterator[tuple[Sequence[float], float, float, float]]:
    """All that is sought, and a part of the rest that counts for all of it."""
    chance = Random(1)
    for examples in meetings:
        for row, label, offset in examples:
            if label or chance.random() < KEPT:
                yield row, label, 1.0 if label else 1 / KEPT, offset


def _lines(learnt: Learnt) -> str:
    return "".join(f'    "{name}": {value:.3f},\n' for name, value in learnt.items())


if __name__ == "__main__":
    sys.exit(main())
