"""Here time is virtual: no wait costs any, and a busy machine makes nothing late."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping

import pytest

from tests.house import House
from tests.world.loop import VirtualLoop
from tests.world.world import VirtualHouse, open_world


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The loop of every test in this folder."""
    return {"virtual": VirtualLoop}


@pytest.fixture(params=["socket", "http"])
async def house(request: pytest.FixtureRequest) -> AsyncGenerator[House]:
    """The whole bot in the sandbox, in each way in which Slack reaches it."""
    async with open_world(request.param, kind=VirtualHouse) as opened:
        yield opened


@pytest.fixture
async def socket_house() -> AsyncGenerator[House]:
    """The whole bot in the sandbox, where the way in does not matter."""
    async with open_world(kind=VirtualHouse) as opened:
        yield opened
