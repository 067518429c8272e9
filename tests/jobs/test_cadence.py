"""When to look again."""

import pytest

from bot.domain.job import Progress
from bot.jobs.cadence import Budget, backoff, next_look
from bot.providers.tuplets.traits import STANDARD


def test_a_budget_is_never_exceeded_in_any_window():
    budget, now, asked = Budget(240, 300.0), 1000.0, []
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


@pytest.mark.parametrize(
    ("left", "wait"), [(None, 4.0), (0.0, 2.5), (1.0, 2.5), (7.0, 7.0), (3600.0, 12.0)]
)
def test_a_running_job_is_looked_at_near_its_end_and_never_too_rarely(
    left: float | None, wait: float
):
    assert next_look(STANDARD, Progress(left=left)) == wait
