"""The composition root: the one module that knows every part, and introduces them."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.config import Mode, Settings
from bot.domain.front import People, SlackFiles, Thread
from bot.domain.memory import Store
from bot.domain.ports import Clock, Media, Provider
from bot.http import Http, open_http
from bot.http.guard import Guard
from bot.jobs.delivery import Delivery
from bot.jobs.desk import Desk
from bot.jobs.engine import LocalEngine
from bot.jobs.parts import Parts
from bot.jobs.reception import Reception
from bot.jobs.steps import Steps
from bot.jobs.worker import Worker
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers import build_providers
from bot.render.paper import BlockPaper
from bot.store.sqlite import open_store

log = logging.getLogger(__name__)

LANES = {"inbox": 1, "send": 4, "job": 16, "post": 8}
GRACE = 7.0  # seconds that steps get to end when we are told to stop
SWEEP = 3600.0  # seconds between two looks at what retention no longer covers
DAY = 86400.0


class SystemClock:
    """The clock on the wall."""

    def now(self) -> float:
        """Epoch seconds."""
        return time.time()

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for zero or less."""
        await asyncio.sleep(max(seconds, 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What surrounds an engine room: Slack, or a terminal that stands in for it."""

    thread: Thread
    files: SlackFiles
    people: People


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineRoom:
    """Everything that turns recordings into notes, wired and not running yet."""

    clock: Clock
    store: Store
    engine: LocalEngine
    worker: Worker
    desk: Desk
    providers: Mapping[str, Provider]

    async def run(self, stop: asyncio.Event) -> None:
        """Take up everything that was left, then work until told to stop."""
        for key, at in await self.store.unended():
            self.engine.wake(key, at)
        await self.engine.run(self.worker.advance, stop)


@asynccontextmanager
async def open_engine_room(
    settings: Settings, clock: Clock, outside: Outside, http: Http, stop: asyncio.Event
) -> AsyncGenerator[EngineRoom]:
    """An engine room on the settings' database. Raises NeedsOperator when it cannot be opened."""
    engine = LocalEngine(clock, LANES)
    async with open_store(settings.database, clock, engine.wake) as store:
        providers = build_providers(settings, http, clock)
        parts = Parts(
            store=store,
            media=_media(settings, outside.files, http),
            files=outside.files,
            paper=BlockPaper(),
            clock=clock,
            providers=providers,
            default=settings.provider or next(iter(providers), None),
            stopping=stop.is_set,
        )
        steps = Steps(parts)
        desk = Desk(parts, outside.people, steps.stop_sending)
        reception = Reception(store, outside.thread, desk, clock)
        delivery = Delivery(parts, outside.thread, engine)
        worker = Worker(parts, engine, reception, steps, delivery)
        yield EngineRoom(
            clock=clock, store=store, engine=engine, worker=worker, desk=desk, providers=providers
        )


def _media(settings: Settings, files: SlackFiles, http: Http) -> Media:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    access = SlackAccess(token=token, api_url=settings.slack_api_url)
    return Opener(files, http, access, settings.data_dir)


def open_ways_out(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[Http]:
    """The HTTP clients, with the operator's exceptions in the guard."""
    return open_http(clock, Guard(settings.allow_hosts))
