"""Trouble at what Slack is asked beside a delivery: at worst one answer is lost."""

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, House, recording
from tests.trouble import PASSING

PAUSE = 31.0  # seconds on the clock: the longest that Slack asks for here
NEVER_REPEATED = ["told to slow down, unreadably", "server error", "answer lost", "garbage"]


@pytest.mark.parametrize("trouble", PASSING)
async def test_whatever_passes_at_the_start_the_bot_becomes_ready(
    socket_house: House, trouble: str
):
    house = socket_house
    await house.stop()
    faults = [
        house.sandbox.faults.order("slack", call, **PASSING[trouble])
        for call in ("auth.test", "apps.connections.open", "socket")
    ]
    await house.start()
    await house.delivered(await house.share())

    assert all(fault.hits for fault in faults)


@pytest.mark.parametrize("trouble", NEVER_REPEATED)
async def test_a_lost_answer_is_all_that_is_lost(socket_house: House, trouble: str):
    house = socket_house
    slack, faults = house.sandbox.slack, house.sandbox.faults
    fault = faults.order("slack", "chat.postEphemeral", **PASSING[trouble])
    await slack.say("ben", "product", "@Threadscribe help")
    await house.until(lambda: fault.hits)
    assert len(slack.ephemeral("ben")) <= 1

    await house.sandbox.clock.sleep(PAUSE)
    await slack.say("chloe", "product", "@Threadscribe help")
    await house.until(lambda: slack.ephemeral("chloe"))
    await house.delivered(await house.share())


@pytest.mark.parametrize("trouble", PASSING)
async def test_nobody_becomes_an_admin_by_trouble(socket_house: House, trouble: str):
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    for person in ("chloe", "ada"):
        house.sandbox.faults.order("slack", "users.info", **PASSING[trouble])
        refused = await house.scribe("cancel #1", by=person)
        assert "admin" in refused.text
        assert refused.error is None
        await house.sandbox.clock.sleep(PAUSE)
    assert not house.calls("DELETE /jobs/{id}", "tuplets")

    await house.scribe("cancel #1", by="ada")
    await house.says(message, "cancelled")


@pytest.mark.parametrize("trouble", NEVER_REPEATED)
async def test_a_link_starts_although_nobody_can_say_whether_we_are_here(
    socket_house: House, trouble: str
):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    house.sandbox.faults.order("slack", "conversations.info", **PASSING[trouble])
    answer = await house.scribe(link)
    parent = await house.until(lambda: _parents(house))

    assert "#1" in answer.text
    await house.until(lambda: "transcript" in house.parts(parent[0]))


async def test_where_we_are_not_nothing_is_paid_even_when_nobody_could_say(socket_house: House):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    house.sandbox.faults.order("slack", "conversations.info", status=500)
    await house.scribe(link, channel="random")
    await house.until(lambda: house.calls("chat.postMessage"))
    await house.delivered(await house.share(recording(ABROAD)))

    assert house.paid == 1
    assert _parents(house, "random") == []


@pytest.mark.parametrize("call", ["users.info", "conversations.info"])
async def test_slack_gets_its_answer_in_time_although_slack_itself_is_slow(
    socket_house: House, call: str
):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    await house.delivered(await house.share())
    house.sandbox.faults.order("slack", call, delay=100_000.0)
    words = link if call == "conversations.info" else "retry #1"
    answer = await house.scribe(words, by="ada")

    assert answer.error is None
    assert answer.text


@pytest.mark.parametrize("trouble", PASSING)
async def test_a_form_that_did_not_open_opens_the_next_time(socket_house: House, trouble: str):
    house = socket_house
    message = await house.share()
    await house.delivered(message)
    fault = house.sandbox.faults.order("slack", "views.open", **PASSING[trouble])
    await _shortcut(house, message)
    await house.until(lambda: fault.hits)
    await house.sandbox.clock.sleep(PAUSE)
    await _shortcut(house, message)

    await _sent(house)


@pytest.mark.parametrize("trouble", PASSING)
async def test_a_form_that_opened_is_filled_in(socket_house: House, trouble: str):
    house = socket_house
    message = await house.share()
    await house.delivered(message)
    house.sandbox.faults.order("slack", "views.update", **PASSING[trouble])
    await _shortcut(house, message)

    await _sent(house)


@pytest.mark.parametrize("trouble", NEVER_REPEATED)
async def test_what_a_click_did_stays_done_when_its_answer_is_lost(
    socket_house: House, trouble: str
):
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    house.sandbox.faults.order("slack", "response_url", **PASSING[trouble])
    pressed = await house.sandbox.slack.press(
        "ben", "product", house.part(message, "status").ts, "cancel"
    )
    await house.says(message, "cancelled")

    assert pressed.error is None


@pytest.mark.parametrize("trouble", PASSING)
async def test_looking_for_an_unclear_post_may_take_a_while(socket_house: House, trouble: str):
    house = socket_house
    house.sandbox.faults.order("slack", "chat.postMessage", after=1, lose_answer=True)
    fault = house.sandbox.faults.order("slack", "conversations.replies", **PASSING[trouble])
    message = await house.share()
    await house.delivered(message, seconds=40)

    assert fault.hits
    assert house.parts(message) == ["status", "result", "transcript"]


@pytest.mark.parametrize("trouble", PASSING)
async def test_an_unclear_parent_is_looked_for_and_stays_the_only_one(
    socket_house: House, trouble: str
):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    house.sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
    fault = house.sandbox.faults.order("slack", "conversations.history", **PASSING[trouble])
    await house.scribe(link)
    (parent,) = await house.until(lambda: _parents(house))
    await house.until(lambda: "Done" in parent.text)

    assert fault.hits
    assert _parents(house) == [parent]
    assert house.parts(parent) == ["status", "result", "transcript"]
    assert house.paid == 1


@pytest.mark.parametrize("trouble", NEVER_REPEATED)
async def test_an_orphaned_reply_costs_nothing_even_when_it_stays(
    socket_house: House, trouble: str
):
    """The message is deleted while its status is on the way: Slack posts that to the channel."""
    house = socket_house

    async def delete() -> None:
        await house.sandbox.slack.delete_message("ben", "product", shared.ts)

    house.sandbox.faults.order("slack", "chat.postMessage", hook=delete)
    fault = house.sandbox.faults.order("slack", "chat.delete", **PASSING[trouble])
    shared = await house.share()
    await house.until(lambda: fault.hits)
    await house.delivered(await house.share(recording(ABROAD), channel="general"))

    assert len(_parents(house)) <= 1
    assert house.paid == 1


@pytest.mark.parametrize("trouble", PASSING)
async def test_looking_whether_a_file_is_shared_may_take_a_while(socket_house: House, trouble: str):
    house = socket_house
    fault = house.sandbox.faults.order("slack", "files.info", after=1, **PASSING[trouble])
    message = await house.share()
    await house.delivered(message, seconds=40)

    assert fault.hits
    assert house.parts(message) == ["status", "result", "transcript"]


def _parents(house: House, channel: str = "product") -> list:
    """What the bot said in a channel itself."""
    place = house.sandbox.slack.workspace.channel(channel)
    said = house.sandbox.slack.workspace.visible(place.id)
    return [message for message in said if message.by_app and not message.is_reply]


async def _shortcut(house: House, message: Message) -> None:
    await house.sandbox.slack.message_shortcut("chloe", "product", message.ts, "transcribe_message")


async def _sent(house: House) -> None:
    """The form is there and can be sent."""
    slack = house.sandbox.slack
    view = await house.until(lambda: _form(slack.view_of("chloe")))
    sent = await slack.submit_view("chloe", view["id"], {})
    assert sent.error is None
    assert sent.ack["response_action"] == "update"


def _form(view):
    return view if view and view.get("submit") else None
