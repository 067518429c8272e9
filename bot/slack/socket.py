"""Socket Mode: connections on which Slack tells us things, kept open until we stop.

A line of our own instead of the SDK's client, which goes on for ever with a dead address or a
refused token, and closes the old connection before it opens the next (slack 4.1, 4.3). Here the old
one goes on until the new one is there. A second line stands by when the first is cut off.
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
Ending = asyncio.Future[Any]  # when it is done, a connection is over

HEARTBEAT = 20.0  # seconds between pings; a peer that takes half as long to answer one is gone
HELLO = 10.0  # seconds until Slack must have greeted us
SHORT_LIVED = 5.0  # seconds under which a connection counts as failed
FREE_TRIES = 3  # connections that may fail in a row before we begin to wait
LONGEST_PAUSE = 30.0  # seconds between two attempts
REFUSED_PAUSE = 60.0  # seconds, while only an operator can help
LEAVING = 10.0  # seconds for which an old connection is still listened to
GRACE = 2.0  # seconds that answers under way get when a connection ends
CLOSING = aiohttp.ClientWSTimeout(ws_close=1.0)  # seconds for a farewell


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
        self._open: dict[aiohttp.ClientWebSocketResponse, float] = {}  # and since when
        self.refused = False  # whether Slack does not take the app token any more

    @property
    def connected(self) -> bool:
        """Whether Slack has greeted us on a connection that is still open."""
        return bool(self._open)

    @property
    def since(self) -> float | None:
        """Since when the newest connection is open, if there is one."""
        return max(self._open.values(), default=None)

    async def keep(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set."""
        failures = 0
        async with asyncio.TaskGroup() as talks:
            while not stop.is_set():
                since = self._clock.now()
                wait = await self._once(talks, stop)
                lasted = self._clock.now() - since >= SHORT_LIVED
                failures = 0 if lasted else failures + 1
                await pause(self._clock, wait or _backoff(failures), stop)

    async def _once(self, talks: asyncio.TaskGroup, stop: asyncio.Event) -> float:
        """One connection; how long to wait before the next, 0 when that is not said.

        It goes on talking after this returns when Slack asked us to make another one.
        """
        try:
            address = await self._address()
        except RateLimited as error:
            return error.retry_after or LONGEST_PAUSE
        except NeedsOperator as error:
            self._refuse(error)
            return REFUSED_PAUSE
        except BotError as error:
            log.warning("slack cannot be reached", extra={"why": str(error)})
            return 0.0
        self.refused = False
        leave = asyncio.Event()
        talk = talks.create_task(self._talk(address, leave, stop))
        leaving = asyncio.ensure_future(leave.wait())
        await asyncio.wait({talk, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        return 0.0

    def _refuse(self, error: NeedsOperator) -> None:
        if not self.refused:
            log.error("slack refuses the app token", extra={"why": str(error)})
        self.refused = True

    async def _talk(self, address: str, leave: asyncio.Event, stop: asyncio.Event) -> None:
        try:
            async with self._session.ws_connect(
                address, heartbeat=HEARTBEAT, timeout=CLOSING
            ) as socket:
                await self._listen(socket, leave, stop)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("slack cannot be reached", extra={"why": type(error).__name__})

    async def _listen(
        self, socket: aiohttp.ClientWebSocketResponse, leave: asyncio.Event, stop: asyncio.Event
    ) -> None:
        answers = Exchanges()
        # a greeting is waited for as networks are, not by the clock
        greeting = asyncio.ensure_future(asyncio.sleep(HELLO))
        ends: set[Ending] = {greeting, asyncio.ensure_future(stop.wait())}
        try:
            async for envelope in _envelopes(socket, ends):
                if envelope.get("type") == "hello":
                    ends.discard(greeting)
                    self._open[socket] = self._clock.now()
                elif envelope.get("type") == "disconnect" and not leave.is_set():
                    leave.set()
                    ends.add(asyncio.ensure_future(self._clock.sleep(LEAVING)))
                elif "envelope_id" in envelope:
                    _ = answers.start(self._answer(socket, envelope))
        finally:
            self._open.pop(socket, None)
            for ending in {greeting, *ends}:
                ending.cancel()
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
    socket: aiohttp.ClientWebSocketResponse, ends: set[Ending]
) -> AsyncIterator[Payload]:
    """What Slack says, until it hangs up or one of the ends is reached."""
    while True:
        receiving = asyncio.ensure_future(socket.receive())
        await asyncio.wait({receiving, *ends}, return_when=asyncio.FIRST_COMPLETED)
        if not receiving.done():
            receiving.cancel()
            return
        if receiving.result().type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
            return
        yield _parsed(receiving.result())


def _parsed(frame: aiohttp.WSMessage) -> Payload:
    try:
        envelope = json.loads(frame.data) if frame.type is aiohttp.WSMsgType.TEXT else None
    except (ValueError, RecursionError):
        envelope = None
    return envelope if isinstance(envelope, dict) else {}
