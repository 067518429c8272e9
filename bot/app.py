"""The composition root: the one module that knows every part, and introduces them."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from prometheus_client import CollectorRegistry

from bot.clock import until_stopped
from bot.config import Mode, Settings
from bot.domain.errors import Fault, NeedsOperator
from bot.domain.memory import StoreTrouble
from bot.domain.ports import Clock
from bot.http import Http, open_http
from bot.http.guard import Guard
from bot.jobs.engine import HORIZON
from bot.meters import Allowance, Meters, Standing
from bot.room import EngineRoom, Outside, open_engine_room
from bot.slack.app import Access, Front, open_front
from bot.slack.socket import pause
from bot.web.app import Inside, SlackRequests, Web, open_web

log = logging.getLogger(__name__)

GRACE = 3.0  # seconds for steps to end when we are told to stop; each way out takes 1 more
SWEEP = 60.0  # seconds between two looks at what was forgotten or is to be forgotten
DAY = 86400.0


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
