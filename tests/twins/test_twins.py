"""A twin counts as caught only when its tests failed for what they protect; each law has its twins."""

import re

import pytest

from tests.twins import TWINS, ways
from tests.twins.pytests import ROOT, Ending, run
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


def test_every_law_stands_where_it_is_said_to_stand_and_every_twin_has_its_law():
    contributing = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    laws = re.findall(r"^\| (\d)\. .*? \| (.*?) \| (.*?) \| (.*?) \|$", contributing, re.MULTILINE)

    assert [number for number, *_ in laws] == ["1", "2", "3", "4", "5"]
    for number, places, tests, _ in laws:
        (first, *_), *_ = known = re.findall(r"`([\w/]+\.py): (\w+)`", places)
        assert _text("bot", first).startswith(f'"""Law {number}: '), first
        for path, name in known:
            assert re.search(rf"^(class |(async )?def )?{name}\b", _text("bot", path), re.MULTILINE)
        for path in re.findall(r"`([\w/]+\.py)`", tests):
            assert _text("tests", path)
    assert [twin for *_, twins in laws for twin in re.findall(r"\w+", twins)] == list(TWINS)


@pytest.mark.parametrize("twin", TWINS)
def test_every_test_that_a_twin_names_stands_where_it_says(twin: str):
    for test in {test for way in ways(twin) for test in way.tests}:
        path, *_, name = test.split("::")
        function = name.partition("[")[0]
        assert re.search(rf"^\s*(async )?def {function}\(", _text("", path), re.MULTILINE), test


def _text(folder: str, path: str) -> str:
    return (ROOT / folder / path).read_text(encoding="utf-8")
