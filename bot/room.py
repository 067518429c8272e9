"""The engine room: everything that turns recordings into notes, wired."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.config import Settings
from bot.domain.abilities import Forgetful, Hooked, Keeper
from bot.domain.front import People, SlackShares, Thread
from bot.domain.memory import Store, StoreTrouble
from bot.domain.ports import Clock, Provider
from bot.http import Http
from bot.jobs.account import Account
from bot.jobs.afterwards import Afterwards
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
from bot.meters import Meters
from bot.notes import build_answerer, build_notetakers
from bot.notes.extract import Extract
from bot.press import HousePress
from bot.press.document import installed
from bot.providers import build_providers
from bot.render.paper import BlockPaper
from bot.slack.socket import pause
from bot.store.sqlite import open_store
from bot.store.store import SqlStore

log = logging.getLogger(__name__)

LANES = {
    "inbox": 1,
    "send": 4,
    "job": 16,
    "note": 4,
    "after": 2,
    "suspect": 1,
    "post": 8,
    "account": 8,
    "list": 2,
}
TAKE_UP_AGAIN = 5.0  # seconds until a database out of reach is asked again
PAGE = 100  # jobs that are read at once at start


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
        given = _Given(settings=settings, clock=clock, outside=outside, http=http, stop=stop)
        parts = _parts(given, store, providers, engine)
        forgetful = {
            name: one
            for name, one in built.items()
            if isinstance(one, Forgetful) and one.traits.forgets
        }
        steps = Steps(parts, Afterwards(parts, forgetful))
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
                accounts=parts.accounts,
                hooks=Hooks(
                    [one for one in built.values() if isinstance(one, Hooked)], parts.accounts
                ),
                keepers=[one for one in built.values() if isinstance(one, Keeper)],
            )
        finally:
            with suppress(StoreTrouble):
                await store.park()  # an end that is no kill is no job's fault


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the parts are made of."""

    settings: Settings
    clock: Clock
    outside: Outside
    http: Http
    stop: asyncio.Event


def _parts(
    given: _Given, store: SqlStore, providers: Mapping[str, Provider], engine: LocalEngine
) -> Parts:
    settings, clock, http = given.settings, given.clock, given.http
    model = build_notetakers(settings, http, clock, store)
    return Parts(
        store=store,
        media=_opener(settings, given.outside, http),
        files=given.outside.files,
        paper=BlockPaper(rewrites=bool(model)),
        clock=clock,
        providers=providers,
        accounts={
            provider.account: Account(provider, store, engine, clock)
            for provider in providers.values()
        },
        default=settings.provider or next(iter(providers), None),
        stopping=given.stop.is_set,
        operators=Operators(given.outside.thread, store, clock, settings.operators),
        people=given.outside.people,
        notetakers=(*model, Extract()),
        answerer=build_answerer(settings, http, store),
        press=HousePress(),
        documents=installed(),
    )


def _worker(
    parts: Parts, outside: Outside, engine: LocalEngine, steps: Steps, desk: Desk
) -> Worker:
    questions = Questions(parts)
    reception = Reception(parts.store, outside.thread, desk, questions, parts.clock)
    delivery = Delivery(parts, outside.thread, engine, questions)
    return Worker(parts, engine, reception, steps, delivery)


def _opener(settings: Settings, outside: Outside, http: Http) -> Opener:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else ""
    slack = SlackAccess(token=token, api_url=settings.slack_api_url)
    return Opener(outside.files, http, slack, settings.data_dir)
