"""A workspace with an app that may do everything."""

from collections.abc import AsyncGenerator

import pytest

from bot.sandbox import Clock, Sandbox
from tests.sandbox.slack.apps import MANIFEST


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    async with Sandbox(clock=Clock(), manifest=MANIFEST) as opened:
        yield opened
