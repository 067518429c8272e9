"""The whole bot in the sandbox: what a story does, and what it looks at."""

import asyncio
import os
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from blockbuster import blockbuster_ctx
from pydantic import BaseModel

from bot.app import serve
from bot.config import Settings
from bot.domain.errors import NeedsOperator
from bot.domain.ports import Clock as BotClock
from bot.sandbox import Clock, Sandbox, Upload
from bot.sandbox.providers.tuplets import INSTANT
from bot.sandbox.recordings import samples
from bot.sandbox.slack.messages import Message
from bot.store.sqlite import prepare

T = TypeVar("T")

ROOMS = ("http", "jobs", "media", "notes", "providers", "render", "slack", "store", "web")
BOT = [f"bot.{room}" for room in ROOMS]
MEETING, ABROAD, CLIP = range(3)
SPEED = 40.0  # how much faster time runs in a house, for the bot and the services alike

ORDERS = {  # the paid call of each service that has one, as the sandbox names it
    "tuplets": "POST /jobs",
    "plaud": "POST /open/partner/ai/transcriptions/",
    "scriptivox": "POST /transcribe",
    "aitronos": "POST /audio/transcribe",
    "openai": "POST /audio/transcriptions",
}

_LOWEST, _PORTS, _OWN = 20_000, 12_000, 500  # where they begin, how many, and how many to each
_asked = count()


class Given(Settings):
    """Settings that a test makes: no variable and no file of this machine has a say in them."""

    def __init__(self, **given: Any) -> None:
        BaseModel.__init__(self, **given)

    @classmethod
    def by(cls, environment: Mapping[str, str]) -> "Given":
        """By the names that variables have."""
        return cls(**{name.lower(): value for name, value in environment.items()})


class House:
    """A sandbox with a bot in it. People are Ada (an admin), Ben and Chloé."""

    clock: Clock
    watched = True  # while it serves, a call that blocks the loop is an error

    def __init__(self, sandbox: Sandbox, mode: str, folder: Path, more: dict[str, str]) -> None:
        self.sandbox = sandbox
        self.mode = mode
        self.folder = folder
        self.more = more
        self.port = _free_port()
        self.clock = sandbox.clock
        self._watch = ExitStack()

    # the bot

    async def start(self) -> None:
        """Start the bot and wait until it serves."""
        try:
            await self._start()
        except NeedsOperator as refused:
            if not str(refused).startswith("PORT: cannot listen"):
                raise
            self.port = _free_port()  # that one went to another process in this very moment
            await self._start()

    async def _start(self) -> None:
        environment = self.sandbox.environment(
            self.mode,
            HOST="127.0.0.1",
            PORT=str(self.port),
            DATABASE_URL=f"sqlite:///{self.folder}/bot.db",
            DATA_DIR=str(self.folder / "data"),
            **self.more,
        )
        settings = Given.by(environment)
        _lay_down_a_database(self.folder / "bot.db")
        self._stopping, ready = asyncio.Event(), asyncio.Event()
        if self.mode == "http":
            self.sandbox.slack.deliver_to(f"http://127.0.0.1:{self.port}/slack/events")
        self._bot = self.begin(
            serve(settings, self.bots_clock(), self._stopping, lambda _: ready.set())
        )
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._bot, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._bot.done():
            await self._bot
        if self.watched:
            self._watch.enter_context(blockbuster_ctx(scanned_modules=BOT))

    def bots_clock(self) -> BotClock:
        """What tells the bot the time, from this start on."""
        return self.clock

    def begin(self, bot: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let the bot live."""
        return asyncio.create_task(bot)

    async def stop(self) -> None:
        """Stop the bot in order."""
        self._watch.close()
        self._stopping.set()
        await self._bot

    async def restart(self) -> None:
        """Stop it and start it again on the same database."""
        await self.stop()
        await self.start()

    # people

    async def share(
        self,
        *uploads: Upload,
        by: str = "ben",
        channel: str = "product",
        text: str = "",
        thread: str | None = None,
    ) -> Message:
        """Someone shares files; without any, the first sample."""
        files = list(uploads) or [recording()]
        return await self.sandbox.slack.share(by, channel, files, text, thread)

    async def scribe(self, words: str, *, by: str = "ben", channel: str = "product") -> Any:
        """Someone types `/scribe …`."""
        return await self.sandbox.slack.command(by, channel, "/scribe", words)

    # looking

    async def until(self, predicate: Callable[[], T], seconds: float = 20.0) -> T:
        """Wait for something to become true."""
        return await self.sandbox.wait_until(predicate, seconds=seconds)

    def thread(self, message: Message) -> list[Message]:
        """What the bot said in the thread of a message, oldest first."""
        return thread(self.sandbox, message)

    def parts(self, message: Message) -> list[str]:
        """The parts of jobs in a thread, in order; a file's is "transcript"."""
        return parts(self.sandbox, message)

    def part(self, message: Message, name: str) -> Message | None:
        """One part, if it is there; more than one is an error of the bot."""
        found = [reply for reply in self.thread(message) if part_name(reply) == name]
        assert len(found) < 2, f"{name} twice"
        return found[0] if found else None

    def status(self, message: Message) -> str:
        """What the status message reads now."""
        part = self.part(message, "status")
        return part.text if part else ""

    def transcript(self, message: Message) -> str:
        """The transcript file's text."""
        part = self.part(message, "transcript")
        assert part is not None
        return part.files[0].upload.data.decode()

    async def delivered(self, message: Message, seconds: float = 20.0) -> None:
        """Wait until the thread holds everything and says so."""
        await self.until(lambda: "Done" in self.status(message), seconds)
        assert self.parts(message)[:2] == ["status", "result"]
        assert self.parts(message)[-1] == "transcript"

    async def says(self, message: Message, words: str, seconds: float = 20.0) -> str:
        """Wait until the status message contains these words."""
        await self.until(lambda: words.lower() in self.status(message).lower(), seconds)
        return self.status(message)

    def calls(self, call: str, service: str = "slack") -> list[Any]:
        """The calls that the bot made."""
        return self.sandbox.calls.of(service, call)

    @property
    def paid(self) -> int:
        """How many transcriptions were ordered where one goes when nobody names a service."""
        return len(self.sandbox.services[self.sandbox.preferred].jobs)


def _lay_down_a_database(file: Path) -> None:
    """What a first start makes, where nothing is: made once, it need not be made by each story."""
    if not file.exists():
        file.write_bytes(_a_database())


@cache
def _a_database() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bot.db"
        prepare(file)
        return file.read_bytes()


@asynccontextmanager
async def open_house_in(
    folder: Path, mode: str = "socket", services: Sequence[str] = ("tuplets",), **settings: str
) -> AsyncGenerator[House]:
    """A house whose bot serves, in the mode and with the settings that a story needs."""
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(open_sandbox(services))
        sandbox.clock.speed = SPEED
        house = House(sandbox, mode, folder, settings)
        stack.push_async_callback(house.stop)
        await house.start()
        yield house


@asynccontextmanager
async def open_sandbox(services: Sequence[str] = ("tuplets",)) -> AsyncGenerator[Sandbox]:
    """A sandbox whose services work as fast as they can."""
    async with Sandbox(services=services) as sandbox:
        for service in sandbox.services.values():
            service.pace = INSTANT
        yield sandbox


def recording(which: int = MEETING, **more: Any) -> Upload:
    """One of the sandbox's samples, in somebody's hands."""
    sample = samples()[which]
    facts = {"mimetype": sample.mimetype, "duration_ms": int(sample.seconds * 1000)}
    if sample.subtype:
        facts["subtype"] = sample.subtype
    return Upload(more.pop("name", sample.path.name), sample.path.read_bytes(), **(facts | more))


def thread(sandbox: Sandbox, message: Message) -> list[Message]:
    """What the bot said in the thread of a message, oldest first."""
    replies = sandbox.slack.thread(message.channel, message.thread_ts or message.ts)
    return [reply for reply in replies if reply.by_app]


def parts(sandbox: Sandbox, message: Message) -> list[str]:
    """The parts of jobs in a thread, in order; a file's is "transcript"."""
    return [part_name(reply) for reply in thread(sandbox, message)]


def part_name(message: Message) -> str:
    """Which part of a job a message is."""
    if message.files:
        return "transcript"
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("part", "?"))


def _free_port() -> int:
    """A port from this process's own few, below those that systems hand out to others."""
    for _ in range(_PORTS):
        port = _LOWEST + (os.getpid() * _OWN + next(_asked)) % _PORTS
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("every port is taken")
