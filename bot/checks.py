"""`threadscribe check`: everything that can be proven before the first recording, a line each."""

import importlib.util
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.app import access, open_ways_out
from bot.clock import SystemClock
from bot.config import Settings, missing_for_run
from bot.domain.errors import BotError
from bot.domain.ports import Clock
from bot.http import Http
from bot.media.cutting import Cutting
from bot.notes import Proof, prove_model
from bot.providers import build_providers, ways
from bot.render.amounts import dollars
from bot.slack.app import open_front
from bot.store.sqlite import version_of

FIXED = (3, 51, 3)  # sqlite.org/wal.html#walresetbug


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one check. `well` None: nothing to test, or only something to know."""

    about: str
    well: bool | None
    says: str

    def __str__(self) -> str:
        mark = {True: "ok", False: "FAIL", None: "--"}[self.well]
        return f"{mark:<5} {self.about:<10} {self.says}"


async def check(settings: Settings, show: Callable[[str], None]) -> bool:
    """Show a line for everything; whether anything that was tested failed."""
    failed = False
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(open_ways_out(settings, clock))
        async for finding in _findings(settings, http, clock):
            show(str(finding))
            failed = failed or finding.well is False
    return failed


async def _findings(settings: Settings, http: Http, clock: Clock) -> AsyncIterator[Finding]:
    yield _database(settings)
    yield _sqlite()
    async for finding in _slack(settings, clock):
        yield finding
    async for finding in _services(settings, http, clock):
        yield finding
    async for finding in _notes(settings, http):
        yield finding
    yield _media()


def _database(settings: Settings) -> Finding:
    try:
        version = version_of(settings.database)
    except BotError as error:
        return Finding("database", False, str(error))
    if version is None:
        return Finding("database", None, f"{settings.database} does not exist yet: `run` makes it")
    return Finding("database", True, f"{settings.database}, version {version}")


def _sqlite() -> Finding:
    note = "" if sqlite3.sqlite_version_info >= FIXED else "; 3.51.3 or newer is recommended"
    return Finding("SQLite", None if note else True, sqlite3.sqlite_version + note)


async def _slack(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    missing = missing_for_run(settings)
    for line in missing:
        yield Finding("Slack", False, line)
    if missing:
        return
    async with open_front(access(settings), clock) as front:
        try:
            identity = await front.check()
        except BotError as error:
            yield Finding("Slack", False, f"{error}: copy the token again, reinstall the app")
            return
    yield Finding("Slack", True, f"{identity.team_name or identity.team}, {settings.mode} mode")
    yield _scopes(identity.missing)


def _scopes(missing: Sequence[str] | None) -> Finding:
    if missing is None:
        return Finding("scopes", None, "Slack does not say which are granted")
    if missing:
        lacking = " ".join(missing)
        return Finding("scopes", False, f"missing: {lacking}. Add them, reinstall the app")
    return Finding("scopes", True, "all granted")


async def _services(settings: Settings, http: Http, clock: Clock) -> AsyncIterator[Finding]:
    providers = build_providers(settings, http, clock, Cutting())
    if not providers:
        says = f"no transcription service is configured: set one of {ways()}"
        yield Finding("service", False, says)
    for provider in providers.values():
        try:
            left = await provider.check()
        except BotError as error:
            yield Finding(provider.traits.label, False, str(error))
        else:
            says = "takes our key" if provider.traits.unit else "is there"
            credit = "" if left is None else f"; {dollars(left)} left"
            yield Finding(provider.traits.label, True, says + credit)


async def _notes(settings: Settings, http: Http) -> AsyncIterator[Finding]:
    try:
        proof = await prove_model(settings, http)
    except BotError as error:
        yield Finding("notes", False, str(error))
        return
    match proof:
        case Proof.NAMED:
            yield Finding("notes", True, f"{settings.llm_model} is there")
        case Proof.UNNAMED:
            says = f"it is there, and does not list {settings.llm_model}: check LLM_MODEL"
            yield Finding("notes", None, says)
        case Proof.NO_LIST:
            says = f"{settings.llm_model} cannot be proven free of charge: it lists no models"
            yield Finding("notes", None, says)
        case None:
            pass


def _media() -> Finding:
    if importlib.util.find_spec("av") is None:
        return Finding("media", False, "PyAV is missing: install threadscribe anew")
    return Finding("media", True, "PyAV is here: videos are converted")
