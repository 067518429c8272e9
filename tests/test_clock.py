"""Our time goes on, whoever sets the clock on the wall."""

import pytest

from bot.clock import FASTER, SLOWER, SystemClock


class Wall:
    """A wall whose clock can be set, and a count that cannot."""

    def __init__(self, shown: float = 1_000_000.0) -> None:
        self.shown, self.counted = shown, 50.0

    def clock(self) -> SystemClock:
        """A clock that is started now."""
        return SystemClock(lambda: self.shown, lambda: self.counted)

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.shown += seconds
        self.counted += seconds


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_a_wall_set_by_an_hour_moves_no_grace_period(jump: float):
    wall = Wall()
    ours = wall.clock()
    wall.shown += jump
    assert ours.now() == 1_000_000.0
    wall.go_on(90.0)
    assert -90.0 * SLOWER <= ours.now() - 1_000_090.0 <= 90.0 * FASTER


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
def test_in_the_end_it_follows_the_wall_and_never_goes_back(jump: float):
    wall = Wall()
    ours = wall.clock()
    wall.shown += jump
    seen = []
    for _ in range(50):
        wall.go_on(86_400.0)
        seen.append(ours.now())
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(wall.shown)


def test_a_clock_that_was_never_set_is_not_believed_for_long():
    wall = Wall(0.0)
    ours = wall.clock()
    wall.shown = 1_790_000_000.0
    assert ours.now() == 1_790_000_000.0
