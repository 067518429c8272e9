"""The whole bot with Plaud: what it cannot do is asked about or said, and paid once."""

import pytest

CREATE = "POST /open/partner/ai/transcriptions/"
TASK = "GET /open/partner/ai/transcriptions/{id}"
FILES = "POST /open/partner/files/upload"


@pytest.fixture
async def house(open_house):
    """The bot, a customer of Plaud alone."""
    async with open_house(services=("plaud",)) as opened:
        yield opened


def _paid(house):
    return len(house.sandbox.services["plaud"].jobs)


async def _asked(house):
    """A thread with the question that follows an order whose answer was lost."""
    house.sandbox.faults.order("plaud", CREATE, lose_answer=True)
    message = await house.share()
    await house.until(lambda: house.part(message, "question"))
    return message


async def _press(house, message, action):
    question = house.part(message, "question")
    answer = await house.sandbox.slack.press("ben", "product", question.ts, action)
    await house.until(lambda: answer.posts)


async def test_an_order_whose_answer_is_lost_is_asked_about_and_never_repeated(house):
    message = await _asked(house)
    assert house.parts(message) == ["status", "question"]
    assert "shows no list of orders" in house.part(message, "question").text
    assert _paid(house) == 1
    await _press(house, message, "leave")
    await house.says(message, "may have been charged")
    assert _paid(house) == 1


async def test_ordered_again_by_a_person_it_is_delivered_once(house):
    message = await _asked(house)
    await _press(house, message, "again")
    await house.until(lambda: "Done" in house.status(message))
    assert house.parts(message) == ["status", "question", "result", "transcript"]
    assert _paid(house) == 2


async def test_it_cannot_be_stopped_and_that_is_said(house):
    house.sandbox.services["plaud"].hold()
    message = await house.share()
    await house.until(lambda: _paid(house))
    await house.says(message, "transcribing")
    await house.scribe("cancel #1")
    said = await house.says(message, "cancelled")
    assert "charge" in said
    assert not house.calls("DELETE", "plaud")


@pytest.mark.parametrize(
    ("call", "trouble"),
    [
        ("POST /oauth/partner/access-token", {"status": 500}),
        ("POST /open/partner/users/access-token", {"reset": True}),
        (f"{FILES}/generate-presigned-urls", {"status": 401, "body": {"detail": "EXPIRED"}}),
        (f"{FILES}/generate-presigned-urls", {"garbage": True}),
        (f"{FILES}/complete-upload", {"lose_answer": True}),
        (f"{FILES}/complete-upload", {"status": 401}),
        ("PUT /storage/{file_id}/{number}", {"status": 403, "body": "<Error/>"}),
        (CREATE, {"status": 429}),
        (TASK, {"status": 502}),
        (TASK, {"garbage": True}),
    ],
    ids=map(str, range(10)),
)
async def test_whatever_passes_it_is_delivered_and_paid_once(house, call, trouble):
    fault = house.sandbox.faults.order("plaud", call, **trouble)
    message = await house.share()
    await house.delivered(message)
    assert fault.hits
    assert _paid(house) == 1


async def test_a_bot_that_starts_again_finds_its_task(house):
    house.sandbox.services["plaud"].hold()
    message = await house.share()
    await house.until(lambda: _paid(house))
    await house.says(message, "transcribing")
    await house.stop()
    house.sandbox.services["plaud"].release()
    await house.start()
    await house.delivered(message)
    assert _paid(house) == 1
