"""Whether the tests catch the twins: they pass as things are, and fail with a law taken away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tests.proofs.score import Row
from tests.twins import TWINS, Way, ways
from tests.twins.pytests import Endings, cases, run


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One way of breaking a law, and what the tests that must see it did instead."""

    way: Way
    holes: Sequence[str]


def prove(*, whole: bool) -> list[Row]:
    """The tests catch every twin; in the quick size, one test each."""
    sick = list(healthy(TWINS, whole=whole))
    caught = [twin for twin in TWINS if not sick and _caught(twin, whole=whole)]
    others = ", ".join(sick or (twin for twin in TWINS if twin not in caught))
    return [
        Row(
            proof="twins: each law taken away in turn",
            mark=f"the tests catch {len(TWINS)} of {len(TWINS)}",
            figure=f"{len(caught)} of {len(TWINS)} caught{others and f', not {others}'}",
            held=not others,
        )
    ]


def healthy(twins: Iterable[str], *, whole: bool = True) -> Iterator[str]:
    """What is wrong with the tests of these twins while nothing is replaced."""
    chosen = [way for twin in twins for way in ways(twin, whole=whole)]
    tests = sorted({test for way in chosen for test in way.tests})
    endings = run(tests)
    for test in tests:
        if not cases(test, endings):
            yield f"{test} did not run"
        for case in cases(test, endings):
            if not endings[case].passed:
                yield f"{case} fails as things are: {endings[case].said}"


def trials(twin: str, *, whole: bool = True) -> Iterator[Trial]:
    """What the tests do about each way of a twin."""
    for number, way in enumerate(ways(twin, whole=whole)):
        endings = run(way.tests, (twin, number))
        yield Trial(way=way, holes=[hole for test in way.tests for hole in holes(test, endings)])


def holes(test: str, endings: Endings) -> Iterator[str]:
    """What a test did instead of failing for what it protects."""
    if not cases(test, endings):
        yield f"{test} did not run"
    for case in cases(test, endings):
        ending = endings[case]
        if ending.passed:
            yield f"{case} passes"
        elif not ending.saw:
            yield f"{case} fails for another reason: {ending.said}"


def _caught(twin: str, *, whole: bool) -> bool:
    return all(not trial.holes for trial in trials(twin, whole=whole))
