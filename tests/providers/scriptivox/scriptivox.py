"""A Scriptivox that answers exactly what a test tells it to."""

import json
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.domain.job import Handles, Ticket
from bot.domain.ports import Audio, Order
from bot.domain.recording import Wish
from bot.providers.scriptivox.adapter import Scriptivox
from bot.providers.scriptivox.settings import ScriptivoxSettings
from tests.http.servers import calling_out, serve

KEY = "sk_live_canary"
TICKET = Ticket(remote_id="t1", secrets={})
HANDLES = Handles(values={"upload": "u1"})
_WIRE = Path(__file__).parents[2] / "wire" / "scriptivox"


def wire(name):
    """A body as the vendor's documents have it."""
    return json.loads((_WIRE / f"{name}.json").read_text(encoding="utf-8"))


class Clock:
    def now(self):
        return 1_700_000_000.0

    async def sleep(self, seconds):
        raise AssertionError("an adapter never waits")


class Script:
    """Answers by method and path: (status, body, headers); keeps what was asked."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    async def answer(self, request):
        body = await request.read()
        self.asked.append((request, body))
        answer = self.answers[f"{request.method} {request.path}"]
        if callable(answer):
            answer = answer(request)
        status, content, *headers = answer
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        told = {"Date": formatdate(Clock().now(), usegmt=True)} | dict(*headers)
        raw = text.encode() if isinstance(text, str) else text
        return web.Response(status=status, body=raw, headers=told)


def build(http, base, key=KEY, clock=None):
    chosen = ScriptivoxSettings(scriptivox_api_key=SecretStr(key), scriptivox_url=base)
    return Scriptivox(chosen, http, clock or Clock())


@asynccontextmanager
async def scriptivox_at(base):
    async with calling_out() as http:
        yield build(http, base)


@asynccontextmanager
async def scriptivox(script):
    async with serve(script.answer) as base, scriptivox_at(base) as provider:
        yield provider


def order(*, key="job-1", seconds=60.0, link=None, **wish):
    return Order(
        key=key,
        wish=Wish(**wish),
        handles=None if link else HANDLES,
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
