"""The OpenAI-compatible server in miniature refuses what such servers refuse."""

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.providers.openai import INSTANT, Speech
from tests.sandbox.providers.conftest import REVIEW, sample

DIARIZING = "gpt-4o-transcribe-diarize"
FINE = {"model": "whisper-1"}


@pytest.fixture
async def server():
    service = Speech(clock=Clock(), base_url="")
    service.pace = INSTANT
    app = web.Application(client_max_size=1024**3)
    app.add_routes(service.routes())
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await service.close()
    await runner.cleanup()


async def _asked(server, fields, *, name="talk.mp3", data=None, key=None):
    form = aiohttp.FormData(default_to_multipart=True)
    for field, value in fields.items():
        form.add_field(field, value)
    if name is not None:
        form.add_field("file", sample(REVIEW) if data is None else data, filename=name)
    headers = {"Authorization": f"Bearer {server.api_key if key is None else key}"}
    url = f"{server.base_url}/audio/transcriptions"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=form, headers=headers) as answer,
    ):
        if answer.content_type == "application/json":
            return answer.status, await answer.json()
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        (FINE, {"text", "usage"}),
        (
            {**FINE, "response_format": "verbose_json"},
            {"task", "language", "duration", "text", "segments", "usage"},
        ),
        (
            {"model": DIARIZING, "response_format": "diarized_json", "chunking_strategy": "auto"},
            {"task", "duration", "text", "segments", "usage"},
        ),
    ],
)
async def test_each_form_has_its_fields(server, asked, keys):
    status, body = await _asked(server, asked)
    assert status == 200
    assert body.keys() == keys
    assert len(server.jobs) == 1


async def test_plain_text_is_plain(server):
    status, body = await _asked(server, {**FINE, "response_format": "text"})
    assert status == 200
    assert body.endswith("\n")


@pytest.mark.parametrize(
    ("status", "asked", "more", "about"),
    [
        (401, FINE, {"key": "sk-wrong"}, "key"),
        (400, {}, {}, "model"),
        (404, {"model": "gpt-9"}, {}, "gpt-9"),
        (400, FINE, {"name": None}, "file"),
        (400, FINE, {"name": "talk.aac"}, "Supported formats"),
        (400, FINE, {"data": b"no sound"}, "decoded"),
        (400, {**FINE, "speakers": "2"}, {}, "speakers"),
        (400, {**FINE, "language": "English"}, {}, "English"),
        (400, {**FINE, "response_format": "docx"}, {}, "response_format"),
        (400, {**FINE, "response_format": "diarized_json"}, {}, "response_format"),
        (400, {**FINE, "timestamp_granularities[]": "segment"}, {}, "timestamp_granularities"),
        (400, {"model": DIARIZING}, {}, "chunking_strategy"),
    ],
)
async def test_what_is_wrong_is_refused_and_costs_nothing(server, status, asked, more, about):
    refused, body = await _asked(server, asked, **more)
    assert refused == status
    assert about in body["error"]["message"]
    assert server.jobs == []


async def test_what_is_too_large_is_refused_unless_it_is_ones_own_server(server):
    server.max_bytes = 1000
    assert (await _asked(server, FINE))[0] == 413
    server.max_bytes = None
    assert (await _asked(server, FINE))[0] == 200


async def test_faults_come_in_the_order_in_which_they_were_ordered(server):
    server.fail_next(503, "Overloaded.")
    server.fail_next(429, "Slow down.", code="rate_limit_exceeded")
    statuses = [(await _asked(server, FINE))[0] for _ in range(3)]
    assert statuses == [503, 429, 200]
    assert len(server.jobs) == 1


async def test_a_new_server_has_done_nothing(server):
    await _asked(server, FINE)
    server.formats = ("text",)
    server.reset()
    assert server.jobs == []
    server.pace = INSTANT
    assert (await _asked(server, FINE))[0] == 200
