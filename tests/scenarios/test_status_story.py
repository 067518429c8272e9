"""`/scribe status #n`: the story of one job, from its first step to how it stands."""

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import House
from tests.scenarios.trouble.test_service import held

DOWN = {"status": 503, "body": {"detail": "Try later."}}


async def test_a_running_job_tells_its_steps_and_asks_the_service_nothing(house: House):
    message = await held(house)
    await house.says(message, "transcribing")
    asked = _service_calls(house)
    answer = await house.scribe("status #1")

    assert _service_calls(house) == asked
    assert "transcribing" in answer.text
    assert "I look again about <!date^" in answer.text or "right now" in answer.text
    assert "at the most" in answer.text
    steps = ["took the recording in", "began to send", "ready to be ordered", "went to order"]
    assert _in_order(answer.text, *steps, "Tuplets took the order")
    assert "Posted: the status message." in answer.text
    assert _buttons(answer) == ["cancel"]


async def test_while_the_service_is_down_it_says_since_when_and_when_next(socket_house: House):
    house = socket_house
    message = await held(house)
    house.sandbox.faults.order("tuplets", "GET /jobs/{id}", times=None, **DOWN)
    await house.says(message, "does not answer")
    answer = await house.scribe("status #1")

    assert "Tuplets did not answer as it should. Waiting since <!date^" in answer.text
    assert "failed tr" in answer.text
    assert _in_order(answer.text, "I try again about <!date^", "Tuplets took the order")


async def test_a_failed_job_tells_why_and_how_to_try_again(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.fail_next("Decoder gave up")
    message = await house.share()
    await house.says(message, "could not transcribe")
    answer = await house.scribe("status #1")

    assert "“Decoder gave up”" in answer.text
    assert "`/scribe retry #1`" in answer.text
    assert "I stopped." in answer.text
    assert _buttons(answer) == []


async def test_a_job_that_is_done_tells_what_was_posted_and_what_it_cost(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    answer = await house.scribe("status #1")

    assert "Posted: the status message, the notes and the transcript." in answer.text
    assert "Tuplets charged $" in answer.text
    assert _in_order(answer.text, "Done in", "Tuplets took the order", "Everything was in the")


async def test_a_cancelled_job_tells_by_whom(socket_house: House):
    house = socket_house
    message = await held(house)
    await house.scribe("cancel #1", by="ada")
    await house.says(message, "cancelled")
    answer = await house.scribe("status #1", by="chloe")

    assert f"cancelled by <@{house.sandbox.slack.workspace.person('ada').id}>" in answer.text
    assert _buttons(answer) == []


async def test_a_job_whose_thread_is_gone_tells_what_could_not_be_posted(socket_house: House):
    house = socket_house
    await held(house)
    await house.sandbox.slack.archive("product")
    house.sandbox.tuplets.release()

    async def told() -> bool:
        answer = await house.scribe("status #1", by="ben", channel="general")
        return "Could not be posted: the notes" in answer.text

    await _eventually(house, told)


async def test_it_is_told_by_mention_too_and_to_nobody_elsewhere(socket_house: House):
    house = socket_house
    message = await held(house)
    await house.sandbox.slack.say("chloe", "product", "@Threadscribe status #1", message.ts)
    (mentioned,) = await house.until(lambda: house.sandbox.slack.ephemeral("chloe"))
    elsewhere = await house.scribe("status #1", by="chloe", channel="general")

    assert "took the recording in" in mentioned.text
    assert _buttons(mentioned) == []  # neither hers nor is she an admin
    assert elsewhere.text == (await house.scribe("status #9", by="chloe")).text.replace("9", "1")


@pytest.mark.parametrize("person", ["ben", "ada"])
async def test_the_button_cancels_for_its_sharer_and_for_admins(socket_house: House, person: str):
    house = socket_house
    message = await held(house)

    assert _buttons(await house.scribe("status #1", by=person)) == ["cancel"]
    assert house.parts(message) == ["status"]


def _service_calls(house: House) -> int:
    return len(house.sandbox.calls.of("tuplets"))


def _buttons(answer: Message) -> list[str]:
    return [block["accessory"]["action_id"] for block in answer.blocks if "accessory" in block]


def _in_order(text: str, *words: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and places == sorted(places)


async def _eventually(house: House, ask) -> None:
    for _ in range(200):
        if await ask():
            return
        await house.clock.sleep(1.0)
    raise AssertionError("never")
