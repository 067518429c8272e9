"""Someone changes their mind."""

from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, House, recording


async def running(house: House) -> Message:
    """A recording that the service is at, and stays at."""
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    await house.until(lambda: house.calls("GET /jobs/{id}", "tuplets"))
    return message


async def nothing_more(house: House, message: Message) -> None:
    """Let the service finish whatever it had, and another recording pass by."""
    house.sandbox.tuplets.release()
    other = await house.share(recording(ABROAD), by="chloe", channel="general")
    await house.delivered(other)
    assert house.parts(message) == ["status"]


async def test_a_cancelled_recording_posts_nothing(house: House):
    message = await running(house)
    status = house.part(message, "status")
    answer = await house.sandbox.slack.press("ben", "product", status.ts, "cancel")
    await house.says(message, "cancelled")

    assert answer.error is None
    assert "charges for it" in house.status(message)
    assert len(house.calls("DELETE /jobs/{id}", "tuplets")) == 1
    await nothing_more(house, message)


async def test_cancel_by_command_needs_no_number_when_one_runs(house: House):
    message = await running(house)
    answer = await house.scribe("cancel")
    await house.says(message, "cancelled")

    assert "#1" in answer.text
    await nothing_more(house, message)


async def test_a_bare_cancel_among_several_asks_which(socket_house: House):
    house = socket_house
    message = await running(house)
    other = await house.share(recording(ABROAD))
    await house.until(lambda: house.part(other, "status"))
    answer = await house.scribe("cancel")

    buttons = [b for block in answer.blocks for b in [block.get("accessory")] if b]
    assert [button["action_id"] for button in buttons] == ["cancel", "cancel"]
    await house.scribe("cancel #1")
    await house.says(message, "cancelled")
    assert "cancelled" not in house.status(other).lower()


async def test_cancelled_twice_is_cancelled_once(socket_house: House):
    house = socket_house
    message = await running(house)
    status = house.part(message, "status")
    await house.sandbox.slack.press("ben", "product", status.ts, "cancel")
    second = await house.scribe("cancel #1")
    await house.says(message, "cancelled")

    assert "already" in second.text
    assert len(house.calls("DELETE /jobs/{id}", "tuplets")) == 1


async def test_somebody_else_may_not_cancel_and_is_told_who_may(socket_house: House):
    house = socket_house
    message = await running(house)
    answer = await house.scribe("cancel #1", by="chloe")

    ben = house.sandbox.slack.workspace.person("ben").id
    assert f"<@{ben}>" in answer.text
    assert "cancel" in house.status(message).lower() or house.parts(message) == ["status"]
    house.sandbox.tuplets.release()
    await house.delivered(message)


async def test_an_admin_may_cancel(socket_house: House):
    house = socket_house
    message = await running(house)
    await house.scribe("cancel #1", by="ada")

    await house.says(message, "cancelled")


async def test_a_recording_of_another_channel_does_not_exist_here(socket_house: House):
    house = socket_house
    await running(house)
    answer = await house.scribe("cancel #1", by="chloe", channel="general")

    assert "no recording #1" in answer.text


async def test_cancel_while_the_audio_is_on_its_way_costs_nothing(socket_house: House):
    house = socket_house
    house.sandbox.faults.order("slack", "files.download", delay=100_000.0)
    message = await house.share()
    await house.until(lambda: house.part(message, "status"))
    await house.scribe("cancel")
    await house.says(message, "cancelled")

    assert house.paid == 0
    assert house.calls("POST /jobs", "tuplets") == []
    assert "nothing" in house.status(message).lower()


async def test_cancel_at_the_last_moment_posts_nothing(socket_house: House):
    """The service finished, the result is about to be posted: whoever stored first wins."""
    house = socket_house
    sandbox = house.sandbox
    sandbox.tuplets.hold()
    message = await house.share()
    await house.until(lambda: house.calls("GET /jobs/{id}", "tuplets"))

    async def cancel() -> None:
        await house.scribe("cancel")

    sandbox.faults.order("tuplets", "GET /jobs/{id}", hook=cancel, when="after")
    sandbox.tuplets.release()
    await house.says(message, "cancelled")

    await nothing_more(house, message)


async def test_a_deleted_message_withdraws_its_recording(house: House):
    message = await running(house)
    await house.sandbox.slack.delete_message("ben", "product", message.ts)
    await house.until(lambda: house.calls("DELETE /jobs/{id}", "tuplets"))
    house.sandbox.tuplets.release()
    await house.delivered(await house.share(recording(ABROAD), channel="general"))

    assert "result" not in house.parts(message)


async def test_a_deleted_file_withdraws_its_recording(socket_house: House):
    house = socket_house
    message = await running(house)
    await house.sandbox.slack.delete_file("ben", message.files[0])

    await house.until(lambda: house.calls("DELETE /jobs/{id}", "tuplets"))
