"""What would make two equal worlds differ: the machine's dice, and its clocks."""

import os
import random
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

import aiohttp.connector

from tests.world.clock import BEGINNING


@contextmanager
def nothing_left_to_chance(passed: Callable[[], float]) -> Generator[None]:
    """Libraries draw the same ids, and see only as much time pass as does in this world.

    HTTP clients decide by `time.monotonic` whether a connection was idle for too long, and ids
    that are drawn decide who is first in a tie.
    """
    real, here = (os.urandom, time.monotonic, time.time), threading.get_ident()
    dice = random.Random("dice")

    def draw(size: int) -> bytes:
        return dice.randbytes(size) if threading.get_ident() == here else real[0](size)

    def monotonic() -> float:
        return passed() if threading.get_ident() == here else real[1]()

    def now() -> float:
        return BEGINNING + passed() if threading.get_ident() == here else real[2]()

    _use(draw, monotonic, now)
    try:
        yield
    finally:
        _use(*real)


def _use(
    urandom: Callable[[int], bytes], monotonic: Callable[[], float], now: Callable[[], float]
) -> None:
    os.urandom, time.monotonic, time.time = urandom, monotonic, now
    aiohttp.connector.monotonic = monotonic  # type: ignore[attr-defined]  # its own name for it
