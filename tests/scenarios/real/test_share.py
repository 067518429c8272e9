"""Someone shares a recording, over real sockets; and what a child process has to convert."""

from tests.house import ABROAD, CLIP, House, recording


async def test_a_shared_recording_gets_its_notes_in_its_thread(house: House):
    message = await house.share()
    await house.delivered(message)

    result = house.part(message, "result")
    assert result is not None
    assert house.paid == 1
    assert house.transcript(message).startswith("[0:00:0")


async def test_the_status_message_comes_at_once(house: House):
    house.sandbox.tuplets.hold()
    message = await house.share()

    await house.until(lambda: house.part(message, "status"), seconds=2.0)


async def test_several_recordings_in_one_message_are_several_jobs(socket_house: House):
    house = socket_house
    message = await house.share(recording(), recording(ABROAD), recording(CLIP))
    await house.until(lambda: house.parts(message).count("transcript") == 3)
    await house.until(lambda: sum("Done" in m.text for m in house.thread(message)) == 3)

    assert house.parts(message).count("status") == 3
    assert house.parts(message).count("result") == 3
    assert house.paid == 3


async def test_a_clip_without_type_or_extension_is_heard(socket_house: House):
    """Slack labels clips as it likes; only the subtype is to be trusted."""
    house = socket_house
    clip = recording(CLIP, name="오디오 클립", mimetype="", subtype="slack_video")
    message = await house.share(clip)

    await house.delivered(message)
