"""Our time goes on, whoever sets the clock on the wall."""

import time

import pytest

from bot import clock
from bot.clock import SLEW, SystemClock


class Wall:
    """A wall whose clock can be set, and a count that cannot."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown, self.counted = 1_000_000.0, 50.0
        monkeypatch.setattr(time, "time", lambda: self.shown)
        monkeypatch.setattr(clock, "_count", lambda: self.counted)

    def go_on(self, seconds: float) -> None:
        self.shown += seconds
        self.counted += seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    return Wall(monkeypatch)


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_wall_set_by_an_hour_moves_no_grace_period(wall: Wall, jump: float):
    ours = SystemClock()
    wall.shown += jump
    assert ours.now() == 1_000_000.0
    wall.go_on(90.0)
    assert abs(ours.now() - 1_000_090.0) <= 90.0 * SLEW


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_in_the_end_it_follows_the_wall_and_never_goes_back(wall: Wall, jump: float):
    ours = SystemClock()
    wall.shown += jump
    seen = []
    for _ in range(24):
        wall.go_on(1800.0)
        seen.append(ours.now())
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(wall.shown)


def test_a_clock_that_was_never_set_is_not_believed_for_long(wall: Wall):
    wall.shown = 0.0
    ours = SystemClock()
    wall.shown = 1_790_000_000.0
    assert ours.now() == 1_790_000_000.0
