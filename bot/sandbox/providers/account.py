"""What every service in miniature has: jobs, work that can be held, and an end."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

from aiohttp import web

from bot.sandbox.providers.ear import Ear
from bot.sandbox.providers.job import Clock, Job
from bot.sandbox.providers.pace import PEOPLE, Pace
from bot.sandbox.providers.work import Work

J = TypeVar("J", bound=Job)


class Account(ABC, Generic[J]):
    """One account; it serves `routes()` under `base_url`. `pace` and `ear` may be changed."""

    name: str  # also the first part of its path
    label: str
    pace: Pace = PEOPLE
    _jobs: dict[str, J]

    def __init__(
        self, *, clock: Clock, base_url: str, changed: Callable[[], None] = lambda: None
    ) -> None:
        self.base_url = base_url
        self.clock = clock
        self.ear = Ear()
        self._changed = changed
        self._work = self._open()

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""

    @abstractmethod
    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""

    @abstractmethod
    def _open(self) -> Work[J]:
        """As a new account: everything as it is at first."""

    @property
    def jobs(self) -> list[J]:
        """All jobs as they are now, oldest first; also those that its pages do not show any more."""
        jobs = list(self._jobs.values())
        for job in jobs:
            self._work.settle(job)
        return jobs

    def reset(self) -> None:
        """As a new account: no jobs, no uploads; the ear and the credentials stay."""
        self._work.drop()
        self._work = self._open()

    async def close(self) -> None:
        """Stop all work."""
        await asyncio.gather(*self._work.drop(), return_exceptions=True)

    def hold(self) -> None:
        """Jobs stay as they are until `release`."""
        self._work.hold()

    def release(self) -> None:
        """Jobs may end again."""
        self._work.release()
