"""What is measured has a core of its own; whoever plays the world around it stays off that core."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


def alone(pid: int = 0) -> None:
    """Keep a process, ourselves if none is named, to the last core."""
    os.sched_setaffinity(pid, _last())


@contextmanager
def beside() -> Iterator[None]:
    """Keep ourselves off the last core meanwhile; children begin where we are."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, (before - _last()) or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _last() -> set[int]:
    return {(os.cpu_count() or 1) - 1}
