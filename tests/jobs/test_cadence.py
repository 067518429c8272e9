"""Patience between tries."""

from bot.jobs.cadence import backoff


def test_patience_grows_and_ends_growing():
    waits = [backoff(n) for n in range(1, 12)]

    assert waits == sorted(waits)
    assert waits[0] == 2.0
    assert waits[-1] == backoff(10_000) == 120.0
