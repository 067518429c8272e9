"""Said once, paid once and in order, also where looking for it does not help at first."""

import pytest

from tests.house import House
from tests.spoken import spoken

WHOLE = ["status", "result", "transcript"]
NOTHING_YET = {
    "slack": {"status": 200, "body": {"ok": True, "messages": []}},
    "tuplets": {"status": 200, "body": {"items": [], "total_items": 0}},
}
REFUSED = {
    "told to slow down": {"status": 429, "headers": {"Retry-After": "5"}},
    "connection reset": {"reset": True},
    "server error": {"status": 500},
}


async def test_a_post_that_slack_shows_late_is_not_made_again(socket_house: House):
    house, faults = socket_house, socket_house.sandbox.faults
    faults.order("slack", "chat.postMessage", after=1, lose_answer=True)
    faults.order("slack", "conversations.replies", **NOTHING_YET["slack"])
    message = await house.share()
    await house.delivered(message)

    assert house.parts(message) == WHOLE
    assert len(house.calls("conversations.replies")) == 2


@pytest.mark.parametrize("trouble", REFUSED)
async def test_nothing_overtakes_a_post_that_has_to_wait(socket_house: House, trouble: str):
    house = socket_house
    house.sandbox.faults.order("slack", "chat.postMessage", after=1, times=2, **REFUSED[trouble])
    message = await house.share()
    await house.delivered(message, seconds=40)

    assert house.parts(message) == WHOLE


async def test_an_order_that_the_service_lists_late_is_not_paid_again(socket_house: House):
    house, faults = socket_house, socket_house.sandbox.faults
    faults.order("tuplets", "POST /jobs", lose_answer=True)
    faults.order("tuplets", "GET /jobs", **NOTHING_YET["tuplets"])
    message = await house.share()
    await house.delivered(message)

    assert house.paid == 1


async def test_an_order_of_ours_is_not_taken_for_another_that_got_lost(socket_house: House):
    """Two recordings of one length at once: the second order never arrives, the first looks like it."""
    house, sandbox = socket_house, socket_house.sandbox
    sandbox.faults.order("tuplets", "POST /jobs", after=1, reset=True)
    words = ("We begin at nine.", "We begin at ten.")
    messages = [await house.share(spoken(sandbox, word, name="a.wav")) for word in words]
    for message, word in zip(messages, words, strict=True):
        await house.delivered(message)
        assert word in house.transcript(message)

    assert house.paid == 2


async def test_the_same_file_in_two_channels_at_once_is_paid_once(socket_house: House):
    house, sandbox = socket_house, socket_house.sandbox
    sandbox.tuplets.hold()
    here = await house.share()
    there = await sandbox.slack.forward("ada", "general", here)
    await house.says(here, "transcrib")
    await house.until(lambda: house.part(there, "status"))
    sandbox.tuplets.release()
    await house.delivered(here)
    await house.delivered(there)

    assert house.paid == 1
