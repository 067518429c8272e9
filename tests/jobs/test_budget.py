"""How often an account is asked, over refusals and restarts."""

import pytest

from bot.jobs.budget import Budget, Level


def asked(budget: Budget, start: float, seconds: float) -> list[float]:
    """When requests went, for one who asks whenever he may."""
    now, times = start, []
    while now < start + seconds:
        wait = budget.take(now)
        if wait == 0.0:
            times.append(now)
        now += max(wait, 0.001)
    return times


def test_a_service_is_never_asked_more_often_than_it_allows_in_any_window():
    times = asked(Budget(280, 300.0), 1000.0, 1200.0)

    busiest = max(sum(start <= at < start + 300.0 for at in times) for start in times)
    assert 280 <= busiest <= 300


@pytest.mark.parametrize("level", [None, Level(), Level(free_at=60.0), Level(rests_until=70.0)])
def test_what_is_left_is_what_may_be_taken(level):
    budget = Budget(300, 300.0, level=level)
    for now in (50.0, 50.5, 53.2, 61.0, 300.0):
        left = budget.left(now)
        taken = 0
        while budget.take(now) == 0.0:
            taken += 1
        assert left == taken


def test_a_first_burst_passes_at_once():
    budget = Budget(300, 300.0)

    assert [budget.take(50.0) for _ in range(10)] == [0.0] * 10


def test_what_is_saved_up_is_spent_by_a_burst_and_comes_back():
    budget = Budget(300, 300.0)
    fresh = budget.saved_up(1000.0)
    while budget.take(1000.0) == 0.0:
        pass

    later = [budget.saved_up(1000.0 + n) for n in (0.0, 1.0, 6.0, 11.0, 3600.0)]

    assert fresh == 1.0
    assert later == pytest.approx([0.0, 0.0, 0.5, 1.0, 1.0])


def test_after_a_restart_the_one_request_is_free_and_nothing_else_is_saved_up():
    budget = Budget(300, 300.0, level=Level())
    before = budget.saved_up(1000.0)
    budget.take(1000.0)

    assert (before, budget.saved_up(1000.0)) == (1.0, 0.0)


@pytest.mark.parametrize("away", [0.0, 0.5, 3600.0])
def test_after_a_restart_one_request_goes_at_once_and_no_burst(away: float):
    before = Budget(300, 300.0)
    asked(before, 1000.0, 30.0)

    after = Budget(300, 300.0, level=before.level)

    now = 1030.0 + away
    assert after.take(now) == 0.0
    assert after.take(now) > 0.9


def test_a_bot_that_starts_over_and_over_asks_once_each_time():
    level = Level()
    for start in range(20):
        budget = Budget(300, 300.0, level=level)
        assert budget.take(1000.0 + start) == 0.0
        assert budget.take(1000.0 + start) > 0.0
        level = budget.level


def test_what_the_service_said_is_never_undercut_not_even_by_a_restart():
    budget = Budget(300, 300.0)
    budget.rest_until(1120.5)

    restarted = Budget(300, 300.0, level=Level(**budget.level.as_dict()))

    for each in (budget, restarted):
        assert each.take(1000.0) == 120.5
        assert each.take(1120.5) == 0.0
        assert each.take(1120.5) > 0.0


def test_an_earlier_time_to_come_back_does_not_shorten_a_later_one():
    budget = Budget(300, 300.0)
    budget.rest_until(1100.0)
    budget.rest_until(1010.0)

    assert budget.take(1000.0) == 100.0


def test_a_refusal_halves_the_rate_and_minutes_bring_it_back():
    budget = Budget(300, 300.0)
    asked(budget, 1000.0, 100.0)

    budget.slow(1100.0)

    first = len(asked(budget, 1100.0, 60.0))
    assert 28 <= first <= 36
    later = len(asked(budget, 1160.0, 60.0))
    assert first < later < 60
    asked(budget, 1220.0, 200.0)
    assert len(asked(budget, 1420.0, 60.0)) == 60


def test_requests_that_were_refused_together_slow_us_down_once():
    one, many = Budget(300, 300.0), Budget(300, 300.0)
    one.slow(1000.0)
    for tenth in range(10):
        many.slow(1000.0 + tenth / 10)

    assert one.level == many.level


def test_refused_again_and_again_it_still_asks_now_and_then():
    budget = Budget(300, 300.0)
    for minute in range(60):
        budget.slow(1000.0 + 10 * minute)

    assert 0.0 < budget.take(1591.0) <= 16.0


def test_a_clock_that_was_set_back_does_not_stop_it():
    budget = Budget(300, 300.0)
    budget.take(5000.0)

    assert budget.take(1400.0) <= 2.0
