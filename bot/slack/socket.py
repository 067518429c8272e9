"""Socket Mode: connections on which Slack tells us things, kept open until we stop.

A line of our own instead of the SDK's client, which goes on for ever with a dead address or a
refused token, and closes the old connection before it opens the next. With two lines there is
always one that listens while the other is renewed (slack 4.1, 4.3).
Protocol: docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp

from bot.domain.errors import BotError, NeedsOperator, RateLimited
from bot.domain.ports import Clock
from bot.http.exchange import Exchanges

log = logging.getLogger(__name__)

Payload = dict[str, Any]
Dispatch = Callable[[Payload], Awaitable[Payload | None]]

HEARTBEAT = 10.0  # seconds between pings; a peer that does not answer one is gone
HELLO = 10.0  # seconds until Slack must have greeted us
SHORT_LIVED = 5.0  # seconds under which a connection counts as failed
FREE_TRIES = 3  # connections that may fail in a row before we begin to wait
LONGEST_PAUSE = 30.0  # seconds between two attempts
REFUSED_PAUSE = 60.0  # seconds, while only an operator can help
GRACE = 3.0  # seconds that answers under way get when a connection ends


class Line:
    """One connection after the other. `dispatch` returns what to acknowledge with, None: do not."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: Callable[[], Awaitable[str]],
        dispatch: Dispatch,
        clock: Clock,
    ) -> None:
        self._session = session
        self._address = address
        self._dispatch = dispatch
        self._clock = clock
        self.connected = False
        self.since: float | None = None

    async def keep(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set."""
        failures = 0
        while not stop.is_set():
            since = self._clock.now()
            wait = await self._once(stop)
            lasted = self._clock.now() - since >= SHORT_LIVED
            failures = 0 if lasted else failures + 1
            await pause(self._clock, wait or _backoff(failures), stop)

    async def _once(self, stop: asyncio.Event) -> float:
        """One connection; how long to wait before the next, 0 when that is not said."""
        try:
            await self._talk(await self._address(), stop)
        except RateLimited as error:
            return error.retry_after or LONGEST_PAUSE
        except NeedsOperator as error:
            log.error("slack refuses the app token", extra={"why": str(error)})  # noqa: TRY400 the trace tells nothing more
            return REFUSED_PAUSE
        except (BotError, aiohttp.ClientError, OSError) as error:
            log.warning("slack cannot be reached", extra={"why": type(error).__name__})
        finally:
            self.connected = False
        return 0.0

    async def _talk(self, address: str, stop: asyncio.Event) -> None:
        answers = Exchanges()
        async with self._session.ws_connect(address, heartbeat=HEARTBEAT) as socket:
            try:
                async for envelope in _envelopes(socket, stop):
                    if envelope.get("type") == "hello":
                        self.connected, self.since = True, self._clock.now()
                    elif envelope.get("type") == "disconnect":
                        break
                    elif "envelope_id" in envelope:
                        _ = answers.start(self._answer(socket, envelope))
            finally:
                self.connected, self.since = False, None
                await answers.close(GRACE)

    async def _answer(self, socket: aiohttp.ClientWebSocketResponse, envelope: Payload) -> None:
        payload = envelope.get("payload")
        answer = await self._dispatch(payload if isinstance(payload, dict) else {})
        if answer is None:
            return  # not acknowledged: Slack tells us again
        acknowledgement: Payload = {"envelope_id": envelope["envelope_id"]}
        if answer:
            acknowledgement["payload"] = answer
        try:
            await socket.send_json(acknowledgement)
        except (aiohttp.ClientError, OSError) as error:
            log.info("acknowledgement lost", extra={"why": type(error).__name__})


def _backoff(failures: int) -> float:
    beyond = failures - FREE_TRIES
    return min(2.0 ** (beyond - 1), LONGEST_PAUSE) if beyond > 0 else 0.0


async def pause(clock: Clock, seconds: float, stop: asyncio.Event) -> None:
    """Wait, but not beyond `stop`."""
    waits = {asyncio.ensure_future(clock.sleep(seconds)), asyncio.ensure_future(stop.wait())}
    _, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in left:
        wait.cancel()


async def _envelopes(
    socket: aiohttp.ClientWebSocketResponse, stop: asyncio.Event
) -> AsyncIterator[Payload]:
    """What Slack says, until it hangs up or we are to stop. Raises TimeoutError without a hello."""
    yield _parsed(await socket.receive(timeout=HELLO))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        while not stop.is_set():
            receiving = asyncio.ensure_future(socket.receive())
            await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if not receiving.done():
                receiving.cancel()
                return
            if receiving.result().type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                return
            yield _parsed(receiving.result())
    finally:
        stopping.cancel()


def _parsed(frame: aiohttp.WSMessage) -> Payload:
    try:
        envelope = json.loads(frame.data) if frame.type is aiohttp.WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        envelope = None
    return envelope if isinstance(envelope, dict) else {}
