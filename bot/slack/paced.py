"""Calls in the background: slowly enough to leave Slack's limits to those who wait."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.domain.errors import RateLimited, Transient
from bot.domain.ports import Clock, Stopped
from bot.slack.api import WebApi
from bot.slack.socket import pause

PACE = 1.5  # seconds from one call to the next: 40 a minute, where Slack takes 50 (slack 2.4)
BACKOFF = (1.0, 4.0, 16.0, 60.0)  # seconds between attempts of one call


class PacedApi:
    """The Web API, one call at a time. Calls raise Transient after several attempts, and Stopped."""

    def __init__(self, api: WebApi, clock: Clock, stop: asyncio.Event) -> None:
        self._api = api
        self._clock = clock
        self._stop = stop

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method in its turn; a rate limit is waited for, however long it is."""
        answer, _ = await self.call_with_headers(method, **arguments)
        return answer

    async def call_with_headers(
        self, method: str, **arguments: object
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """The same, with the headers of the answer."""
        failures = 0
        while True:
            await self._wait(PACE)
            try:
                return await self._api.call_with_headers(method, **arguments)
            except RateLimited as error:
                await self._wait(error.retry_after or BACKOFF[-1])
            except Transient:
                if failures == len(BACKOFF):
                    raise
                await self._wait(BACKOFF[failures])
                failures += 1

    async def _wait(self, seconds: float) -> None:
        await pause(self._clock, seconds, self._stop)
        if self._stop.is_set():
            raise Stopped
