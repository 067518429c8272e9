"""The composition root: the one module that knows every part, and introduces them."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from bot.clock import until_stopped
from bot.config import Mode, Settings
from bot.domain.errors import Fault, NeedsOperator
from bot.domain.front import People, SlackShares, Thread
from bot.domain.memory import Store, StoreTrouble
from bot.domain.ports import Clock, Hooked, Keeper, Provider
from bot.http import Http, open_http
from bot.http.guard import Guard
from bot.jobs.account import Account
from bot.jobs.delivery import Delivery
from bot.jobs.desk import Desk
from bot.jobs.engine import HORIZON, LocalEngine
from bot.jobs.hooks import Hooks
from bot.jobs.operators import Operators
from bot.jobs.parts import Parts
from bot.jobs.questions import Questions
from bot.jobs.reception import Reception
from bot.jobs.searching import Searching
from bot.jobs.steps import Steps
from bot.jobs.worker import Worker
from bot.media.cutting import Cutting
from bot.media.files import sweep
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.meters import Allowance, Meters, Standing
from bot.press import HousePress
from bot.press.document import installed
from bot.providers import build_providers
from bot.render.paper import BlockPaper
from bot.slack.app import Access, Front, open_front
from bot.slack.socket import pause
from bot.store.sqlite import open_store
from bot.web.app import Inside, SlackRequests, Web, open_web

log = logging.getLogger(__name__)

LANES = {
    "inbox": 1,
    "send": 4,
    "job": 16,
    "note": 4,
    "suspect": 1,
    "post": 8,
    "account": 8,
    "list": 2,
}
GRACE = 4.0  # seconds for steps to end when we are told to stop; each way out takes 2 more
SWEEP = 60.0  # seconds between two looks at what was forgotten or is to be forgotten
TAKE_UP_AGAIN = 5.0  # seconds until a database out of reach is asked again
PAGE = 100  # jobs that are read at once at start
DAY = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What surrounds an engine room: Slack, or a terminal that stands in for it."""

    thread: Thread
    files: SlackShares
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
    accounts: Mapping[str, Account]
    hooks: Hooks
    keepers: Sequence[Keeper]

    async def run(self, stop: asyncio.Event) -> None:
        """Take up everything that was left, then work until told to stop."""
        while not await self._taken_up() and not stop.is_set():
            await pause(self.clock, TAKE_UP_AGAIN, stop)
        await self.engine.run(self.worker.advance, stop)

    async def _taken_up(self) -> bool:
        try:
            await self._take_up()
        except StoreTrouble as trouble:
            log.error("store trouble", extra={"lane": "start", "why": str(trouble)})  # noqa: TRY400  # a full disk has no useful trace
            return False
        return True

    async def _take_up(self) -> None:
        if dead := await self.store.bury():
            log.warning("the last run died while working", extra={"jobs": dead})
        for account in self.accounts.values():
            await account.open()
        for key, at in await self.store.unended(self.clock.now() + HORIZON):
            self.engine.wake(key, at)
        # What services work on goes to its accounts, page by page: there may be ten thousand.
        page = await self.store.underway(None, PAGE)
        while page:
            for job in page:
                if job.account in self.accounts:
                    await self.accounts[job.account].resume(job)
                else:  # our key is another one
                    self.engine.wake(("job", job.job_id), self.clock.now())
            page = await self.store.underway(page[-1], PAGE)


@asynccontextmanager
async def open_engine_room(
    settings: Settings,
    clock: Clock,
    outside: Outside,
    http: Http,
    stop: asyncio.Event,
    meters: Meters | None = None,
) -> AsyncGenerator[EngineRoom]:
    """An engine room on the settings' database. Raises NeedsOperator when it cannot be opened."""
    engine = LocalEngine(clock, LANES)
    await sweep(settings.data_dir)
    async with open_store(settings.database, clock, engine.wake) as store:
        built = build_providers(settings, http, clock, Cutting())
        providers = {name: meters.watching(one) if meters else one for name, one in built.items()}
        accounts = {
            provider.account: Account(provider, store, engine, clock)
            for provider in providers.values()
        }
        parts = Parts(
            store=store,
            media=_opener(settings, outside, http),
            files=outside.files,
            paper=BlockPaper(),
            clock=clock,
            providers=providers,
            accounts=accounts,
            default=settings.provider or next(iter(providers), None),
            stopping=stop.is_set,
            people=outside.people,
            press=HousePress(),
            documents=installed(),
            operators=Operators(outside.thread, store, clock, settings.operators),
        )
        steps = Steps(parts)
        searching = Searching(store, outside.people, outside.thread)
        desk = Desk(parts, outside.people, searching, steps.stop_sending)
        try:
            yield EngineRoom(
                clock=clock,
                store=store,
                engine=engine,
                worker=_worker(parts, outside, engine, steps, desk),
                desk=desk,
                providers=providers,
                accounts=accounts,
                hooks=Hooks([one for one in built.values() if isinstance(one, Hooked)], accounts),
                keepers=[one for one in built.values() if isinstance(one, Keeper)],
            )
        finally:
            with suppress(StoreTrouble):
                await store.park()  # an end that is no kill is no job's fault


def _worker(
    parts: Parts, outside: Outside, engine: LocalEngine, steps: Steps, desk: Desk
) -> Worker:
    questions = Questions(parts)
    reception = Reception(parts.store, outside.thread, desk, questions, parts.clock)
    delivery = Delivery(parts, outside.thread, engine, questions)
    return Worker(parts, engine, reception, steps, delivery)


def _opener(settings: Settings, outside: Outside, http: Http) -> Opener:
    slack = SlackAccess(token=access(settings).bot_token, api_url=settings.slack_api_url)
    return Opener(outside.files, http, slack, settings.data_dir)


async def serve(
    settings: Settings, clock: Clock, stop: asyncio.Event, announce: Callable[[str], None]
) -> None:
    """Run the bot until told to stop. Raises NeedsOperator when it cannot serve as it is set."""
    async with AsyncExitStack() as stack:
        meters = Meters(CollectorRegistry())
        front = await stack.enter_async_context(open_front(access(settings), clock, meters.slack))
        http = await stack.enter_async_context(open_ways_out(settings, clock))
        outside = Outside(thread=front.thread, files=front.files, people=front.people)
        room = await stack.enter_async_context(
            open_engine_room(settings, clock, outside, http, stop, meters)
        )
        door = await _open_door(stack, settings, front, room, meters)
        try:
            async with until_stopped(stop, GRACE), asyncio.TaskGroup() as group:
                group.create_task(front.serve(room.store, room.desk, stop), name="slack")
                group.create_task(room.run(stop), name="engine")
                group.create_task(_tidy(room, settings.retention_days, stop), name="tidy")
                group.create_task(_tell(front, door, clock, stop, announce), name="ready")
        except TimeoutError:
            log.warning("parked what was under way")  # it goes on at the next start
        except ExceptionGroup as errors:
            if (refusals := errors.subgroup(NeedsOperator)) is not None:
                raise _first(refusals) from None
            raise


def _first(errors: BaseExceptionGroup[NeedsOperator]) -> NeedsOperator:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first


def access(settings: Settings) -> Access:
    """What Slack knows us by."""
    app_token = settings.slack_app_token if settings.mode is Mode.SOCKET else None
    return Access(
        bot_token=settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else "",
        app_token=app_token.get_secret_value() if app_token else None,
        api_url=settings.slack_api_url,
    )


async def _open_door(
    stack: AsyncExitStack, settings: Settings, front: Front, room: EngineRoom, meters: Meters
) -> Web:
    secret = settings.slack_signing_secret
    requests = (
        SlackRequests(signing_secret=secret.get_secret_value(), dispatch=front.dispatch)
        if settings.mode is Mode.HTTP and secret
        else None
    )
    door = open_web(
        settings.listen_on,
        settings.port,
        clock=room.clock,
        inside=Inside(
            unready=front.unready,
            metrics=lambda: _metrics(meters, front, room),
            hint=room.hooks.told,
        ),
        slack=requests,
    )
    try:
        return await stack.enter_async_context(door)
    except OSError as error:
        raise NeedsOperator(
            f"PORT: cannot listen on {settings.listen_on}:{settings.port} "
            f"({error.strerror}): stop what uses it, or set another PORT",
            Fault.INTERNAL,
        ) from error


async def _metrics(meters: Meters, front: Front, room: EngineRoom) -> bytes:
    """What Prometheus reads. Raises StoreTrouble."""
    now = room.clock.now()
    standing = Standing(
        census=await room.store.census(),
        accounts={
            name: Allowance(requests=account.left, rests=max(account.level["rests_until"] - now, 0))
            for name, account in room.accounts.items()
        },
        connections=front.ages,
        now=now,
    )
    return await meters.text(standing)


async def _tell(
    front: Front, door: Web, clock: Clock, stop: asyncio.Event, announce: Callable[[str], None]
) -> None:
    pause = 0.02
    while not front.connected and not stop.is_set():
        await clock.sleep(pause)
        pause = min(pause * 1.5, 1.0)
    if not stop.is_set():
        announce(f"threadscribe is ready (health on port {door.port})")


async def _tidy(room: EngineRoom, days: int, stop: asyncio.Event) -> None:
    """Wake what a lost wake forgot, and forget what retention no longer covers."""
    while not stop.is_set():
        try:
            await _sweep(room, days, stop)
        except StoreTrouble as trouble:
            log.error("store trouble", extra={"lane": "tidy", "why": str(trouble)})  # noqa: TRY400  # a full disk has no useful trace
        await pause(room.clock, SWEEP, stop)


async def _sweep(room: EngineRoom, days: int, stop: asyncio.Event) -> None:
    for keeper in room.keepers:
        await keeper.tidy()
    now = room.clock.now()
    for key, at in await room.store.unended(now + HORIZON):
        if not now - SWEEP <= at <= now:  # those are under way
            room.engine.wake(key, max(at, now))
    if days:
        await room.store.forget_before(now - days * DAY)
    while not stop.is_set() and await room.store.tend_index():
        pass


def open_ways_out(settings: Settings, clock: Clock) -> AbstractAsyncContextManager[Http]:
    """The HTTP clients, with the operator's exceptions in the guard."""
    return open_http(clock, Guard(settings.allow_hosts))
