"""Runs tests with a part of the bot replaced, each time in a process of its own."""

import functools
import multiprocessing
import os
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.twins import ways

ROOT = Path(__file__).parents[2]
OPTIONS = (
    *("--numprocesses=0", "--inline-snapshot=disable", "-p", "no:cacheprovider"),
    "-Wignore::pytest.PytestAssertRewriteWarning",  # its plugins are loaded, once for all
)
PLUGINS = ("hypothesis.strategies", "inline_snapshot.pytest_plugin", "pytest_asyncio.plugin")
LONGEST = 30.0  # seconds for a test
PATIENCE = 300.0  # seconds for all of them
# What a test ends with that saw what it looks for; the last of them is a transaction left open.
SAW = (AssertionError, TimeoutError, pytest.fail.Exception, sqlite3.OperationalError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a test ended; `saw`: it failed because what it protects was gone."""

    passed: bool = False
    saw: bool = False
    said: str = ""


Endings = Mapping[str, Ending]


def run(tests: Sequence[str], broken: tuple[str, int] | None = None) -> Endings:
    """How each case of these tests ends, by its id; `broken` is a twin and which of its ways."""
    reading, writing = _processes().Pipe(duplex=False)
    process = _processes().Process(target=_play, args=(tests, broken, writing))
    process.start()
    writing.close()
    try:
        return reading.recv() if reading.poll(PATIENCE) else {}
    except EOFError:  # it broke before it began, and said so itself
        return {}
    finally:
        process.kill()
        process.join()


def cases(test: str, endings: Endings) -> Sequence[str]:
    """The cases of a test that took place; an id with brackets is a case of its own."""
    return [case for case in endings if case == test or case.startswith(f"{test}[")]


@functools.cache
def _processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "tests.conftest", "xdist.plugin", *PLUGINS])
    return context


def _play(tests: Sequence[str], broken: tuple[str, int] | None, writing: Any) -> None:
    patch = pytest.MonkeyPatch()
    if broken is not None:
        twin, number = broken
        ways(twin)[number].broken(patch)
    _be_silent()
    os.chdir(ROOT)
    listening = _Listening()
    try:
        with tempfile.TemporaryDirectory() as place:
            options = (*OPTIONS, f"--basetemp={place}/tests", f"--timeout={LONGEST:g}")
            pytest.main([*tests, *options], plugins=[listening])
    finally:  # pytest itself may fail of what a broken bot left open
        writing.send(listening.endings)
        writing.close()
        os._exit(0)  # it may have left threads that never end


def _be_silent() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)


@dataclass(eq=False)  # pytest keeps its plugins in a set
class _Listening:
    """A plugin of pytest that keeps how tests ended."""

    endings: dict[str, Ending] = field(default_factory=dict)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> None:
        known = self.endings.get(item.nodeid, Ending(passed=True))
        if not known.passed:
            return
        if call.excinfo is not None:
            known = _failed(call.when, call.excinfo)
        self.endings[item.nodeid] = known


def _failed(when: str, excinfo: pytest.ExceptionInfo[BaseException]) -> Ending:
    saw = when == "call" and _holds(excinfo.value)
    return Ending(saw=saw, said=f"{when}: {excinfo.exconly()[:200]}")


def _holds(error: BaseException) -> bool:
    group = error.subgroup(SAW) if isinstance(error, BaseExceptionGroup) else None
    return isinstance(error, SAW) or group is not None
