"""Here time is virtual: no wait costs any, and a busy machine makes nothing late."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from tests.world.loop import VirtualLoop
from tests.world.world import VirtualHouse, open_world


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of every story here and below, where no nearer conftest names another."""
    return {"virtual": VirtualLoop}


@pytest.fixture
def open_house() -> Callable[..., object]:
    """Opens a house in virtual time; `house` and `socket_house` are made of it too."""
    return partial(open_world, kind=VirtualHouse)
