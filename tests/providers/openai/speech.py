"""A speech server that answers exactly what a test tells it to, and its customer."""

import asyncio
import json
from contextlib import asynccontextmanager

from aiohttp import web
from pydantic import SecretStr

from bot.domain.ports import Audio, Order, Running
from bot.domain.recording import Wish
from bot.media.cutting import Cutting
from bot.providers.openai.adapter import Speech
from bot.providers.openai.settings import SpeechSettings
from tests.http.servers import StillClock, calling_out, serve

KEY = "sk-canary"
SOUND = b"sound"


class Server:
    """Gives its answers one after the other, the last for ever; keeps what was asked."""

    def __init__(self, *answers, models=(200, '{"data": []}')):
        self.answers = list(answers)
        self.models = models
        self.asked = []
        self.headers = []

    async def answer(self, request):
        if request.method == "GET":
            assert request.path == "/v1/models"
            return _response(*self.models)
        assert (request.method, request.path) == ("POST", "/v1/audio/transcriptions")
        form = await request.post()
        self.headers.append(dict(request.headers))
        self.asked.append({name: _read(value) for name, value in form.items()})
        said = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if said is None:
            request.transport.abort()
            said = (200, "")
        return _response(*said)


def _read(value):
    if isinstance(value, web.FileField):
        return value.filename, value.content_type, value.file.read()
    return value


def _response(status, body, headers=()):
    body = body if isinstance(body, str | bytes) else json.dumps(body)
    kind = {"Content-Type": "application/json"} | dict(headers)
    return web.Response(status=status, body=body, headers=kind)


def settings(base="http://127.0.0.1:1", *, key=KEY, model="whisper-1"):
    return SpeechSettings(
        speech_url=f"{base}/v1", speech_api_key=SecretStr(key) if key else None, speech_model=model
    )


@asynccontextmanager
async def speech_at(base, folder, *, clock=None, **more):
    clock = clock or StillClock()
    async with calling_out(clock=clock) as http:
        provider = Speech(settings(base, **more), http, clock, folder, Cutting())
        yield provider
        await ended(provider)


@asynccontextmanager
async def speech(server, folder, **more):
    async with serve(server.answer) as base, speech_at(base, folder, **more) as provider:
        yield provider


async def ended(provider):
    """Wait until nothing of it is under way."""
    if tasks := {call.task for call in provider._calls.values()}:
        await asyncio.wait(tasks)


async def died(provider):
    """What is under way goes the way it goes when the process is killed."""
    for call in provider._calls.values():
        call.task.cancel()
    await ended(provider)


async def transcribed(provider, key="1", **wish):
    """A recording, ordered and waited for."""
    asked = await order(provider, key, **wish)
    return await finished(provider, asked)


async def finished(provider, asked):
    ticket = await provider.submit(asked)
    while isinstance(seen := await provider.look(ticket, asked.wish), Running):
        await ended(provider)
    return seen


async def order(provider, key="1", recording=None, **wish):
    handles = await provider.prepare(recording or audio())
    return Order(key=key, wish=Wish(**wish), handles=handles, link=None, name="a", seconds=60.0)


def audio(body=SOUND, *, size=None, fail=None, name="Our secret plans.MP3"):
    async def chunks():
        yield body
        if fail is not None:
            raise fail

    return Audio(
        name=name,
        content_type="audio/mpeg",
        size=len(body) if size is None else size,
        seconds=60.0,
        chunks=chunks(),
    )
