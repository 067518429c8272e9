"""When to look again."""

from bot.domain.job import Progress
from bot.jobs.cadence import Budget, backoff


def test_a_budget_is_never_exceeded_in_any_window():
    budget, now, asked = Budget(300, 300.0), 1000.0, []
    while now < 2200.0:
        wait = budget.take(now)
        if wait == 0.0:
            asked.append(now)
        now += max(wait, 0.001)

    busiest = max(sum(1 for t in asked if start <= t < start + 300.0) for start in asked)
    assert 200 < busiest <= 300


def test_a_first_burst_passes_at_once():
    budget = Budget(300, 300.0)

    assert [budget.take(50.0) for _ in range(10)] == [0.0] * 10


def test_patience_grows_and_ends_growing():
    waits = [backoff(n) for n in range(1, 12)]

    assert waits == sorted(waits)
    assert waits[0] == 2.0
    assert waits[-1] == backoff(10_000) == 120.0


def test_progress_without_an_estimate_is_no_estimate():
    assert Progress(percent=50.0).left is None
