"""A Plaud that answers exactly what a test tells it to."""

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from pydantic import SecretStr

from bot.domain.job import Handles, Ticket
from bot.domain.ports import Audio, Order
from bot.domain.recording import Wish
from bot.providers.plaud.adapter import Plaud
from bot.providers.plaud.settings import PlaudSettings
from tests.http.servers import StillClock, calling_out, serve

WIRE = Path(__file__).parents[2] / "wire" / "plaud"
SECRETS = ("sk_canary", "ak_canary", "partner_canary", "user_canary", "signature=canary")
TICKET = Ticket(remote_id="t1", secrets={})
HANDLES = Handles(values={"url": "https://storage.example/f1?signature=canary"})

PARTNER = "POST /oauth/partner/access-token"
REFRESH = "POST /oauth/partner/access-token/refresh"
USER = "POST /open/partner/users/access-token"
PLAN = "POST /open/partner/files/upload/generate-presigned-urls"
COMPLETE = "POST /open/partner/files/upload/complete-upload"
CREATE = "POST /open/partner/ai/transcriptions/"
TASK = "GET /open/partner/ai/transcriptions/t1"
PART = "PUT /part/1"


def wire(name):
    """An answer as the vendor's pages have it."""
    known = json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))
    return known["status"], known["body"]


@dataclass
class Asked:
    """A request as it came."""

    name: str
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


def plan(*numbers, chunk=5, url="{base}/part/{n}"):
    """An upload plan; `{base}` is where the script is served."""

    def made(base):
        parts = [{"PartNumber": n, "PresignedUrl": url.format(base=base, n=n)} for n in numbers]
        return {"FileId": "f1", "UploadId": "u1", "ChunkSize": chunk, "Parts": parts}

    return (200, made)


def _usual():
    return {
        PARTNER: (
            200,
            {"access_token": "partner_canary", "refresh_token": "again", "expires_in": 3600},
        ),
        REFRESH: (
            200,
            {"access_token": "partner_canary2", "refresh_token": "again2", "expires_in": 3600},
        ),
        USER: (200, {"access_token": "user_canary", "expires_in": 86400}),
        PLAN: plan(1),
        PART: (200, "", {"ETag": '"tag1"'}),
        COMPLETE: (200, {"DownloadUrl": "https://storage.example/f1?signature=canary"}),
        CREATE: wire("created"),
    }


class Script:
    """Answers by method and path: always the same, one after the other, or by what is asked."""

    def __init__(self, answers=()):
        self.answers = {**_usual(), **dict(answers)}
        self.asked: list[Asked] = []

    @property
    def names(self):
        return [asked.name for asked in self.asked]

    def last(self, name):
        return [asked for asked in self.asked if asked.name == name][-1]

    async def answer(self, request):
        name = f"{request.method} {request.path}"
        self.asked.append(Asked(name, dict(request.headers), await request.content.read()))
        answer = self.answers[name]
        if callable(answer):
            answer = answer(self.asked[-1])
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        status, body, *headers = answer
        if callable(body):
            body = body(str(request.url.origin()))
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=dict(*headers))


def settings(base=None, **more):
    chosen = {
        "plaud_client_id": "client_1",
        "plaud_secret_key": SecretStr("sk_canary"),
        "plaud_api_key": SecretStr("ak_canary"),
        "plaud_url": base,
        **more,
    }
    return PlaudSettings(**chosen)


@asynccontextmanager
async def plaud_at(base, clock=None, **more):
    clock = clock or StillClock()
    async with calling_out(clock=clock) as http:
        yield Plaud(settings(base, **more), http, clock)


@asynccontextmanager
async def plaud(script, clock=None, **more):
    async with serve(script.answer) as base, plaud_at(base, clock, **more) as provider:
        yield provider


def order(*, seconds=60.0, **wish):
    return Order(
        key="1",
        wish=Wish(**wish),
        handles=HANDLES,
        link=None,
        name="recording.mp3",
        seconds=seconds,
    )


def audio(*chunks, size=None, name="recording.mp3"):
    chunks = chunks or (b"sound",)

    async def read():
        for chunk in chunks:
            yield chunk

    return Audio(
        name=name,
        content_type="audio/mpeg",
        size=sum(map(len, chunks)) if size is None else size,
        seconds=60.0,
        chunks=read(),
    )


def hides_secrets(error):
    """Whether neither an error nor what it came from shows a secret."""
    shown = ""
    while error is not None:
        shown += repr(error)
        error = error.__cause__
    return not any(secret in shown for secret in SECRETS)
