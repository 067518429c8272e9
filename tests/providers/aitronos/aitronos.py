"""An Aitronos that answers exactly what a test tells it to."""

import json
from contextlib import asynccontextmanager
from email.utils import formatdate
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.domain.job import Handles, Ticket
from bot.domain.ports import Audio, Order
from bot.domain.recording import Wish
from bot.providers.aitronos.adapter import Aitronos
from bot.providers.aitronos.settings import AitronosSettings
from tests.http.servers import StillClock, calling_out, serve

KEY = "oak_live_canary"
TOKEN = "eyCanary"
ORGANIZATION = "org_abc123def456"
FILE = "https://files.example/secret-canary"
TICKET = Ticket(remote_id="trans_1", secrets={"synapses": "61", "seconds": "60.0"})
HANDLES = Handles(values={"file_url": FILE})
NOW = 1_700_000_000.0
WIRE = Path(__file__).parents[2] / "wire" / "aitronos"
ONE = "/audio/transcribe/trans_1"


def wire(name):
    """An answer as the vendor's pages have it."""
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))


class Script:
    """Answers by method and path: one for always, or a list of one after the other."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []  # (name, headers, query, body)

    async def answer(self, request):
        name = f"{request.method} {request.path}"
        body = await request.read()
        self.asked.append((name, dict(request.headers), dict(request.query), body))
        status, body, *headers = self._next(name)
        told = {"Date": formatdate(NOW, usegmt=True), "Content-Type": "application/json"}
        told |= dict(*headers)
        data = body if isinstance(body, bytes) else _encoded(body)
        return web.Response(status=status, body=data, headers=told)

    def _next(self, name):
        answer = self.answers[name]
        if isinstance(answer, list):
            return answer.pop(0) if len(answer) > 1 else answer[0]
        return answer

    @property
    def names(self):
        return [name for name, *_ in self.asked]


def _encoded(body):
    return (body if isinstance(body, str) else json.dumps(body)).encode()


def settings(base="https://api.aitronos.com/v1", **more):
    chosen = {
        "aitronos_api_key": SecretStr(KEY),
        "aitronos_organization_id": ORGANIZATION,
        "aitronos_url": base,
    }
    return AitronosSettings(**{**chosen, **more})


@asynccontextmanager
async def aitronos_at(base, clock=None, **more):
    clock = clock or StillClock(NOW)
    async with calling_out(clock=clock) as http:
        yield Aitronos(settings(base, **more), http, clock)


@asynccontextmanager
async def aitronos(script, clock=None, **more):
    async with serve(script.answer) as base, aitronos_at(base, clock, **more) as provider:
        yield provider


def order(*, seconds=60.0, link=None, **wish):
    return Order(
        key="1",
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
