"""What a service may answer, and what the thread makes of it."""

from decimal import Decimal

import pytest

from bot.sandbox import Upload
from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, House, recording
from tests.spoken import silence, spoken
from tests.trouble import PASSING


@pytest.mark.parametrize("trouble", PASSING)
async def test_whatever_passes_at_a_cancellation_the_recording_is_cancelled(
    socket_house: House, trouble: str
):
    house = socket_house
    message = await held(house)
    fault = house.sandbox.faults.order("tuplets", "DELETE /jobs/{id}", **PASSING[trouble])
    await house.scribe("cancel")
    await house.says(message, "cancelled")
    house.sandbox.tuplets.release()
    await house.delivered(await house.share(recording(ABROAD), channel="general"))

    assert fault.hits
    assert house.parts(message) == ["status"]


async def test_a_cancelled_recording_that_ends_well_all_the_same_posts_nothing(
    socket_house: House,
):
    house = socket_house
    house.sandbox.tuplets.ignore_cancel_next()
    message = await held(house)
    await house.scribe("cancel")
    await house.says(message, "cancelled")
    house.sandbox.tuplets.release()
    await house.delivered(await house.share(recording(ABROAD), channel="general"))

    assert house.sandbox.tuplets.jobs[0].status == "completed"
    assert house.parts(message) == ["status"]


@pytest.mark.parametrize("trouble", PASSING)
async def test_whatever_passes_at_a_download_the_thread_is_whole(socket_house: House, trouble: str):
    """Its status says that the result is to be downloaded, instead of giving it."""
    house, faults = socket_house, socket_house.sandbox.faults
    done = {"status": "completed", "result": None, "result_download_available": True}
    faults.order("tuplets", "GET /jobs/{id}", times=None, effect=True, status=200, body=done)
    fault = faults.order("tuplets", "GET /jobs/{id}/download", **PASSING[trouble])
    message = await house.share()
    await house.delivered(message)

    assert fault.hits
    assert house.parts(message) == ["status", "result", "transcript"]


async def test_a_state_that_nobody_knows_is_waited_out(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.unknown_status_next("finalizing")
    message = await held(house)
    house.sandbox.tuplets.release()

    await house.delivered(message)


async def test_speakers_that_could_not_be_told_apart_are_said_with_what_it_cost(
    socket_house: House,
):
    house = socket_house
    house.sandbox.tuplets.fail_speakers_next()
    message = await house.share()
    await house.says(message, "Speaker diarization could not be produced")

    assert "Nothing was charged" in house.status(message)
    assert house.parts(message) == ["status"]


async def test_warnings_stand_under_the_result_in_the_services_words(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.warn_next(["Loud music <!channel> from 0:40", "Clipping & noise"])
    message = await house.share()
    await house.delivered(message)

    told = str(house.part(message, "result").blocks)
    assert "Loud music" in told
    assert "Clipping" in told


async def test_skipped_notes_are_said_and_the_transcript_comes(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.skip_analytics_next("The analytics model is overloaded.")
    message = await house.share()
    await house.delivered(message)

    result = house.part(message, "result")
    assert "Tuplets wrote no summary" in str(result.blocks)
    assert "overloaded" in str(result.blocks)
    assert "The meeting was about" in result.text, "the notes are picked instead"
    assert "Decisions" not in str(result.blocks)
    assert house.transcript(message).startswith("[0:00:0")


async def test_where_nothing_is_said_one_sentence_says_so_and_what_it_cost(socket_house: House):
    house = socket_house
    message = await house.share(spoken(house.sandbox))
    await house.says(message, "no speech")

    assert "Tuplets charged $" in house.status(message)
    assert house.parts(message) == ["status"]


async def test_under_fifteen_seconds_no_notes_are_asked_for(socket_house: House):
    house = socket_house
    message = await house.share(spoken(house.sandbox, "Ship it.", seconds=10.0, duration_ms=10_000))
    await house.delivered(message)

    (asked,) = house.calls("POST /jobs", "tuplets")
    assert "analytics" not in asked.args
    assert "too short for a summary" in house.part(message, "result").text
    assert "Ship it." in house.transcript(message)


async def test_notes_that_were_refused_for_shortness_are_left_out(socket_house: House):
    """Slack does not tell how long it is, so only the service can know."""
    house = socket_house
    message = await house.share(spoken(house.sandbox, "Ship it.", seconds=10.0))
    await house.delivered(message)

    assert house.paid == 1
    assert "too short for a summary" in house.part(message, "result").text


@pytest.mark.parametrize(
    ("seconds", "facts", "words"),
    [
        (3.0, {"duration_ms": 3000}, "at least 5 s"),
        (3.0, {}, "at least 5 s"),
        (20.0, {"duration_ms": 9 * 3_600_000}, "up to 8 h"),
    ],
)
async def test_what_is_too_short_or_too_long_gets_one_sentence(
    socket_house: House, seconds: float, facts: dict[str, int], words: str
):
    house = socket_house
    message = await house.share(Upload("a.wav", silence(seconds), **facts))
    await house.says(message, words)

    assert house.parts(message) == ["status"]
    assert "Nothing was charged" in house.status(message)
    assert "Try again" not in str(house.part(message, "status").blocks)
    assert house.paid == 0


async def test_what_is_too_large_gets_one_sentence(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.storage.max_bytes = 10_000
    message = await house.share()
    await house.says(message, "too large")

    assert house.parts(message) == ["status"]
    assert house.paid == 0


async def test_with_one_place_at_the_service_the_second_waits_for_the_first(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.slots = 1
    first = await held(house)
    second = await house.share(recording(ABROAD))
    await house.until(lambda: any(c.status == 409 for c in house.calls("POST /jobs", "tuplets")))
    assert house.paid == 1

    house.sandbox.tuplets.release()
    await house.delivered(first)
    await house.delivered(second)
    assert house.paid == 2


async def test_credit_that_runs_out_midway_stops_only_what_comes_after(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.credit = Decimal("0.20")
    first = await house.share()
    await house.delivered(first)
    second = await house.share(recording(ABROAD))
    await house.says(second, "no credit left")
    assert "Nothing was charged" in house.status(second)

    house.sandbox.tuplets.credit = Decimal(10)
    await house.delivered(second)  # by itself
    assert house.paid == 2


async def test_waiting_for_credit_ends_after_a_day_with_a_button(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.credit = Decimal(0)
    message = await house.share()
    await house.says(message, "no credit left")
    await house.sandbox.clock.sleep(3600.0)
    for clock in (house.clock, house.sandbox.clock):
        clock.move(24 * 3600.0)
    await house.says(message, "top it up; then try again", 300)
    assert "Nothing was charged" in house.status(message)

    house.sandbox.tuplets.credit = Decimal(10)
    await house.scribe("retry #1")
    await house.until(lambda: "transcript" in house.parts(message))
    assert house.paid == 1


async def held(house: House) -> Message:
    """A recording that the service is at, and stays at."""
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.until(lambda: house.calls("GET /jobs/{id}", "tuplets"))
    return message
