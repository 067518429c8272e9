"""A Tuplets that answers exactly what a test tells it to."""

import json
from contextlib import asynccontextmanager
from email.utils import formatdate

from aiohttp import web
from pydantic import SecretStr

from bot.domain.job import Handles, Ticket
from bot.domain.ports import Audio, Order
from bot.domain.recording import Wish
from bot.media.cutting import Cutting
from bot.providers import ProviderSettings, build_providers
from tests.http.servers import calling_out, serve

KEY = "tb_canary"
TICKET = Ticket(remote_id="j1", secrets={})
HANDLES = Handles(values={"key": "k", "token": "t"})


class Script:
    """Answers by method and path; keeps what was asked."""

    def __init__(self, **answers):
        self.answers = {
            name.replace("_", " /", 1).replace("_", "/"): a for name, a in answers.items()
        }
        self.asked: list[tuple[str, dict]] = []

    async def answer(self, request):
        name = f"{request.method} {request.path}"
        form = dict(await request.post()) if request.method == "POST" else {}
        self.asked.append((name, form))
        status, body, *headers = self.answers[name]
        if callable(body):
            body = body(form)
        text = body if isinstance(body, str) else json.dumps(body)
        told = {"Date": formatdate(Clock().now(), usegmt=True)} | dict(*headers)
        return web.Response(status=status, text=text, headers=told)


class Clock:
    def now(self):
        return 1_700_000_000.0

    async def sleep(self, seconds):
        raise AssertionError("an adapter never waits")


def settings(base="https://api.tuplets.ai", **more):
    return ProviderSettings(tuplets_api_key=SecretStr(KEY), tuplets_url=base, **more)


@asynccontextmanager
async def tuplets_at(base, **more):
    async with calling_out() as http:
        yield build_providers(settings(base, **more), http, Clock(), Cutting())["tuplets"]


@asynccontextmanager
async def tuplets(script, **more):
    async with serve(script.answer) as base, tuplets_at(base, **more) as provider:
        yield provider


def order(*, seconds=60.0, link=None, **wish):
    handles = None if link else HANDLES
    return Order(
        key="1",
        wish=Wish(**wish),
        handles=handles,
        link=link,
        name="recording.mp3",
        seconds=seconds,
    )


def audio(body=b"sound", *, size=None, fail=None):
    async def chunks():
        yield body
        if fail is not None:
            raise fail

    return Audio(
        name="recording.mp3",
        content_type="audio/mpeg",
        size=len(body) if size is None else size,
        seconds=60.0,
        chunks=chunks(),
    )
