"""ROUGE-1, ROUGE-2 and ROUGE-Lsum (F1), counted as the package rouge-score does with its stemmer.

C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004. Words are runs of a to z
and 0 to 9; those of more than three letters are stemmed; sentences are lines.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.bench.porter import stem


@dataclass(frozen=True, slots=True)
class Rouge:
    """The three F1, from 0 to 1."""

    one: float
    two: float
    lsum: float


def rouge(reference: str, candidate: str) -> Rouge:
    """How much of a reference a candidate has; both with a sentence a line."""
    theirs, ours = words(reference), words(candidate)
    return Rouge(
        _f1_of_counts(Counter(theirs), Counter(ours)),
        _f1_of_counts(Counter(_pairs(theirs)), Counter(_pairs(ours))),
        _lsum(reference, candidate),
    )


def words(text: str) -> list[str]:
    return [stem(w) if len(w) > 3 else w for w in re.findall("[a-z0-9]+", text.lower())]


def _pairs(tokens: Sequence[str]) -> list[tuple[str, str]]:
    return list(pairwise(tokens))


def _f1_of_counts(theirs: Counter, ours: Counter) -> float:
    return _f1((theirs & ours).total(), theirs.total(), ours.total())


def _f1(common: int, theirs: int, ours: int) -> float:
    return 2 * common / (theirs + ours) if common else 0.0


def _lsum(reference: str, candidate: str) -> float:
    """Summary-level: for each sentence of the reference, the union of its longest common
    subsequences with all of the candidate's; a word counts as often as both have it."""
    theirs = [words(line) for line in reference.split("\n") if line]
    ours = [words(line) for line in candidate.split("\n") if line]
    left = Counter(word for line in theirs for word in line)
    right = Counter(word for line in ours for word in line)
    total = left.total(), right.total()
    hits = 0
    for line in theirs:
        for at in sorted({at for other in ours for at in _common(line, other)}):
            word = line[at]
            if left[word] > 0 and right[word] > 0:
                hits += 1
                left[word] -= 1
                right[word] -= 1
    return _f1(hits, *total)


def _common(line: Sequence[str], other: Sequence[str]) -> list[int]:
    """Where in a line one longest common subsequence with the other stands."""
    table = [[0] * (len(other) + 1) for _ in range(len(line) + 1)]
    for i, a in enumerate(line, 1):
        row, above = table[i], table[i - 1]
        for j, b in enumerate(other, 1):
            row[j] = above[j - 1] + 1 if a == b else max(row[j - 1], above[j])
    found, i, j = [], len(line), len(other)
    while i and j:
        if line[i - 1] == other[j - 1]:
            found.append(i - 1)
            i, j = i - 1, j - 1
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return found[::-1]
