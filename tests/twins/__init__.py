"""Twins of the bot, each with one law taken away; the tests have to catch all: `poe twins`.

A twin is a module that names its law and has `WAYS` of breaking it, each with the smallest part
put in place of the real one and with the tests that must fail then.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import cast

import pytest

Break = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of breaking a law; without the part that `broken` replaces, that raises."""

    broken: Break
    tests: tuple[str, ...]  # pytest's ids, the quickest first; without brackets, every case

    @property
    def name(self) -> str:
        """What is done, in words."""
        return self.broken.__name__.replace("_", " ")


TWINS = (
    "early_acknowledgement",
    "synchronous_normal",
    "no_dedupe_key",
    "sdk_retries",
    "blind_second_submit",
    "cancelled_clients",
    "no_escaping",
    "no_membership",
)


def ways(twin: str, *, whole: bool = True) -> tuple[Way, ...]:
    """The ways of a twin; not whole, the first of them, with the quickest of its tests."""
    every = cast("tuple[Way, ...]", import_module(f"tests.twins.{twin}").WAYS)
    return every if whole else (replace(every[0], tests=every[0].tests[:1]),)
