"""The whole bot in the sandbox, in virtual time: it can be killed and live again."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from decimal import Decimal
from pathlib import Path
from shutil import copy, copytree
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from bot.clock import SystemClock
from bot.domain.errors import NeedsOperator
from bot.sandbox import Sandbox, Upload
from bot.sandbox.providers.tuplets import INSTANT, Tuplets
from bot.sandbox.slack.messages import Message
from tests.house import SPEED, House
from tests.world.chance import nothing_left_to_chance
from tests.world.clock import WorldClock
from tests.world.database import Disk, answered_by_the_loop
from tests.world.life import Life
from tests.world.loop import VirtualLoop
from tests.world.sound import WordEar, recording
from tests.world.trace import Trace

T = TypeVar("T")
W = TypeVar("W", bound="World")

MEMORY = Path("/dev/shm")  # where a synced write costs nothing, if there is such a place
DATABASE = ("bot.db", "bot.db-wal")


class World(House):
    """A house in virtual time. `clock` is the bot's own, `disk` troubles its database."""

    clock: WorldClock
    watched = False  # the watch looks at each call, which would be most of what a world costs

    def __init__(self, sandbox: Sandbox, mode: str, folder: Path, more: dict[str, str]) -> None:
        super().__init__(sandbox, mode, folder, more)
        self.clock = WorldClock()
        self.disk = Disk()
        self.trace = Trace(sandbox)
        self.lives = 0
        self.shares: list[Message] = []
        self._errands: list[asyncio.Future[None]] = []

    def furnish(self) -> None:
        """Make its services what its stories need."""
        for service in self.sandbox.services.values():
            service.ear = WordEar()
            if isinstance(service, Tuplets):
                service.credit = Decimal(1_000_000)

    def begin(self, bot: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let the bot live so that it can be killed."""
        self.lives += 1
        self._life = Life()
        return self._life.begin(bot)

    def bots_clock(self) -> SystemClock:
        """The real one, on a wall that can be set."""
        return self.clock.bots()

    async def crash(self) -> None:
        """End it as kill -9 does, and keep of its files what was written."""
        self._watch.close()
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.settle()
        kept = self.folder.parent / f"life{self.lives}"
        kept.mkdir()
        for file in DATABASE:
            if (self.folder / file).exists():
                copy(self.folder / file, kept)
        if (self.folder / "data").exists():
            copytree(self.folder / "data", kept / "data")
        await self._life.kill()
        await asyncio.gather(self._bot, return_exceptions=True)
        self.folder = kept

    async def stop(self) -> None:
        """Stop the bot in order, if it lives."""
        self._watch.close()
        if not self._bot.done():
            await super().stop()

    @property
    def played(self) -> Any:
        """The service in miniature, with all that it may be told."""
        return self.sandbox.services[self.sandbox.preferred]

    @property
    def now(self) -> float:
        """Seconds that passed in this world."""
        return asyncio.get_running_loop().time()

    async def try_to_start(self, seconds: float) -> None:
        """Start the bot; it may take longer than that to be ready, or refuse to serve."""
        starting = asyncio.ensure_future(self.start())
        await asyncio.wait({starting}, timeout=seconds)
        if starting.done():
            with suppress(NeedsOperator, asyncio.CancelledError):  # or be killed meanwhile
                starting.result()
        else:
            starting.cancel()

    async def share(self, *uploads: Upload, **more: Any) -> Message:
        """Someone shares files; without any, a recording of one word."""
        message = await super().share(*(uploads or [recording("spoken")]), **more)
        self.shares.append(message)
        return message

    async def say(self, word: str, seconds: float = 60.0, **more: Any) -> Message:
        """Someone shares a recording in which only this word is said."""
        return await self.share(recording(word, seconds), **more)

    async def settled(self, seconds: float = 2 * 86400.0) -> None:
        """Let time pass until no job is under way. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            await self.errands()
            await self.clock.sleep(30.0)
            while self.unended():
                await self.clock.sleep(30.0)

    def die_in(self, seconds: float, *, orderly: bool) -> None:
        """Kill the bot in a while, or stop it in order, and start it again."""
        self._errands.append(asyncio.ensure_future(self._die(seconds, orderly=orderly)))

    async def _die(self, seconds: float, *, orderly: bool) -> None:
        await self.clock.sleep(seconds)
        await (self.stop() if orderly else self.crash())
        await self.start()

    async def errands(self) -> None:
        """Wait until nobody is about to die."""
        while self._errands:
            await self._errands.pop()

    def unended(self) -> list[str]:
        """The jobs that go on by themselves, by the database's word."""
        return [f"{job} {state}" for job, state in self.jobs().items() if state not in AT_REST]

    def jobs(self) -> dict[str, str]:
        """The states of all jobs by their ids, by the database's word."""
        return {row["id"]: row["state"] for row in self.rows("SELECT id, state FROM jobs")}

    def rows(self, query: str) -> list[sqlite3.Row]:
        """Ask the database."""
        database = sqlite3.connect(f"file:{self.folder}/bot.db?mode=ro", uri=True)
        database.row_factory = sqlite3.Row
        try:
            return database.execute(query).fetchall()
        finally:
            database.close()


class VirtualHouse(World):
    """A world for the stories of a house: its samples are shared, and patience is as long."""

    watched = True
    share = House.share

    def furnish(self) -> None:
        """As in a house, they work as fast as they can."""
        for service in self.sandbox.services.values():
            service.pace = INSTANT

    async def until(self, predicate: Callable[[], T], seconds: float = 20.0) -> T:
        """Wait for something to become true, for as long as a house's clock tells meanwhile."""
        return await super().until(predicate, seconds * SPEED)


ENDED = frozenset({"done", "failed", "cancelled", "withdrawn", "undeliverable"})
AT_REST = ENDED | {"asking"}  # which waits for a person


@asynccontextmanager
async def open_world(
    mode: str = "socket",
    services: Sequence[str] = ("tuplets",),
    kind: type[W] = World,  # type: ignore[assignment]  # whoever names none gets a plain one
    **settings: str,
) -> AsyncGenerator[W]:
    """A world with a bot in it that serves."""
    loop = asyncio.get_running_loop()
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as place:
        folder = Path(place) / "life0"
        folder.mkdir()
        async with _nothing_left_open(), Sandbox(clock=WorldClock(), services=services) as sandbox:
            world = kind(sandbox, mode, folder, settings)
            world.furnish()
            with answered_by_the_loop(world.disk), nothing_left_to_chance(loop.time):
                await world.start()
                try:
                    yield world
                finally:
                    await world.stop()


@asynccontextmanager
async def _nothing_left_open() -> AsyncGenerator[None]:
    """Who was still sending when the other hung up learns of it, and hangs up too."""
    try:
        yield
    finally:
        await asyncio.sleep(1.0)


def run(story: Coroutine[Any, Any, T]) -> T:
    """Let a story happen in virtual time."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(story)
