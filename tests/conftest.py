"""What every test may ask for: the sandbox, and the whole bot living in it."""

import gc
import os
from collections.abc import AsyncGenerator, Callable, Generator
from functools import lru_cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

from bot.press import drawing
from bot.sandbox import Sandbox
from bot.sandbox.providers import sound
from tests.house import House, open_house_in, open_sandbox

settings.register_profile("threadscribe", deadline=None)  # a busy machine breaks nothing
settings.load_profile("threadscribe")


def pytest_xdist_auto_num_workers() -> int:
    """Two to a core: half of the time a story waits for somebody's clock."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Those that may take long go first, some to each worker, or one would be left with them."""
    workers = int(getattr(config, "workerinput", {}).get("workercount", 1))
    short = [item for item in items if item.get_closest_marker("timeout") is None]
    long = [item for item in items if item.get_closest_marker("timeout") is not None]
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = (len(items) - len(ordered)) // (workers - worker)  # as xdist deals them out
        mine = long[worker::workers]
        ordered += mine + short[: max(share - len(mine), 0)]
        del short[: max(share - len(mine), 0)]
    items[:] = ordered + short


def pytest_collection_finish() -> None:
    """Nothing of what is there by now is ever garbage: to look for it took a tenth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def seen_before() -> Generator[None]:
    """The same samples are shared hundreds of times: they sound and look the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sound, "examine", lru_cache(maxsize=8)(sound.examine))
        patch.setattr(drawing, "draw", lru_cache(maxsize=32)(drawing.draw))
        yield


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    """A fresh workspace with all its services."""
    async with open_sandbox() as opened:
        yield opened


@pytest.fixture
def open_house(tmp_path: Path) -> Callable[..., object]:
    """Opens a house, in the mode and with the settings that a story needs."""
    return partial(open_house_in, tmp_path)


@pytest.fixture(params=["socket", "http"])
async def house(request: pytest.FixtureRequest, open_house) -> AsyncGenerator[House]:
    """The whole bot in the sandbox, in each way in which Slack reaches it."""
    async with open_house(request.param) as opened:
        yield opened


@pytest.fixture
async def socket_house(open_house) -> AsyncGenerator[House]:
    """The whole bot in the sandbox, where the way in does not matter."""
    async with open_house() as opened:
        yield opened
