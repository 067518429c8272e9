"""A service tells that it is done: a hint to look now, never the truth."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.sandbox.providers.pace import Pace
from tests.house import House

PUBLIC = "https://bot.example"


@asynccontextmanager
async def _told(open_house) -> AsyncGenerator[tuple[House, str]]:
    """A recording under way that nobody would look at for a while, and where its service tells."""
    async with open_house(services=("scriptivox",), PUBLIC_URL=PUBLIC) as house:
        played = house.sandbox.services["scriptivox"]
        played.pace = Pace(queue=0.0, floor=1800.0, factor=0.0)
        played.hold()
        await house.share()
        await house.until(lambda: house.calls("GET /transcribe/{id}", "scriptivox"))
        [ordered] = house.calls("POST /transcribe", "scriptivox")
        yield house, ordered.args["webhook_url"].removeprefix(PUBLIC)


async def _tell(house: House, path: str, body: bytes, times: int = 1) -> set[int]:
    async with aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as session:
        statuses = set()
        for _ in range(times):
            async with session.post(path, data=body) as answer:
                statuses.add(answer.status)
        return statuses


def _looks(house: House) -> int:
    return len(house.calls("GET /transcribe/{id}", "scriptivox"))


def _about(house: House) -> bytes:
    [job] = house.sandbox.services["scriptivox"].jobs
    return json.dumps({"event": "transcription.completed", "id": job.id}).encode()


async def test_a_hint_moves_the_next_look_to_now(open_house):
    async with _told(open_house) as (house, path):
        house.clock.speed = 1.0
        looked = _looks(house)
        await house.sandbox.clock.wait(3.0)
        quiet = _looks(house) - looked
        assert await _tell(house, path, _about(house)) == {204}
        await house.until(lambda: _looks(house) > looked + quiet, 2.0)


async def test_another_service_tells_in_its_own_words(open_house):
    async with open_house(services=("aitronos",), PUBLIC_URL=PUBLIC) as house:
        played = house.sandbox.services["aitronos"]
        played.hold()
        await house.share()
        await house.until(lambda: house.calls("GET /audio/transcribe/{id}", "aitronos"))
        [ordered] = house.calls("POST /audio/transcribe", "aitronos")
        path = ordered.args["webhook"]["url"].removeprefix(PUBLIC)
        [job] = played.jobs
        body = json.dumps({"data": {"transcription_id": job.id}}).encode()
        assert await _tell(house, path, body) == {204}


async def test_many_in_a_row_do_not_raise_the_rate(open_house):
    async with _told(open_house) as (house, path):
        house.clock.speed = 1.0
        looked = _looks(house)
        began = house.sandbox.clock.now()
        assert await _tell(house, path, _about(house), times=1000) == {204}
        passed = house.sandbox.clock.now() - began
        assert _looks(house) - looked <= 2 + passed / 2.5


@pytest.mark.parametrize(
    ("end", "body", "status"),
    [
        ("", b"", 204),
        ("", b"\xff not json", 204),
        ("", b'{"id": ["odd"]}', 204),
        ("", b'{"id": "somebody-elses"}', 204),
        ("", b"x" * 100_000, 413),
        ("0", b'{"id": "x"}', 404),
    ],
)
async def test_what_is_forged_garbled_or_huge_changes_nothing(
    open_house, end: str, body: bytes, status: int
):
    async with _told(open_house) as (house, path):
        house.clock.speed = 1.0
        looked = _looks(house)
        assert await _tell(house, path + end, body) == {status}
        assert _looks(house) <= looked + 1
