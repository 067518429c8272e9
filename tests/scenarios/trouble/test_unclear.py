"""The answer to the paid call got lost: it is looked for, and where that is no use, asked about."""

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import House
from tests.trouble import PASSING


@pytest.mark.parametrize("trouble", PASSING)
async def test_whatever_passes_while_the_order_is_looked_for_it_is_paid_once(
    socket_house: House, trouble: str
):
    house, faults = socket_house, socket_house.sandbox.faults
    faults.order("tuplets", "POST /jobs", lose_answer=True)
    fault = faults.order("tuplets", "GET /jobs", **PASSING[trouble])
    message = await house.share()
    await house.delivered(message)

    assert fault.hits
    assert house.paid == 1


async def test_of_two_orders_that_could_be_ours_none_is_taken(socket_house: House):
    house = socket_house
    message = await asked(house)

    assert house.parts(message) == ["status", "question"]
    assert "charged twice" in str(house.part(message, "question").blocks)
    assert house.paid == 2


async def test_ordered_again_it_is_delivered_once(socket_house: House):
    house = socket_house
    message = await asked(house)
    await press(house, message, "again")
    await house.until(lambda: "Done" in house.status(message))
    late = await press(house, message, "leave")

    assert house.parts(message) == ["status", "question", "result", "transcript"]
    assert house.paid == 3
    assert "already" in late.text.lower()


async def test_left_alone_it_ends_and_says_that_it_may_have_cost_something(socket_house: House):
    house = socket_house
    message = await asked(house)
    await press(house, message, "leave")
    await house.says(message, "may have been charged")

    assert house.parts(message) == ["status", "question"]
    assert house.paid == 2


async def test_a_question_can_be_cancelled(socket_house: House):
    house = socket_house
    message = await asked(house)
    await house.scribe("cancel #1")
    await house.says(message, "cancelled")
    late = await press(house, message, "again")

    assert house.paid == 2
    assert late.text


async def test_whoever_may_not_change_it_may_not_decide(socket_house: House):
    house = socket_house
    message = await asked(house)
    refused = await press(house, message, "again", by="chloe")

    assert "admin" in refused.text
    assert house.paid == 2


async def test_cancelled_while_it_is_unclear_the_order_is_found_and_stopped(socket_house: House):
    house = socket_house

    async def cancel() -> None:
        await house.scribe("cancel #1")

    house.sandbox.tuplets.hold()
    house.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True, hook=cancel, when="after")
    message = await house.share()
    await house.says(message, "cancelled")

    (job,) = house.sandbox.tuplets.jobs
    assert job.cancelled
    assert "charges for it" in house.status(message)


async def asked(house: House) -> Message:
    """Somebody else orders the same in the moment in which our answer is lost."""
    tuplets = house.sandbox.tuplets

    async def another() -> None:
        await tuplets.create(tuplets.jobs[-1].order, None)

    house.sandbox.faults.order(
        "tuplets", "POST /jobs", lose_answer=True, hook=another, when="after"
    )
    message = await house.share()
    await house.until(lambda: house.part(message, "question"))
    return message


async def press(house: House, message: Message, action: str, by: str = "ben"):
    question = house.part(message, "question")
    answer = await house.sandbox.slack.press(by, "product", question.ts, action)
    await house.until(lambda: answer.posts)
    return answer
