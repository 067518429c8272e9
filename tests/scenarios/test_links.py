"""Links that the service fetches itself."""

import pytest

from bot.sandbox.slack.workspace import Message
from tests.house import House, recording

PUBLIC = "http://93.184.216.34/sync.m4a"  # an address, so that no name is looked up


async def test_a_public_link_is_handed_to_the_service_as_a_link(socket_house: House):
    house = socket_house
    message = await linked(house)
    await house.delivered(message)

    (asked,) = house.calls("POST /jobs", "tuplets")
    assert asked.args["remote_url"] == PUBLIC
    assert house.calls("POST /jobs/upload-target", "tuplets") == []


async def test_a_link_whose_order_got_lost_is_paid_once(socket_house: House):
    house = socket_house
    house.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True)
    message = await linked(house)
    await house.delivered(message)

    assert house.paid == 1


async def test_the_same_link_twice_is_heard_once(socket_house: House):
    house = socket_house
    first, second = await linked(house), await linked(house)
    await house.delivered(first)
    await house.delivered(second)

    assert house.paid == 1


async def test_a_link_behind_which_the_service_finds_no_sound_gets_its_sentence(
    socket_house: House,
):
    house = socket_house
    message = await linked(house, b"<html>please sign in</html>")
    await house.says(message, "cannot read this file as a recording")

    assert "Nothing was charged" in house.status(message)
    assert house.parts(message) == ["status"]


@pytest.mark.parametrize(
    "words", ["http://", "https://exa mple.com", "http://[::1", "https://93.184.216.34:99999/a"]
)
async def test_a_link_that_is_none_starts_nothing(socket_house: House, words: str):
    house = socket_house
    answer = await house.scribe(words)

    assert answer.error is None
    assert answer.text
    assert house.calls("chat.postMessage") == []


async def linked(house: House, data: bytes | None = None) -> Message:
    """Somebody asks for the notes of a link in a channel."""
    house.sandbox.tuplets.web[PUBLIC] = recording().data if data is None else data
    return await house.sandbox.slack.say("ben", "product", f"@Threadscribe {PUBLIC}")
