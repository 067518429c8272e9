"""As much of Slack as a bot needs to listen in Socket Mode, and a stopwatch for acknowledgements.

Not the sandbox: that one is strict and takes its time, and here only the bot's time may count.
"""

import asyncio
import itertools
import json
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
from aiohttp import web

from bot.slack.manifest import scopes

TEAM, BOT_USER = "T0BENCH", "U0BOT"
SPIN = 0.002  # seconds before a due time from which we do not sleep: timers come in milliseconds
LATEST = 5.0  # seconds after the last event until all must be acknowledged

Event = dict[str, object]


class Slack:
    """Serves any number of bots, told apart by their app tokens `xapp-<name>`."""

    def __init__(self) -> None:
        self.url = ""
        self._lines: dict[str, list[web.WebSocketResponse]] = {}
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._change = asyncio.Condition()
        self._numbers = itertools.count()

    async def connected(self, name: str, *, lines: int) -> None:
        async with self._change:
            await self._change.wait_for(lambda: len(self._lines.get(name, [])) >= lines)

    async def tell(
        self, name: str, make: Callable[[int], Event], *, rate: float, seconds: float
    ) -> list[float]:
        """Tell a bot that many events a second; the seconds each acknowledgement took.

        An open loop: each event has its time, and is late when the bot keeps us from sending it.
        """
        start, due = time.perf_counter() + 0.05, []
        answers: list[asyncio.Future[float]] = []
        for number in range(int(rate * seconds)):
            due.append(start + number / rate)
            await _until(due[-1])
            answers.append(await self._send(name, make(next(self._numbers))))
        async with asyncio.timeout(LATEST):
            acknowledged = await asyncio.gather(*answers)
        return [at - when for at, when in zip(acknowledged, due, strict=True)]

    async def _send(self, name: str, event: Event) -> asyncio.Future[float]:
        number = next(self._numbers)
        envelope_id = f"{name}-{number}"
        answer = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        lines = self._lines[name]
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": "A0BENCH",
            "event_id": f"Ev{number}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": BOT_USER, "is_bot": True}],
            "event": event,
        }
        envelope = {
            "type": "events_api",
            "envelope_id": envelope_id,
            "accepts_response_payload": False,
            "payload": payload,
        }
        await lines[number % len(lines)].send_str(json.dumps(envelope))
        return answer

    async def call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        if method == "apps.connections.open":
            name = request.headers["Authorization"].removeprefix("Bearer xapp-")
            link = self.url.replace("http", "ws", 1) + f"/link/{name}"
            return web.json_response({"ok": True, "url": link})
        answer = {
            "ok": True,
            "team_id": TEAM,
            "team": "Bench",
            "user_id": BOT_USER,
            "bot_id": "B0BOT",
            "url": f"{self.url}/",
            "ts": "1700000000.000100",
            "channel": "C0BENCH",
        }
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(scopes())})

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        lines = self._lines.setdefault(request.match_info["name"], [])
        async with self._change:
            lines.append(line)
            self._change.notify_all()
        try:
            async for frame in line:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._heard(frame.data, time.perf_counter())
        finally:
            lines.remove(line)
        return line

    def _heard(self, text: str, at: float) -> None:
        with suppress(ValueError):  # pings of the SDK are no JSON
            answer = self._waiting.pop(json.loads(text).get("envelope_id", ""), None)
            if answer is not None:
                answer.set_result(at)


@asynccontextmanager
async def open_slack() -> AsyncGenerator[Slack]:
    slack, app = Slack(), web.Application()
    app.router.add_route("*", "/api/{method}", slack.call)
    app.router.add_get("/link/{name}", slack.listen)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await runner.cleanup()


async def _until(due: float) -> None:
    while (left := due - time.perf_counter()) > 0:  # noqa: ASYNC110 it is a time we wait for
        await asyncio.sleep(left - SPIN if left > SPIN else 0)
