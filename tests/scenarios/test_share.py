"""Someone shares a recording: told as it happens in a channel."""

from bot.sandbox import Upload
from tests.house import ABROAD, House, recording


async def test_a_recording_shared_in_a_thread_is_answered_there(socket_house: House):
    house = socket_house
    parent = await house.sandbox.slack.say("ada", "product", "The sync, as promised:")
    message = await house.share(thread=parent.ts)
    await house.delivered(message)

    assert all(reply.thread_ts == parent.ts for reply in house.thread(message))


async def test_a_forwarded_recording_is_heard(socket_house: House):
    house = socket_house
    original = await house.share(channel="random")
    forwarded = await house.sandbox.slack.forward("chloe", "product", original)

    await house.delivered(forwarded)


async def test_what_is_no_recording_is_ignored_in_silence(socket_house: House):
    house = socket_house
    await house.share(Upload("notes.txt", b"hello", mimetype="text/plain"))
    await house.share(Upload("picture.png", b"\x89PNG", mimetype="image/png"))
    await house.sandbox.slack.say("ben", "product", "lunch?")
    message = await house.share()
    await house.delivered(message)

    posts = {call.args["channel"] for call in house.calls("chat.postMessage")}
    threads = {call.args["thread_ts"] for call in house.calls("chat.postMessage")}
    assert threads == {message.ts}
    assert posts == {message.channel}


async def test_the_same_event_three_times_is_one_job(house: House):
    message = await house.share()
    for _ in range(2):
        await house.sandbox.slack.repeat()
    await house.delivered(message)
    await house.sandbox.slack.repeat()
    again = await house.share(recording(ABROAD))
    await house.delivered(again)

    assert house.parts(message) == ["status", "result", "transcript"]
    assert house.paid == 2


async def test_the_same_file_in_another_channel_is_answered_there_and_not_paid_again(
    socket_house: House,
):
    house = socket_house
    message = await house.share()
    await house.delivered(message)
    elsewhere = await house.sandbox.slack.forward("ada", "general", message)
    await house.delivered(elsewhere)

    said = str(house.part(elsewhere, "result").blocks)
    assert house.paid == 1
    assert "nothing was charged" in said
    assert "$" not in said


async def test_a_fresh_upload_is_waited_for(socket_house: House):
    house = socket_house
    message = await house.share(recording(scan=5.0))

    await house.delivered(message)


async def test_a_stub_from_a_connected_workspace_is_looked_up(socket_house: House):
    house = socket_house
    message = await house.share(recording(access="check_file_info"))

    await house.delivered(message)


async def test_a_stub_that_is_no_recording_is_ignored_in_silence(socket_house: House):
    house = socket_house
    stub = Upload("a.txt", b"hello", mimetype="text/plain", access="check_file_info")
    message = await house.share(stub)
    await house.until(lambda: house.calls("files.info"))
    await house.delivered(await house.share())

    assert house.thread(message) == []


async def test_words_of_other_people_leave_no_trace(socket_house: House):
    house = socket_house
    await house.sandbox.slack.say("ben", "product", "canary-chatter")
    await house.delivered(await house.share(text="canary-caption"))
    await house.stop()

    stored = b"".join(path.read_bytes() for path in house.folder.glob("bot.db*"))
    await house.start()
    assert b"canary" not in stored
