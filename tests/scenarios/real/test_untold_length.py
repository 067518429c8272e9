"""Recordings whose length nobody tells: they tell it themselves while they are uploaded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.sandbox import Upload
from tests.house import House
from tests.http.servers import serve
from tests.media import sounds

NINE_HOURS = 9 * 3600


def slow(seconds: int) -> bytes:
    """MP3 at eight kilobits a second, the least there is; a frame plays 72 milliseconds."""
    return (b"\xff\xe3\x18\xc4" + bytes(68)) * (seconds * 1000 // 72)


REFUSED = {
    "too long": (slow(NINE_HOURS), "too long: Tuplets takes up to 8 h"),
    "too short": (sounds.wav(3.0), "too short: Tuplets needs at least 5 s"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_a_link_to_what_the_service_does_not_take_is_refused_before_it_is_paid(
    open_house, what
):
    body, words = REFUSED[what]
    async with linked(open_house, body) as (house, message):
        status = await house.says(message, words)

        assert "Nothing was charged" in status
        assert house.paid == 0
        assert house.calls("POST /jobs", "tuplets") == []


async def test_a_length_that_was_read_on_the_way_stands_in_the_status_message(open_house):
    async with linked(open_house, sounds.wav(95.0), held=True) as (house, message):
        await house.until(lambda: house.paid == 1)
        await house.until(lambda: "1 min 35 s · #1" in shown(house, message))


async def test_a_length_that_nobody_tells_is_said_to_be_unknown(open_house):
    """A stream that was recorded in a browser: no duration, and nobody could go back."""
    webm = sounds.encoded("webm", "libopus", seconds=20.0).replace(b"\x44\x89", b"\xec\x88", 1)
    async with linked(open_house, webm, held=True) as (house, message):
        await house.until(lambda: house.paid == 1)
        await house.until(lambda: "length unknown · #1" in shown(house, message))


async def test_a_file_of_which_slack_knows_no_length_is_refused_in_time(socket_house: House):
    message = await socket_house.share(Upload("memo.wav", sounds.wav(3.0)))
    await socket_house.says(message, "too short")

    assert socket_house.paid == 0


async def test_an_order_that_got_lost_is_found_again_though_the_file_lied_about_its_length(
    open_house,
):
    """Law 3: looked for by that length, it would not be found, and be paid once more."""
    body = sounds.encoded("ipod", "aac", seconds=20.0)
    at = body.index(b"mvhd") + 16
    scale = int.from_bytes(body[at : at + 4], "big")
    body = body[: at + 4] + (40 * scale).to_bytes(4, "big") + body[at + 8 :]
    async with linked(open_house, body, lost=True) as (house, message):
        await house.says(message, "no speech", seconds=40.0)

        assert house.paid == 1


@asynccontextmanager
async def linked(
    open_house, body: bytes, *, held: bool = False, lost: bool = False
) -> AsyncIterator:
    """Somebody asks for the notes of a file on the operator's own server."""

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/octet-stream")

    async with (
        serve(give) as base,
        open_house(link_allow_hosts=base.removeprefix("http://")) as house,
    ):
        if held:
            house.sandbox.tuplets.hold()
        if lost:
            house.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True)
        said = f"@Threadscribe {base}/memo"
        yield house, await house.sandbox.slack.say("ben", "product", said)


def shown(house: House, message) -> str:
    """The status message with its title line."""
    status = house.part(message, "status")
    return str(status.blocks) if status else ""
