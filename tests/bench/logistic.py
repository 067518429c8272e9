"""Logistic regression in plain Python: Newton's method with a ridge on all but the constant."""

from collections.abc import Sequence
from math import exp

STEPS = 25


def fit(
    rows: Sequence[Sequence[float]],
    labels: Sequence[float],
    weights: Sequence[float],
    offsets: Sequence[float],
    ridge: float,
) -> list[float]:
    """The constant and a weight for each column.

    `weights` say how much each row counts, `offsets` what is known of its odds beforehand.
    """
    size = len(rows[0]) + 1
    scale = 1 / sum(weights)
    sparse = [[(0, 1.0), *((i, v) for i, v in enumerate(row, 1) if v)] for row in rows]
    found = [0.0] * size
    for _ in range(STEPS):
        slope = [ridge * value for value in found]
        slope[0] = 0.0
        curve = [[ridge if i == j else 0.0 for j in range(size)] for i in range(size)]
        for row, label, weight, offset in zip(sparse, labels, weights, offsets, strict=True):
            p = 1 / (1 + exp(-offset - sum(found[i] * v for i, v in row)))
            first, second = weight * scale * (p - label), weight * scale * p * (1 - p)
            for i, v in row:
                slope[i] += first * v
                line, part = curve[i], second * v
                for j, w in row:
                    line[j] += part * w
        step = _solved(curve, slope)
        found = [value - change for value, change in zip(found, step, strict=True)]
        if max(map(abs, step)) < 1e-5:
            break
    return found


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination; the matrix is positive definite, so nothing needs pivoting."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i, row in enumerate(rows):
        for other in rows[i + 1 :]:
            factor = other[i] / row[i]
            for j in range(i, len(row)):
                other[j] -= factor * row[j]
    found = [0.0] * len(rows)
    for i in range(len(rows) - 1, -1, -1):
        known = sum(rows[i][j] * found[j] for j in range(i + 1, len(rows)))
        found[i] = (rows[i][-1] - known) / rows[i][i]
    return found
