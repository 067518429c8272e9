"""Every proof in its quick size."""

import random

import pytest

from tests.proofs import PROOFS, power_cuts, soak
from tests.proofs.score import table
from tests.world.world import run


@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", [name for name in PROOFS if name != "soak"])
def test_what_is_claimed_holds_in_the_quick_size(name: str):
    rows = PROOFS[name].load()(whole=False)

    assert all(row.held for row in rows), table(rows)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("seed", "recordings"), soak.QUICK)
def test_whatever_happens_to_a_crowd_no_promise_is_broken(seed: int, recordings: int):
    lived = run(soak.soak(seed, recordings))

    assert not lived.wrongs
    assert lived.recordings == recordings


def test_the_same_seed_is_the_same_story():
    row = soak.same_trace()

    assert row.held, row.figure


def test_no_power_cut_leaves_an_old_header_before_new_frames():
    old, new = b"o" * 4096, b"n" * 4096

    images = [power_cuts.log_after_cut(old, new, random.Random(seed)) for seed in range(50)]

    assert {image[: power_cuts.HEADER] for image in images} == {b"n" * power_cuts.HEADER}
    assert any(b"o" in image for image in images)
