"""What was shared while nobody listened is found, once, and chatter is left where it is."""

import itertools

import pytest

from tests.house import ABROAD, House, recording
from tests.spoken import spoken

MINUTE = 60.0
THREE = ["status", "result", "transcript"]


async def looked(house: House) -> None:
    """Wait until the bot has looked at every channel that it is in."""
    ours = [
        c for c in house.sandbox.slack.workspace.channels if _is_ours(house, c) and not c.archived
    ]
    await house.until(
        lambda: {c.id for c in ours} <= {h.args["channel"] for h in _histories(house)}
    )


async def test_three_recordings_shared_while_the_bot_is_off_are_each_done_once(house: House):
    slack = house.sandbox.slack
    await house.delivered(await house.share())
    await house.stop()
    there = await house.share(recording(ABROAD))
    direct = await house.share(spoken(house.sandbox, "Ship it."), channel="ben")
    parent = await slack.say("ada", "general", "any recordings?")
    below = await house.share(channel="general", thread=parent.ts, by="chloe")
    told = slack.delivery.parcels[-1]
    await house.clock.sleep(12 * MINUTE)
    await house.start()
    for message in (there, direct, below):
        await house.delivered(message)
    await slack.repeat(told)
    await looked(house)
    await house.delivered(await house.share())

    for message in (there, direct, below):
        assert house.parts(message) == THREE
    assert house.paid == 5


async def test_a_short_absence_is_left_to_slack(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    await house.stop()
    await house.clock.sleep(2 * MINUTE)
    await house.start()
    await house.delivered(await house.share(recording(ABROAD)))
    await house.clock.sleep(2 * MINUTE)

    assert not _histories(house)
    assert not house.calls("users.conversations")


async def test_two_short_absences_in_which_slack_repeated_itself_are_looked_into(house: House):
    """Told three times in the first one, a last time in the second one."""
    await house.delivered(await house.share())
    await house.stop()
    message = await house.share(recording(ABROAD))
    told = house.sandbox.slack.delivery.parcels[-1]
    await house.clock.sleep(160.0)
    await house.start()
    await house.clock.sleep(60.0)
    assert not house.thread(message)
    await house.stop()
    await house.clock.sleep(290.0)
    await house.start()
    await house.delivered(message, 60.0)

    assert told.settled
    assert not told.acknowledged
    assert house.parts(message) == THREE
    assert house.paid == 2


async def test_short_absences_with_time_between_them_are_left_to_slack(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    for _ in range(3):
        await house.stop()
        await house.clock.sleep(2 * MINUTE)
        await house.start()
        await house.clock.sleep(10 * MINUTE)

    assert not _histories(house)


async def test_the_first_start_looks_at_nothing(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    await house.clock.sleep(2 * MINUTE)

    assert not _histories(house)
    assert not house.calls("users.conversations")


async def test_chatter_from_meanwhile_leaves_no_trace(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    await house.stop()
    for number in range(5):
        await house.sandbox.slack.say("ada", "product", f"canary{number}")
    await house.clock.sleep(12 * MINUTE)
    before = len(house.calls("chat.postMessage"))
    await house.start()
    await looked(house)
    await house.delivered(await house.share(recording(ABROAD)))
    await house.stop()

    kept = b"".join(path.read_bytes() for path in house.folder.glob("bot.db*"))
    assert b"canary" not in kept
    assert len(house.calls("chat.postMessage")) == before + 2
    await house.start()


async def test_words_for_us_from_meanwhile_are_answered(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    await house.stop()
    await house.sandbox.slack.say("ada", "product", "@Threadscribe help")
    await house.clock.sleep(12 * MINUTE)
    await house.start()

    await house.until(lambda: house.sandbox.slack.ephemeral("ada"))
    await looked(house)
    assert len(house.sandbox.slack.ephemeral("ada")) == 1


async def test_when_both_lines_were_down_for_long_the_running_bot_looks(socket_house: House):
    house = socket_house
    await house.delivered(await house.share())
    house.sandbox.faults.order("slack", "apps.connections.open", times=None, status=503)
    await house.sandbox.slack.sockets.drop()
    message = await house.share(recording(ABROAD))
    await house.clock.sleep(12 * MINUTE)
    assert not house.parts(message)
    house.sandbox.faults.clear()
    await house.delivered(message)

    assert house.parts(message) == THREE


@pytest.mark.parametrize("wrong", [-5 * 3600.0, 5 * 3600.0], ids=["behind", "ahead"])
async def test_a_clock_that_is_hours_wrong_hides_nothing(socket_house: House, wrong: float):
    """The bot's clock differs from Slack's all the time."""
    house = socket_house
    await house.stop()
    house.clock.set(wrong)
    await house.start()
    await house.delivered(await house.share())
    await house.stop()
    message = await house.share(recording(ABROAD))
    await house.clock.sleep(12 * MINUTE)
    await house.start()
    await house.delivered(message)


async def test_a_channel_that_cannot_be_read_does_not_keep_the_others_waiting(
    socket_house: House, caplog: pytest.LogCaptureFixture
):
    house, slack = socket_house, socket_house.sandbox.slack
    secret = slack.workspace.add_channel("board", kind="group")
    await house.delivered(await house.share())
    await house.stop()
    slack.scopes.discard("groups:history")
    slack.scopes.discard("mpim:read")
    message = await house.share(recording(ABROAD))
    await house.clock.sleep(12 * MINUTE)
    await house.start()
    await house.delivered(message)
    await looked(house)
    await house.until(lambda: "channel not read" in caplog.text)

    assert [r.channel for r in caplog.records if r.message == "channel not read"] == [secret.id]
    assert [r.kind for r in caplog.records if r.message == "channels not listed"] == ["mpim"]


@pytest.mark.parametrize("call", ["users.conversations", "conversations.history"])
@pytest.mark.parametrize(
    "trouble",
    [{"status": 503, "times": 3}, {"reset": True, "times": 2}, {"garbage": True, "times": 2}],
    ids=str,
)
async def test_trouble_that_passes_hides_nothing(socket_house: House, call: str, trouble: dict):
    house = socket_house
    await house.delivered(await house.share())
    await house.stop()
    message = await house.share(recording(ABROAD))
    await house.clock.sleep(12 * MINUTE)
    fault = house.sandbox.faults.order("slack", call, **trouble)
    await house.start()
    await house.delivered(message)

    assert fault.hits == trouble["times"]
    assert house.parts(message) == THREE


async def test_looking_back_is_polite(socket_house: House):
    """It takes a pause when it is told to, and never more than a call a second."""
    house, slack = socket_house, socket_house.sandbox.slack
    for number in range(20):
        slack.workspace.add_channel(f"room{number}")
    await house.delivered(await house.share())
    await house.stop()
    message = await house.share(recording(ABROAD))
    await house.clock.sleep(12 * MINUTE)
    slack.limits.slow_down("conversations.history", 40)
    await house.start()
    await house.delivered(message)
    await looked(house)
    await house.clock.sleep(2 * MINUTE)

    assert len(house.calls("users.conversations")) == 4  # one look, a page for each kind of channel
    times = [call.t for call in _histories(house) if call.status == 200]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 1
    assert slack.limits.undercut == []


async def test_a_look_that_a_stop_cut_short_is_taken_again(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    await house.delivered(await house.share())
    await house.stop()
    message = await house.share(recording(ABROAD), channel="ben")
    await house.clock.sleep(12 * MINUTE)
    fault = house.sandbox.faults.order("slack", "users.conversations", times=None, status=503)
    await house.start()
    await house.until(lambda: fault.hits)
    await house.restart()
    assert slack.connected
    house.sandbox.faults.clear()
    await house.delivered(message)


async def test_a_recording_deleted_meanwhile_stops_its_job(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    await house.stop()
    await house.sandbox.slack.delete_message("ben", "product", message.ts)
    await house.clock.sleep(12 * MINUTE)
    await house.start()
    await looked(house)
    await house.until(lambda: house.calls("DELETE /jobs/{id}", "tuplets"))
    house.sandbox.tuplets.release()
    await house.delivered(await house.share(recording(ABROAD)))

    assert "result" not in house.parts(message)


def _histories(house: House) -> list:
    return [call for call in house.calls("conversations.history") if "oldest" in call.args]


def _is_ours(house: House, channel) -> bool:
    return house.sandbox.slack.workspace.app.id in channel.members
