"""Short lives of the whole bot: forked in milliseconds, killed at a numbered point.

A point is before or after each commit of a transaction, each request sent and each frame of the
socket. They are counted where the libraries begin (sqlite3, aiohttp, httpx), in the forked
process alone, so that nothing of the bot is other than it is when people run it.
"""

import asyncio
import functools
import itertools
import multiprocessing
import os
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp
import httpx

from bot.app import serve
from bot.config import Settings
from bot.log import configure
from bot.sandbox import Sandbox
from tests.house import Given
from tests.proofs import commits

POINTS = "points"  # the file that names each point passed
NEVER = 0
GLANCE = 1.0  # seconds between two looks whether whoever forked us is still there


@dataclass(frozen=True, slots=True)
class SameClock:
    """The clock of a sandbox in another process: the monotonic clock is the machine's."""

    at: float
    since: float
    speed: float

    @classmethod
    def of(cls, sandbox: Sandbox) -> "SameClock":
        return cls(sandbox.clock.now(), time.monotonic(), sandbox.clock.speed)

    def now(self) -> float:
        return self.at + (time.monotonic() - self.since) * self.speed

    def wall(self) -> float:
        return self.now()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0.0) / self.speed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """What a life begins with; `kill_at` counts points from 1."""

    settings: dict[str, str]
    clock: SameClock
    folder: str
    kill_at: int = NEVER


class Life:
    """A forked bot."""

    def __init__(self, birth: Birth) -> None:
        self._process = _forks().Process(target=_live, args=(birth,), daemon=True)
        self._process.start()

    def kill(self) -> None:
        """As the kernel would."""
        self._process.kill()

    async def ended(self) -> int:
        """Its exit code once it is over, the negative signal that ended it."""
        loop, over = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, over.set)
        try:
            await over.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        return self._process.exitcode or 0


def birth(sandbox: Sandbox, folder: Path, kill_at: int = NEVER) -> Birth:
    """A life in this sandbox, with its database in this folder."""
    settings = sandbox.environment(
        HOST="127.0.0.1",
        PORT="0",
        DATABASE_URL=f"sqlite:///{folder}/bot.db",
        DATA_DIR=str(folder / "data"),
    )
    clock = SameClock.of(sandbox)
    return Birth(settings=settings, clock=clock, folder=str(folder), kill_at=kill_at)


def passed(folder: Path) -> list[str]:
    """The points that the first life in a folder passed."""
    names = folder / POINTS
    return names.read_text(encoding="utf-8").splitlines() if names.exists() else []


@functools.cache
def _forks() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.proofs.nursery"])
    return context


def _live(birth: Birth) -> None:
    folder = Path(birth.folder)
    log = (folder / "log").open("a", encoding="utf-8")
    configure("INFO", "text", log)
    if birth.kill_at != NEVER:
        _watch(_Points(folder / POINTS, birth.kill_at).reach)
    asyncio.run(_serve(Given.by(birth.settings), birth.clock))


async def _serve(settings: Settings, clock: SameClock) -> None:
    """Live until killed, or until nobody is left who would."""
    stop = asyncio.Event()
    leaving = asyncio.create_task(_leave_with(os.getppid(), stop))
    await serve(settings, clock, stop, lambda _: None)
    await leaving


async def _leave_with(parent: int, stop: asyncio.Event) -> None:
    while os.getppid() == parent:  # noqa: ASYNC110  # nobody tells a process that it is an orphan
        await asyncio.sleep(GLANCE)
    stop.set()


class _Points:
    def __init__(self, names: Path, kill_at: int) -> None:
        self._names = os.open(names, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._kill_at = kill_at
        self._numbers = itertools.count(1)

    def reach(self, name: str) -> None:
        os.write(self._names, f"{name}\n".encode())
        if next(self._numbers) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


Reach = Callable[[str], None]


def _watch(reach: Reach) -> None:
    _ = commits.watch(lambda _: reach("before a commit"), lambda _: reach("after a commit"))
    _watch_httpx(reach)
    _watch_aiohttp(reach)
    _watch_frames(reach)


def _watch_httpx(reach: Reach) -> None:
    handle = httpx.AsyncHTTPTransport.handle_async_request

    async def watched(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        name = f"{request.method} {request.url.path}"
        reach(f"before {name}")
        response = await handle(self, request)
        reach(f"after {name}")
        return response

    httpx.AsyncHTTPTransport.handle_async_request = watched  # type: ignore[method-assign]


def _watch_aiohttp(reach: Reach) -> None:
    def told(when: str) -> Callable[[Any, SimpleNamespace, Any], Awaitable[None]]:
        async def tell(_: Any, __: SimpleNamespace, request: Any) -> None:
            reach(f"{when} {request.method} {request.url.path}")

        return tell

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(told("before"))
    trace.on_request_end.append(told("after"))
    begin = aiohttp.ClientSession.__init__
    aiohttp.ClientSession.__init__ = functools.partialmethod(begin, trace_configs=[trace])  # type: ignore[assignment]


def _watch_frames(reach: Reach) -> None:
    send = aiohttp.ClientWebSocketResponse.send_str

    async def watched(self: aiohttp.ClientWebSocketResponse, frame: str, **how: Any) -> None:
        reach("before a frame")
        await send(self, frame, **how)
        reach("after a frame")

    aiohttp.ClientWebSocketResponse.send_str = watched  # type: ignore[method-assign]
