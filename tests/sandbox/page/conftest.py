"""The page, as a browser talks to it."""

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.sandbox.page.app import App, running_app


class Browser:
    """One person's window; Ada's, unless another is named."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self.http = http
        self.channel = sandbox.slack.workspace.channel("product").id

    def id_of(self, who: str) -> str:
        return self.sandbox.slack.workspace.person(who).id

    async def state(self, who: str = "ada") -> Any:
        async with self.http.get("/page/state", params={"person": self.id_of(who)}) as answer:
            assert answer.status == 200
            return await answer.json()

    async def messages(self, who: str = "ada") -> list[Any]:
        return (await self.state(who))["messages"][self.channel]

    async def act(self, what: str, *, who: str = "ada", status: int = 200, **body: Any) -> Any:
        body = {"person": self.id_of(who), "channel": self.channel, **body}
        async with self.http.post(f"/page/{what}", json=body) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def share(self, *files: tuple[str, bytes], **words: str) -> Any:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in {"person": self.id_of("ada"), "channel": self.channel, **words}.items():
            form.add_field(name, value)
        for name, data in files:
            form.add_field("file", data, filename=name)
        async with self.http.post("/page/share", data=form) as answer:
            return await answer.json()


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncGenerator[Browser]:
    async with aiohttp.ClientSession(sandbox.url) as http:
        yield Browser(sandbox, http)


@pytest.fixture
async def app(sandbox: Sandbox) -> AsyncGenerator[App]:
    async with running_app(sandbox) as running:
        yield running
