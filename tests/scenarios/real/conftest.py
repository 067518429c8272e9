"""Here time is real, only faster: for what other processes, threads or files decide."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.house import open_house_in


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop that the bot has outside."""
    return {"real": asyncio.new_event_loop}


@pytest.fixture
def open_house(tmp_path: Path) -> Callable[..., object]:
    """Opens a house on real sockets; `house` and `socket_house` are made of it too."""
    return partial(open_house_in, tmp_path)
