"""Links to what is in Slack: taken from where both may be, else answered without a hint."""

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, House, recording

NONE_THERE = "found none there"
TEAM = "https://sandbox.slack.com"


@pytest.mark.parametrize("kind", ["message", "file", "bytes", "reply"])
async def test_a_link_to_a_recording_in_slack_goes_the_way_of_its_file(
    socket_house: House, kind: str
):
    house = socket_house
    parent = await house.sandbox.slack.say("ben", "general", "The sync is below.")
    thread = parent.ts if kind == "reply" else None
    shared = await house.share(channel="general", thread=thread)
    await house.until(lambda: "Done" in status_in(house, "general"))
    asked = await mention(house, link(shared, kind))
    await house.delivered(asked)

    assert house.paid == 1  # the same recording, so nothing is paid again
    assert "offline mode ready" in house.transcript(asked)


async def test_the_command_starts_its_own_thread(socket_house: House):
    house = socket_house
    slack = house.sandbox.slack
    shared = await slack.share("ada", "random", [recording(ABROAD)])  # where we are not yet
    await slack.invite("random")
    answer = await house.scribe(link(shared, "message"))
    assert answer.error is None
    await house.until(lambda: "Done" in status_in(house, "product"))
    assert house.paid == 1


@pytest.mark.parametrize("kind", ["message", "file", "bytes"])
@pytest.mark.parametrize("where", ["we are not", "who asks is not", "to somebody else", "nowhere"])
async def test_what_is_not_for_them_is_answered_as_what_is_not_there(
    socket_house: House, where: str, kind: str
):
    house = socket_house
    shared = await elsewhere(house, where)
    paid = house.paid
    url = link(shared, kind)
    if where == "nowhere":
        url = url.replace(shared.files[0].id, "F0NOWHERE").replace("/p1", "/p2")
    asked = await mention(house, url)
    told = await house.says(asked, NONE_THERE)

    assert told.endswith("or share the file itself here.")
    assert house.paid == paid


async def test_a_guest_has_only_the_channels_that_they_are_in(socket_house: House):
    house = socket_house
    slack = house.sandbox.slack
    shared = await house.share(channel="general")
    await house.until(lambda: "Done" in status_in(house, "general"))
    slack.person("ben").guest = True
    slack.channel("general").members.discard(slack.person("ben").id)
    await house.says(await mention(house, link(shared, "message")), NONE_THERE)
    slack.channel("general").members.add(slack.person("ben").id)
    await house.delivered(await mention(house, link(shared, "file")))


async def test_somebody_is_found_in_a_channel_of_many(socket_house: House):
    house = socket_house
    slack = house.sandbox.slack
    board = slack.workspace.add_channel("board", kind="group")
    board.members |= {f"U0{number:06}" for number in range(1200)}
    shared = await house.share(recording(ABROAD), channel="board")
    await house.until(lambda: "Done" in status_in(house, "board"))
    await house.delivered(await mention(house, link(shared, "message")))
    assert len(house.calls("conversations.members")) == 3


async def test_of_several_recordings_in_one_message_one_has_to_be_named(socket_house: House):
    house = socket_house
    shared = await house.share(recording(), recording(ABROAD), channel="general")
    await house.says(await mention(house, link(shared, "message")), "several recordings")
    asked = await mention(house, f"{TEAM}/files/{shared.user}/{shared.files[1].id}/x.m4a")
    await house.delivered(asked)


async def test_a_message_without_a_recording_says_so(socket_house: House):
    house = socket_house
    said = await house.sandbox.slack.say("ben", "general", "Nothing to hear here.")
    await house.says(await mention(house, link(said, "message")), "not to a recording")


async def test_a_file_that_was_linked_and_is_deleted_stops_its_job(socket_house: House):
    house = socket_house
    slack = house.sandbox.slack
    shared = await slack.share("ada", "random", [recording(ABROAD)])
    await slack.invite("random")
    house.sandbox.tuplets.hold()
    asked = await mention(house, link(shared, "file"))
    await house.says(asked, "transcribing")
    await slack.delete_file("ada", shared.files[0])
    await house.says(asked, "was deleted")


async def mention(house: House, url: str, by: str = "ben") -> Message:
    """Somebody gives us a link."""
    return await house.sandbox.slack.say(by, "product", f"@Threadscribe {url}")


def link(message: Message, kind: str) -> str:
    """As Slack's menus copy it."""
    if kind in {"file", "bytes"}:
        file = message.files[0]
        own = f"{TEAM}/files/{message.user}/{file.id}/{file.name}"
        return own if kind == "file" else f"https://files.slack.com/files-pri/T1-{file.id}/a.mp3"
    place = f"{TEAM}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return (
        f"{place}?thread_ts={message.thread_ts}&cid={message.channel}"
        if message.is_reply
        else place
    )


def status_in(house: House, channel: str) -> str:
    """What our messages in a channel read."""
    where = house.sandbox.slack.channel(channel).id
    return " ".join(one.text for one in house.sandbox.slack.workspace.visible(where) if one.by_app)


async def elsewhere(house: House, where: str) -> Message:
    """A recording where not both may be."""
    slack = house.sandbox.slack
    match where:
        case "we are not":
            return await slack.share("ben", "random", [recording(ABROAD)])
        case "who asks is not":
            board = slack.workspace.add_channel("board", kind="group")
            board.members.discard(slack.person("ben").id)
            return await house.share(recording(ABROAD), channel="board", by="ada")
        case "to somebody else":
            return await house.share(recording(ABROAD), channel="ada", by="ada")
        case _:
            return await slack.share("ben", "random", [recording(ABROAD)])
