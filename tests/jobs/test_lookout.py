"""Whom to ask next."""

import tracemalloc
from dataclasses import replace
from itertools import pairwise
from math import inf, log
from time import process_time

import pytest

from bot.jobs.lookout import List, Look, Lookout, Rest
from bot.jobs.pace import Expectation
from bot.providers.tuplets.traits import STANDARD
from tests.bench.polls_policies import Ours
from tests.bench.polls_service import Case
from tests.bench.polls_world import World
from tests.bench.score import percentile

HOUR = Expectation(log(3600.0), 0.35)
MINUTES = Expectation(log(300.0), 0.35)


def watched(number: int, expectation: Expectation, *, shows: int = 100) -> Lookout:
    lookout = Lookout(replace(STANDARD, list_shows=shows))
    for n in range(number):
        lookout.watch(f"job{n}", f"remote{n}", created=1000.0, expectation=expectation, now=1000.0)
    return lookout


def looks(lookout: Lookout, until: float, left: float | None, now: float = 1000.0) -> list[float]:
    """When a lone job is looked at that always runs on."""
    times = []
    while (turn := lookout.next(now)) and now < until:
        if isinstance(turn, Rest):
            assert turn.until > now, "it would be asked again and again"
            now = turn.until
        elif isinstance(turn, Look):
            times.append(now)
            lookout.looking(turn.job_id, now)
            lookout.saw(turn.job_id, now, left)
        else:
            lookout.listing(now)
            lookout.listed(now, [])
    return times


def test_nobody_is_asked_for_when_nothing_runs():
    assert Lookout(STANDARD).next(1000.0) == Rest(inf)


@pytest.mark.parametrize("expectation", [MINUTES, HOUR, Expectation(log(5e5), 0.2)])
def test_the_first_look_comes_within_three_seconds_of_the_submission(expectation: Expectation):
    lookout = watched(1, expectation)

    turn = lookout.next(1000.0)

    assert isinstance(turn, Rest)
    assert 1001.0 < turn.until <= 1003.0
    assert lookout.next(turn.until) == Look("job0")


@pytest.mark.parametrize("left", [None, 0.0, 5.0, 3600.0])
@pytest.mark.parametrize("expectation", [MINUTES, HOUR])
def test_a_lone_job_is_looked_at_every_few_seconds_whatever_is_expected(
    expectation: Expectation, left: float | None
):
    times = looks(watched(1, expectation, shows=0), 1300.0, left)

    gaps = [late - early for early, late in pairwise(times)]
    assert min(gaps) >= 2.5
    assert max(gaps) <= 12.1


def test_a_job_is_looked_at_when_the_service_says_that_it_ends():
    lookout = watched(1, HOUR)
    lookout.looking("job0", 1002.0)
    lookout.saw("job0", 1002.0, 8.0)

    at = lookout.next_look("job0", 1002.0)

    assert at is not None
    assert 1005.0 < at < 1011.0


def test_the_likelier_job_goes_first():
    lookout = watched(20, HOUR, shows=0)
    for n in range(20):
        lookout.looking(f"job{n}", 1002.0)
        lookout.saw(f"job{n}", 1002.0, 10.0 if n == 7 else 2000.0)

    assert lookout.next(1020.0) == Look("job7")


def test_one_list_is_asked_for_when_it_would_name_many():
    lookout = watched(60, MINUTES)
    for n in range(60):
        lookout.looking(f"job{n}", 1100.0)
        lookout.saw(f"job{n}", 1100.0, 100.0)

    assert lookout.next(1200.0) == List()


def test_a_look_that_hardly_tells_anything_leaves_the_last_requests_to_results_and_orders():
    lookout = watched(20, HOUR)

    dear, free = lookout.next(1003.0, saved_up=0.3), lookout.next(1003.0, saved_up=1.0)

    assert isinstance(dear, Rest)
    assert 1003.0 < dear.until < 1005.0, "it may be worth it soon"
    assert isinstance(free, Look)


def test_ends_that_have_piled_up_are_worth_the_last_request():
    lookout = watched(60, MINUTES)

    assert lookout.next(1300.0, saved_up=0.0) == List()


def test_a_service_without_a_list_is_never_asked_for_one():
    lookout = watched(60, MINUTES, shows=0)

    assert isinstance(lookout.next(1400.0), Look)


def test_what_the_list_names_is_fetched_once_and_not_looked_at():
    lookout = watched(30, MINUTES)
    lookout.listing(1300.0)

    assert lookout.listed(1300.2, ["remote3", "of somebody else", "remote9"]) == ["job3", "job9"]
    assert lookout.listed(1300.3, ["remote3", "remote9"]) == []
    assert lookout.next(1301.0) not in {Look("job3"), Look("job9")}


def test_a_fetch_that_told_nothing_is_made_again():
    lookout = watched(1, MINUTES)
    lookout.looking("job0", 1002.0)

    assert looks(lookout, 1060.0, None, 1002.0)[0] <= 1033.0


def test_a_list_that_did_not_come_does_not_stop_the_looks():
    lookout = watched(60, MINUTES)
    lookout.listing(1300.0)

    assert isinstance(lookout.next(1301.0), Look)
    assert any(lookout.next(1340.0 + n) == List() for n in range(3))


def test_a_full_list_says_nothing_of_jobs_that_it_does_not_reach():
    lookout = Lookout(replace(STANDARD, list_shows=2))
    for name, created in (("old", 1000.0), ("young", 1200.0), ("newest", 1201.0)):
        lookout.watch(name, name, created=created, expectation=MINUTES, now=1201.0)
        lookout.looking(name, 1245.0)
        lookout.saw(name, 1245.0, 6.0)
    lookout.listing(1250.0)

    assert set(lookout.listed(1250.01, ["newest", "young"])) == {"young", "newest"}
    assert lookout.next(1250.02) == Look("old")


def test_who_was_created_before_a_list_and_known_after_it_may_have_been_in_it():
    lookout = watched(1, HOUR)
    lookout.listing(5000.0)
    lookout.listed(5000.0, [])
    lookout.watch("late", "remote-late", created=1000.0, expectation=HOUR, now=5001.0)

    assert lookout.next(5001.0) == Look("late")
    assert lookout._jobs.odds(lookout._jobs.slots["job0"], 5001.0)[0] < 0.01
    assert lookout._jobs.odds(lookout._jobs.slots["late"], 5001.0)[0] > 0.5


def test_lists_that_reach_less_and_less_far_leave_what_the_others_told():
    lookout = Lookout(replace(STANDARD, list_shows=1))
    for n in range(40):
        lookout.watch(f"job{n}", f"remote{n}", created=1000.0 + n, expectation=HOUR, now=1040.0)
    jobs = lookout._jobs
    for n in range(40):
        lookout.listing(5000.0 + 10 * n)
        lookout.listed(5000.0 + 10 * n, [f"remote{n}"])

    last = [jobs._last_ran(jobs.slots[f"job{n}"]) for n in range(40)]
    assert last == [5000.0 + 10 * n for n in range(40)]


def test_a_dropped_job_is_forgotten_and_its_place_is_used_again():
    lookout = watched(3, MINUTES)
    lookout.drop("job1")
    lookout.watch("other", "theirs", created=1000.0, expectation=MINUTES, now=1000.0)

    seen = set()
    while isinstance(turn := lookout.next(1003.0), Look):
        seen.add(turn.job_id)
        lookout.looking(turn.job_id, 1003.0)
    assert seen == {"job0", "job2", "other"}
    assert "job1" not in lookout
    assert len(lookout) == 3


def test_strangers_are_ignored():
    lookout = watched(1, MINUTES)
    lookout.looking("nobody", 1000.0)
    lookout.saw("nobody", 1000.0, 3.0)
    lookout.drop("nobody")

    assert len(lookout) == 1
    assert lookout.next_look("nobody", 1000.0) is None


def test_a_job_that_is_done_in_a_moment_for_ever_leaves_the_others_their_turn():
    lookout = watched(40, HOUR, shows=0)
    for n in range(40):
        lookout.looking(f"job{n}", 1002.0)
        lookout.saw(f"job{n}", 1002.0, 0.0 if n == 0 else 20.0)
    turns, now = [], 1002.0
    while now < 1302.0:
        now += 1.25  # the budget
        if isinstance(turn := lookout.next(now), Look):
            turns.append(turn.job_id)
            lookout.looking(turn.job_id, now)
            lookout.saw(turn.job_id, now, 0.0 if turn.job_id == "job0" else 20.0)

    assert turns.count("job0") < len(turns) / 5
    assert len(set(turns)) > 30


def test_everybody_is_looked_at_in_the_end_though_nothing_is_expected_of_them():
    times = looks(watched(100, Expectation(log(1e6), 0.2), shows=0), 3000.0, None)

    assert len(times) >= 300


def test_ten_thousand_are_small():
    ids = [(f"{n:032x}", f"r{n:031x}") for n in range(10_000)]
    tracemalloc.start()
    lookout = Lookout(STANDARD)
    for job_id, remote_id in ids:
        lookout.watch(job_id, remote_id, created=1000.0, expectation=HOUR, now=1000.0)
    held = tracemalloc.get_traced_memory()[0] / len(ids)
    tracemalloc.stop()

    assert held <= 200.0


def test_of_ten_thousand_that_are_due_each_request_has_one():
    lookout, now = watched(10_000, HOUR, shows=0), 5000.0
    asked = set()
    for _ in range(200):
        turn = lookout.next(now)
        assert isinstance(turn, Look)
        asked.add(turn.job_id)
        lookout.looking(turn.job_id, now)
        lookout.saw(turn.job_id, now, 3600.0)
        now += 0.1

    assert len(asked) == 200


def test_ten_thousand_that_are_far_from_their_end_cost_nothing():
    lookout = watched(10_000, Expectation(log(36_000.0), 0.35))
    for n in range(10_000):
        lookout.looking(f"job{n}", 1001.0)
        lookout.saw(f"job{n}", 1001.0, 36_000.0)
    began = process_time()
    looks(lookout, 1301.0, 36_000.0, 1001.0)

    assert process_time() - began < 300.0 * 0.003


@pytest.mark.parametrize(
    ("case", "mean", "most"),
    [
        (Case(jobs=6, seconds=180.0, limited=True, measured=1200.0), 2.0, 6.0),
        (Case(jobs=100, seconds=300.0, measured=600.0), 5.5, 25.0),
    ],
    ids=lambda value: value.name if isinstance(value, Case) else None,
)
def test_finished_jobs_are_seen_as_soon_as_the_budget_lets_us(case: Case, mean: float, most: float):
    tally = World(case, Ours, 1, replace(STANDARD, requests_per=(280, 300.0))).run()

    assert tally.mean <= mean
    assert percentile(tally.delays, 0.99) <= most
