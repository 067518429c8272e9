"""A twin counts as caught only when its tests failed for what they protect."""

import pytest

from tests.twins.pytests import Ending, run
from tests.twins.trial import holes

TEST = "tests/test_a.py::test_b"


@pytest.mark.parametrize(
    "endings",
    [
        {},
        {TEST: Ending(passed=True)},
        {TEST: Ending(said="call: ImportError")},
        {f"{TEST}[1]": Ending(saw=True), f"{TEST}[2]": Ending(passed=True)},
    ],
    ids=["did not run", "passed", "broke", "one case passed"],
)
def test_whatever_is_no_catch_is_a_hole(endings):
    assert len(list(holes(TEST, endings))) == 1


def test_a_test_that_saw_it_in_every_case_is_no_hole():
    endings = {f"{TEST}[{case}]": Ending(saw=True) for case in range(2)}

    assert list(holes(TEST, endings)) == []


def test_with_a_twin_that_does_not_fit_no_test_runs():
    assert run([__file__], ("a_twin_of_something_that_is_gone", 0)) == {}
