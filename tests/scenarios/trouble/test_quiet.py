"""What the status message tells while it goes, and when it is too late."""

from tests.house import House, recording


async def test_the_status_is_not_touched_while_there_is_nothing_new(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "done about")
    looks = len(house.calls("GET /jobs/{id}", "tuplets"))
    await house.until(lambda: len(house.calls("GET /jobs/{id}", "tuplets")) > looks)
    updates = len(house.calls("chat.update"))
    await house.until(lambda: len(house.calls("GET /jobs/{id}", "tuplets")) >= looks + 8)

    assert len(house.calls("chat.update")) <= updates + 1  # the expected minute may have turned
    assert house.status(message).count("transcrib") == 1


async def test_once_the_result_is_out_it_is_too_late_to_cancel(socket_house: House):
    house = socket_house
    answers = []

    async def cancel() -> None:
        answers.append(await house.scribe("cancel #1"))

    house.sandbox.faults.order("slack", "chat.postMessage", after=1, hook=cancel, when="after")
    message = await house.share()
    await house.delivered(message)

    (answer,) = answers
    assert "being posted" in answer.text
    assert house.parts(message) == ["status", "result", "transcript"]


async def test_a_download_that_keeps_breaking_off_ends_in_one_sentence(socket_house: House):
    house = socket_house
    half = recording().data[:50_000]
    house.sandbox.faults.order("slack", "files.download", times=None, status=200, body=half)
    message = await house.share()
    await house.says(message, "kept breaking off")

    assert "Nothing was charged" in house.status(message)
    assert house.paid == 0
    assert len(house.calls("files.download")) == 5


async def test_trying_again_twice_is_trying_again_once(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.fail_next("Decoder gave up")
    message = await house.share()
    await house.says(message, "Decoder gave up")
    await house.scribe("retry #1")
    second = await house.scribe("retry #1")
    await house.until(lambda: "transcript" in house.parts(message))

    assert "already" in second.text.lower()
    assert house.paid == 2


async def test_what_went_well_cannot_be_tried_again_by_accident(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    answer = await house.scribe("retry #1")

    assert answer.text
    assert house.paid == 1
