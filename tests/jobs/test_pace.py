"""How long a recording takes, and the chance that it has ended."""

from itertools import pairwise
from math import exp, log
from random import Random

import pytest

from bot.jobs.odds import age_of, odds
from bot.jobs.pace import Pace


def test_before_anything_is_known_an_hour_takes_minutes_and_nobody_is_sure():
    expectation = Pace().expect(3600.0)

    assert 120.0 < expectation.seconds < 1200.0
    assert expectation.sigma >= 1.0


def test_a_few_recordings_teach_it_the_service():
    pace = Pace()
    for seconds in (600.0, 1800.0, 3600.0, 900.0, 7200.0) * 4:
        pace = pace.learned(seconds, seconds * 0.05)

    expectation = pace.expect(3600.0)

    assert 150.0 < expectation.seconds < 230.0
    assert expectation.sigma < 0.5


def test_it_learns_how_sure_it_may_be():
    random, steady, moody = Random(1), Pace(), Pace()
    for _ in range(100):
        steady = steady.learned(1200.0, 120.0 * exp(random.gauss(0.0, 0.05)))
        moody = moody.learned(1200.0, 120.0 * exp(random.gauss(0.0, 0.8)))

    assert steady.expect(1200.0).sigma < 0.25
    assert 0.65 < moody.expect(1200.0).sigma < 0.95


def test_a_service_that_became_faster_is_believed():
    pace = Pace()
    for _ in range(1000):
        pace = pace.learned(1200.0, 300.0)
    for _ in range(600):
        pace = pace.learned(1200.0, 60.0)

    assert pace.expect(1200.0).seconds < 75.0


def test_a_recording_of_unknown_length_may_take_any_time():
    pace = Pace(100.0, log(0.1), 0.1)

    assert pace.expect(None).sigma > 2 * pace.expect(1200.0).sigma


def test_what_was_learned_survives_as_three_numbers():
    pace = Pace().learned(600.0, 40.0).learned(100.0, 30.0)

    assert Pace(**pace.as_dict()) == pace


@pytest.mark.parametrize("taken", [0.0, 1e-9, 1e9])
@pytest.mark.parametrize("audio", [0.0, 1.0, 28_800.0])
def test_odd_times_do_not_break_it(audio: float, taken: float):
    assert Pace().learned(audio, taken).expect(audio).seconds > 0.0


def test_the_chance_and_the_lateness_are_those_of_many_throws():
    random = Random(7)
    throws = [exp(random.gauss(log(300.0), 0.35)) for _ in range(40_000)]
    running = [length for length in throws if length > 250.0]

    chance, late = odds(log(300.0), 0.35, 250.0, 330.0)

    assert chance == pytest.approx(sum(x <= 330.0 for x in running) / len(running), abs=0.02)
    assert late == pytest.approx(sum(max(0.0, 330.0 - x) for x in running) / len(running), rel=0.05)


@pytest.mark.parametrize("since", [0.0, 10.0, 300.0, 3000.0, 30_000.0, 3e6])
def test_chances_and_lateness_grow_with_time_however_late_it_is(since: float):
    values = [odds(log(300.0), 0.2, since, since + wait) for wait in (0.0, 1.0, 60.0, 1e4, 1e7)]

    assert values[0] == (0.0, 0.0)
    assert all(a <= b for one, two in pairwise(values) for a, b in zip(one, two, strict=True))
    assert all(0.0 <= chance <= 1.0 for chance, _ in values)
    assert values[-1][0] > 0.99


@pytest.mark.parametrize("since", [0.0, 100.0, 400.0, 5000.0])
def test_the_age_of_a_chance_is_when_it_is_reached(since: float):
    age = age_of(log(300.0), 0.35, since, 0.03)

    assert odds(log(300.0), 0.35, since, age)[0] == pytest.approx(0.03, rel=0.01)
