"""A very small Slack app: it acknowledges as told, and calls the Web API."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.sandbox import Sandbox


class App:
    """`heard` are the envelopes, `answers` the acknowledgement's payload by envelope type."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answers: dict[str, dict[str, Any]] = {}
        self._settings = sandbox.environment()
        self._http = http

    async def call(self, method: str, token: str = "SLACK_BOT_TOKEN", **args: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._settings[token]}"}
        url = self._settings["SLACK_API_URL"] + method
        async with self._http.post(url, json=args, headers=headers) as answer:
            body = await answer.json()
        assert body["ok"], body
        return body

    async def listen(self, connected: asyncio.Event) -> None:
        address = await self.call("apps.connections.open", "SLACK_APP_TOKEN")
        async with self._http.ws_connect(address["url"]) as socket:
            async for message in socket:
                said = message.json()
                if said["type"] == "hello":
                    connected.set()
                    continue
                payload = self.answers.get(said["payload"].get("type", said["type"]), {})
                self.heard.append(said["payload"])
                await socket.send_json({"envelope_id": said["envelope_id"], "payload": payload})


@asynccontextmanager
async def running_app(sandbox: Sandbox) -> AsyncGenerator[App]:
    async with aiohttp.ClientSession() as http:
        app, connected = App(sandbox, http), asyncio.Event()
        listening = asyncio.create_task(app.listen(connected))
        await connected.wait()
        yield app
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
