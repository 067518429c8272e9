"""A sandbox with a bot that may be killed at any point and always lives again."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from shutil import copy
from typing import Any

from bot.sandbox import Sandbox, Upload
from bot.sandbox.slack.messages import Message
from tests.house import open_sandbox, parts, recording, thread
from tests.proofs import memory
from tests.proofs.lives import NEVER, Life, birth

SPEED = 20.0  # slow enough that a busy machine does not outlast the bot's patience
PATIENCE = 100.0  # seconds: after a lost connection Slack may tell us again a minute later
WAY_BACK = 0.02  # seconds between two tries of somebody whom the bot does not answer


class World:
    """People in a workspace whose bot dies and lives again."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.folder = folder
        self.kills = 0
        self.unclear = False  # killed between a paid call and knowing its answer

    async def keep_alive(self, kill_at: int = NEVER) -> None:
        """One life after the other; the first is killed at that point, if it comes to it."""
        while True:
            life = Life(birth(self.sandbox, self.folder, kill_at))
            try:
                code = await life.ended()
            finally:
                life.kill()
            assert code == -9, f"the bot ended by itself: {code}"
            self.kills += 1
            self.unclear = self.unclear or _unanswered(self.folder)
            kill_at = NEVER

    async def share(self, *uploads: Upload, channel: str = "product") -> Message:
        """Ben shares files; without any, the first sample."""
        return await self.sandbox.slack.share("ben", channel, list(uploads) or [recording()])

    async def scribe(self, words: str) -> Any:
        """Ben types `/scribe …` until somebody answers."""
        while True:
            answer = await self.sandbox.slack.command("ben", "product", "/scribe", words)
            if answer.error is None:
                return answer
            await asyncio.sleep(WAY_BACK)

    def parts(self, message: Message) -> list[str]:
        """The parts of jobs in the thread of a message."""
        return parts(self.sandbox, message)

    def says(self, message: Message) -> str:
        """All that status messages in a thread read now."""
        return " ".join(reply.text for reply in thread(self.sandbox, message)).lower()

    async def until(self, predicate: Any, seconds: float = PATIENCE) -> None:
        """Wait for something to become true. Raises TimeoutError."""
        await self.sandbox.wait_until(predicate, seconds=seconds)

    async def delivered(self, message: Message, times: int = 1) -> None:
        """Wait until the thread holds everything that many times, and says so."""
        await self.until(lambda: self.whole(message, times))

    def whole(self, message: Message, times: int = 1) -> bool:
        """Whether the thread holds everything that many times, and says so."""
        counted = Counter(self.parts(message))
        whole = all(counted[part] >= times for part in ("status", "result", "transcript"))
        return whole and self.says(message).count("done") >= times

    @property
    def paid(self) -> int:
        """How many transcriptions were ordered."""
        return sum(len(service.jobs) for service in self.sandbox.services.values())


def _unanswered(folder: Path) -> bool:
    """Whether a paid call was intended whose answer is not stored; asked of a copy.

    A speech server answers with the whole result: until that is stored, DATA_DIR says so.
    """
    if any(b'"sent":true' in book.read_bytes() for book in folder.rglob("speech/*.json")):
        return True
    with memory.folder() as place:
        for file in folder.glob("bot.db*"):
            copy(file, place)
        with closing(sqlite3.connect(Path(place) / "bot.db")) as database:
            found = database.execute("SELECT count(*) FROM jobs WHERE state = 'submitting'")
            return bool(found.fetchone()[0])


@asynccontextmanager
async def open_world(services: Sequence[str] = ("tuplets",)) -> AsyncGenerator[World]:
    """A fresh workspace and an empty database."""
    with memory.folder() as folder:
        async with open_sandbox(services) as sandbox:
            sandbox.clock.speed = SPEED
            yield World(sandbox, Path(folder))


@asynccontextmanager
async def living(world: World, kill_at: int = NEVER) -> AsyncGenerator[None]:
    """The bot lives while this context lasts."""
    keeping = asyncio.create_task(world.keep_alive(kill_at), name="lives")
    try:
        yield
    finally:
        if keeping.done():
            await keeping
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
