"""Links: handed to the service, fetched by the bot, or answered with what to share instead."""

import socket

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import House, recording

PUBLIC = "http://93.184.216.34/sync.m4a"  # an address, so that no name is looked up
DRIVE = "https://drive.google.com/file/d/1aBc/view"
ZOOM = "https://acme.zoom.us/rec/share/abc.def"


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


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that were looked up, where the world has only one."""
    names: list[str] = []

    real = socket.getaddrinfo

    def look_up(host, port, *args, **more):
        if not str(host).endswith(".google.com"):
            return real(host, port, *args, **more)
        names.append(host)
        if host != "drive.google.com":
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return names


async def test_a_service_that_knows_drives_gets_their_links_as_they_were_pasted(open_house, asked):
    async with open_house(services=("scriptivox",)) as house:
        house.sandbox.services["scriptivox"].web[DRIVE] = recording().data
        message = await house.sandbox.slack.say("ben", "product", f"@Threadscribe {DRIVE}")
        await house.delivered(message)

        (ordered,) = house.calls("POST /transcribe", "scriptivox")
        assert ordered.args["url"] == DRIVE
    assert asked == ["drive.google.com"]


async def test_for_other_services_the_file_behind_a_share_is_fetched_here(socket_house, asked):
    """So that a page, or a file that is gone, is seen before anything is paid."""
    house = socket_house
    message = await house.sandbox.slack.say("ben", "product", f"@Threadscribe {DRIVE}")
    await house.says(message, "could not reach this link")

    assert asked == ["drive.google.com", "drive.usercontent.google.com"]
    assert house.paid == 0


async def test_a_page_that_gives_no_file_is_answered_with_what_to_share_instead(socket_house):
    house = socket_house
    answer = await house.scribe(ZOOM)
    assert "upload it here" in answer.text
    assert house.calls("chat.postMessage") == []

    message = await house.sandbox.slack.say("ben", "product", f"@Threadscribe {ZOOM}")
    status = await house.says(message, "Zoom shows this recording in a browser only")
    assert "Nothing was charged" in status
    assert house.paid == 0


async def linked(house: House, data: bytes | None = None) -> Message:
    """Somebody asks for the notes of a link in a channel."""
    house.sandbox.tuplets.web[PUBLIC] = recording().data if data is None else data
    return await house.sandbox.slack.say("ben", "product", f"@Threadscribe {PUBLIC}")
