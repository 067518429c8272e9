"""Transcription services in miniature, and the ear behind them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from aiohttp import web

from bot.sandbox.providers.aitronos import Aitronos
from bot.sandbox.providers.ear import Ear
from bot.sandbox.providers.job import Clock, Job
from bot.sandbox.providers.local import Local
from bot.sandbox.providers.openai import Speech
from bot.sandbox.providers.pace import Pace
from bot.sandbox.providers.plaud import Plaud
from bot.sandbox.providers.scriptivox import Scriptivox
from bot.sandbox.providers.tuplets import Tuplets


class Service(Protocol):
    """What every service in miniature is to the sandbox; it serves `routes()` under `base_url`."""

    name: str  # also the first part of its path
    label: str
    base_url: str
    pace: Pace
    ear: Ear

    @property
    def jobs(self) -> Sequence[Job]:
        """All jobs as they are now, oldest first."""
        ...

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        ...

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        ...

    def reset(self) -> None:
        """As a new account; credentials stay."""
        ...

    async def close(self) -> None:
        """Stop all work."""
        ...


SERVICES: Mapping[str, Callable[..., Service]] = {
    Tuplets.name: Tuplets,
    Plaud.name: Plaud,
    Scriptivox.name: Scriptivox,
    Aitronos.name: Aitronos,
    Speech.name: Speech,
    Local.name: Local,
}


def open_service(name: str, clock: Clock, url: str, changed: Callable[[], None]) -> Service:
    """A service in miniature, to be served below this address."""
    return SERVICES[name](clock=clock, base_url=f"{url}/{name}", changed=changed)
