"""Weights that were learnt, and how they are applied.

Written by `python -m tests.bench.notes_learn`, by logistic regression; "" is the constant.
POINTS: from QMSum (M. Zhong and others, NAACL 2021; MIT licence), train split: which passages of
162 meetings share most words with the summaries that people wrote of them.
TASKS: from the AMI corpus (CC BY 4.0), train split, as people and as a machine wrote it down: which
dialogue acts of 66 meetings its annotators linked to an action item.
"""

from collections.abc import Sequence

POINTS = {
    "": -5.874,
    "length": 0.600,
    "matter": -0.223,
    "weight": 1.071,
    "heaviest": 2.525,
    "rare": 1.421,
    "dense": 1.305,
    "varied": -0.285,
    "before": -0.592,
    "after": -0.336,
    "early": 1.134,
    "late": -0.182,
    "opening": 0.437,
    "turn": -0.335,
    "first": -0.120,
    "share": 0.164,
    "asks": 0.062,
    "number": -0.121,
    "names": 0.169,
    "we": 0.061,
    "i": -0.316,
    "dangling": -0.020,
    "torn": -0.116,
    "resolve": 0.205,
}

TASKS = {
    "": -8.889,
    "i_will": 0.132,
    "we_will": -0.261,
    "you_will": 0.512,
    "will": 0.429,
    "they_will": 0.382,
    "ask": -0.108,
    "want": -0.107,
    "need": 0.405,
    "sure": 0.326,
    "do": 0.158,
    "look": 1.158,
    "when": -0.949,
    "next": -0.064,
    "task": 0.976,
    "each": -0.072,
    "not": -0.193,
    "past": -0.457,
    "maybe": -0.012,
    "i": -0.068,
    "you": -0.144,
    "we": -0.402,
    "it": -0.619,
    "reason": -0.679,
    "length": 1.703,
    "tiny": -1.424,
    "long": 0.034,
    "asks": -0.244,
    "assigns": 0.218,
    "cues": 0.341,
    "addressed": 0.509,
    "here": 0.959,
    "closing": 0.685,
    "late": 1.138,
    "last_third": 1.133,
    "opening": -0.118,
    "share": 0.042,
    "most": 0.062,
    "first_speaker": 0.151,
    "last_speaker": 0.930,
    "before": 0.112,
    "after": -0.037,
    "around": 0.413,
    "wide": 0.449,
    "own_before": -0.020,
    "own_around": 1.310,
    "answered": 0.111,
    "late_you_will": 0.573,
    "late_will": -0.146,
    "late_do": 0.072,
    "late_look": 0.290,
    "late_i_will": -0.236,
    "late_need": 0.390,
    "late_cues": 0.151,
    "late_assigns": 0.214,
    "late_own": 0.552,
}


def scored(rows: Sequence[Sequence[float]], weights: dict[str, float]) -> list[float]:
    """The log odds of each row, whose values are in the order of the weights."""
    constant, *each = weights.values()
    return [
        constant + sum(weight * value for weight, value in zip(each, row, strict=True))
        for row in rows
    ]
