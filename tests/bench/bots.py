"""Bots as real processes, beside a Slack that is played here."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from tests.bench import floors
from tests.bench.slack import Slack

ROOT = Path(__file__).parents[2]
GRACE = 10.0  # seconds from SIGTERM to the end


@asynccontextmanager
async def our_bot(slack: Slack) -> AsyncGenerator[Process]:
    """`threadscribe run`, the moment it serves."""
    with floors.folder() as place:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-ours",
            "SLACK_APP_TOKEN": "xapp-ours",
            "SLACK_API_URL": f"{slack.url}/api/",
            "PORT": "0",
            "DATA_DIR": f"{place}/data",
            "DATABASE_URL": f"sqlite:///{place}/threadscribe.db",
            "LOG_LEVEL": "ERROR",
        }
        async with child("-m", "bot", "run", settings=settings, where=place) as process:
            assert process.stderr
            said = b""
            while b"ready" not in said:
                said = await process.stderr.readline()
                assert said, "the bot ended before it was ready"
            yield process


@asynccontextmanager
async def bare_bot(slack: Slack) -> AsyncGenerator[Process]:
    """The bot that only acknowledges, the moment it is connected."""
    async with child("-m", "tests.bench.bare", slack.url) as process:
        await slack.connected("bare", lines=1)
        yield process


@asynccontextmanager
async def child(
    *arguments: str, settings: Mapping[str, str] | None = None, where: str | None = None
) -> AsyncGenerator[Process]:
    """A Python of ours with these settings and no others; ended when left."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *arguments),
        cwd=where,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **(settings or {})},  # nobody's settings
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE if settings else DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
