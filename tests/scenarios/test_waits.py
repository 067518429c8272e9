"""Whatever keeps a recording waiting is said, is waited for as long as it is asked, and ends."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.sandbox.slack.messages import Message
from tests.world.sound import recording
from tests.world.world import World, open_world, run

HOUR, DAY = 3600.0, 86400.0
PAUSE = {"status": 429, "headers": {"Retry-After": "7200"}}


def test_two_hours_that_slack_asks_for_are_said_and_waited():
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            world.sandbox.faults.order("slack", "chat.postMessage", **PAUSE)
            world.sandbox.tuplets.release()
            until = hour(world, 7200)
            await world.until(lambda: until in shown(world, message), HOUR)
            assert "Slack asked me to wait" in world.status(message)
            calls = len(world.calls("chat.postMessage"))
            await world.clock.sleep(1)  # the words are shown a moment before they are stored
            story = await world.scribe("status #1")
            assert until in str(story.ack)

            await world.clock.sleep(7000)
            assert len(world.calls("chat.postMessage")) == calls
            await world.delivered(message, HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]

    run(story())


@pytest.mark.parametrize("call", ["GET /jobs/{id}", "POST /jobs/upload-target", "POST /jobs"])
@pytest.mark.parametrize("restarts", [False, True])
def test_two_hours_that_the_service_asks_for_are_said_and_waited_by_all(call: str, restarts: bool):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", call, **PAUSE)
            message = await world.say("first")
            await world.says(message, "asked me to wait", HOUR)
            until = hour(world, 7200)
            assert until in shown(world, message)
            assert until in str((await world.scribe("status #1")).ack)
            if restarts:
                await world.restart()
            calls = service_calls(world)
            other = await world.say("second", channel="general")
            await world.clock.sleep(7000)
            assert service_calls(world) == calls

            await world.delivered(message, HOUR)
            await world.delivered(other, HOUR)
            assert world.paid == 2

    run(story())


def test_a_pause_before_the_next_download_is_kept_by_every_recording():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("slack", "files.download", **PAUSE)
            messages = [await world.say("first")]
            await world.says(messages[0], "asked me to wait", HOUR)
            assert hour(world, 7200) in shown(world, messages[0])
            messages += [await world.say(f"other{n}", channel="general") for n in range(6)]
            for message in messages[1:]:
                await world.says(message, "asked me to wait", HOUR)
            link = world.sandbox.publish("spoken.flac", recording("spoken").data, "audio/flac")
            assert (await world.scribe(link)).error is None
            await world.until(lambda: world.paid, HOUR)
            assert len(world.calls("files.download")) == 1

            await world.clock.sleep(6900)
            assert len(world.calls("files.download")) == 1
            for message in messages:
                await world.delivered(message, HOUR)

    run(story())


def test_without_credit_all_wait_say_so_and_go_on_by_themselves():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.credit = Decimal(0)
            messages = [await world.say(f"talk{n}") for n in range(3)]
            for message in messages:
                await world.says(message, "no credit left", HOUR / 4)
            await world.clock.sleep(HOUR)
            world.sandbox.tuplets.credit = Decimal(10)
            for message in messages:
                await world.delivered(message, HOUR)
            assert world.paid == 3

    run(story())


@pytest.mark.parametrize("restarts", [False, True])
def test_without_credit_one_asks_for_all_and_then_they_go_in_their_order(restarts: bool):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.credit = Decimal(0)
            messages = [await world.say(f"talk{n}", 60.0 + n) for n in range(5)]
            for message in messages:
                await world.says(message, "no credit left", HOUR / 4)
            asked, sent = orders(world), uploads(world)
            world.sandbox.faults.order("tuplets", "PUT storage", times=None, delay=20.0)
            await world.clock.sleep(1.5 * HOUR)
            if restarts:
                await world.stop()
                await world.clock.sleep(HOUR / 3)
                await world.start()
            await world.clock.sleep(1.5 * HOUR)
            assert 12 <= orders(world) - asked <= 40
            assert uploads(world) - sent <= 12
            assert all("no credit left" in world.status(message) for message in messages)

            world.sandbox.tuplets.credit = Decimal(10)
            for message in messages:
                await world.delivered(message, HOUR / 10)
            assert world.paid == 5
            assert heard(world) == [f"talk{n}" for n in range(5)]

    run(story())


@pytest.mark.parametrize("how", ["cancelled", "deleted", "given up"])
def test_whoever_asks_for_credit_may_end_without_holding_up_the_others(how: str):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.credit = Decimal(0)
            first, _ = await without_credit(world, "first"), await without_credit(world, "second")
            if how == "given up":
                await pass_time(world, 23 * HOUR)
            others = [await without_credit(world, f"other{n}") for n in range(2)]
            if how == "given up":
                await pass_time(world, 2 * HOUR)
                assert len(world.unended()) == 2
            elif how == "cancelled":
                await world.scribe("cancel #1")
                await world.scribe("cancel #2")
            else:
                await world.sandbox.slack.delete_message("ben", first.channel, first.ts)
                await world.scribe("cancel #2")
            await world.clock.sleep(10.0)
            world.sandbox.tuplets.credit = Decimal(10)
            for other in others:
                await world.delivered(other, HOUR / 10)
            assert world.paid == 2

    run(story())


NO_SLOT = {"status": 409, "body": {"detail": "Concurrent job limit reached."}}


def test_no_free_place_is_said_and_waited_for():
    async def story() -> None:
        async with open_world("http") as world:
            full = world.sandbox.faults.order("tuplets", "POST /jobs", times=None, **NO_SLOT)
            message = await world.say("patient")
            await world.says(message, "no free place", HOUR)
            await world.clock.sleep(HOUR)
            assert full.hits < 60
            world.sandbox.faults.clear()
            await world.delivered(message, HOUR)
            assert world.paid == 1

    run(story())


@pytest.mark.parametrize("why", ["no credit", "no free place"])
def test_a_day_of_waiting_ends_with_a_sentence_and_a_button(why: str):
    async def story() -> None:
        async with open_world("http") as world:
            if why == "no credit":
                world.sandbox.tuplets.credit = Decimal(0)
            else:
                world.sandbox.faults.order("tuplets", "POST /jobs", times=None, **NO_SLOT)
            message = await world.say("patient")
            await world.says(message, why, HOUR)
            await pass_time(world, 23 * HOUR)
            assert world.unended()
            await pass_time(world, 2 * HOUR)
            assert world.unended() == []
            assert "Nothing was charged" in world.status(message)
            assert "retry" in shown(world, message)

            world.sandbox.faults.clear()
            world.sandbox.tuplets.credit = Decimal(10)
            status = world.part(message, "status")
            await world.sandbox.slack.press("ben", "product", status.ts, "retry")
            await world.until(lambda: "transcript" in world.parts(message), HOUR)
            assert world.paid == 1

    run(story())


def test_days_without_the_bot_are_no_days_of_trying():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.credit = Decimal(0)
            messages = [await world.say(f"patient{n}") for n in range(3)]
            for message in messages:
                await world.says(message, "no credit left", HOUR)
            await world.stop()
            await pass_time(world, 3 * DAY)
            world.sandbox.tuplets.credit = Decimal(10)
            await world.start()
            for message in messages:
                await world.delivered(message, HOUR)

    run(story())


@pytest.mark.parametrize("seconds", [60.0, 7200.0])
def test_a_state_that_nobody_knows_is_waited_out_and_then_said(seconds: float):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.tuplets.unknown_status_next("pondering")
            message = await held(world, seconds)
            await pass_time(world, max(HOUR, 4 * seconds) - HOUR / 2)
            assert len(world.unended()) == 1
            await pass_time(world, HOUR)
            assert world.unended() == []
            assert "did not finish in time" in world.status(message)
            assert "may have been charged" in world.status(message)
            calls = service_calls(world)
            await pass_time(world, DAY)
            assert service_calls(world) == calls

    run(story())


@pytest.mark.parametrize("gone", ["asleep", "off"])
def test_what_ended_while_we_slept_through_its_time_is_delivered(gone: str):
    """However long we were away: nobody waited in vain who did not look."""

    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            if gone == "off":
                await world.stop()
            world.sandbox.tuplets.release()
            for clock in (world.clock, world.sandbox.clock):
                clock.move(3 * DAY)
            if gone == "off":
                await world.start()
            await world.delivered(message, HOUR)

    run(story())


NOT_FOUND = {"status": 404, "body": {"detail": "Job not found."}}


def test_two_times_not_found_are_not_believed():
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            missing = world.sandbox.faults.order("tuplets", "GET /jobs/{id}", times=2, **NOT_FOUND)
            await world.says(message, "does not find this recording", HOUR)
            await world.until(lambda: missing.hits == 2, HOUR)
            world.sandbox.tuplets.release()
            await world.delivered(message, HOUR)

    run(story())


def test_not_found_for_five_minutes_is_said_and_ends():
    async def story() -> None:
        async with open_world("http") as world:
            message = await held(world)
            missing = world.sandbox.faults.order(
                "tuplets", "GET /jobs/{id}", times=None, **NOT_FOUND
            )
            await world.until(lambda: missing.hits, HOUR)
            began = world.now
            await world.says(message, "no longer knows this recording", HOUR)
            assert 300 <= world.now - began < 420
            assert 3 <= missing.hits <= 4
            assert "may have been charged" in world.status(message)

    run(story())


def test_an_order_whose_answer_is_lost_says_what_is_being_checked():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("tuplets", "POST /jobs", reset=True)
            message = await world.say("unclear")
            await world.says(message, "I look whether Tuplets has it", HOUR)
            assert "answer to my order got lost" in str((await world.scribe("status #1")).ack)
            await world.delivered(message, HOUR)
            assert world.paid == 1

    run(story())


def test_a_second_unclear_order_asks_again_with_its_own_question():
    async def story() -> None:
        async with open_world("http") as world:
            tuplets, slack = world.sandbox.tuplets, world.sandbox.slack

            async def another() -> None:
                await tuplets.create(tuplets.jobs[-1].order, None)

            world.sandbox.faults.order(
                "tuplets", "POST /jobs", times=2, lose_answer=True, hook=another, when="after"
            )
            message = await world.say("twofold")
            first = await world.until(lambda: world.part(message, "question"), HOUR)
            await slack.press("ben", "product", first.ts, "again")
            second = await world.until(lambda: world.part(message, "question-2"), HOUR)
            assert world.paid == 4
            await slack.press("ben", "product", second.ts, "again")
            await world.until(lambda: "transcript" in world.parts(message), HOUR)
            assert world.parts(message)[:4] == ["status", "question", "question-2", "result"]
            assert world.paid == 5

    run(story())


async def held(world: World, seconds: float = 60.0) -> Message:
    """A recording that the service is at, and stays at."""
    world.sandbox.tuplets.hold()
    message = await world.say("budget", seconds)
    await world.says(message, "transcrib", HOUR)
    return message


async def pass_time(world: World, seconds: float) -> None:
    """The clocks go on by so much; the last half hour is lived through."""
    for clock in (world.clock, world.sandbox.clock):
        clock.move(seconds - HOUR / 2)
    await world.clock.sleep(HOUR / 2)


def shown(world: World, message: Message) -> str:
    """The status message as people see it."""
    status = world.part(message, "status")
    return str(status.blocks) if status else ""


def hour(world: World, seconds: float) -> str:
    """The time by the clock, so many seconds from now."""
    return datetime.fromtimestamp(world.clock.now() + seconds, UTC).strftime("%H:%M")


async def without_credit(world: World, word: str) -> Message:
    """A recording that waits for credit, and says so."""
    message = await world.say(word)
    await world.says(message, "no credit left", HOUR / 4)
    return message


def orders(world: World) -> int:
    return len(world.calls("POST /jobs", "tuplets"))


def uploads(world: World) -> int:
    return len(world.calls("PUT /storage/{key}", "tuplets"))


def heard(world: World) -> list[str]:
    """What the service was paid for, in the order in which it was."""
    targets = world.sandbox.tuplets.storage._targets
    keys = [job.order.upload[0] for job in world.sandbox.tuplets.jobs if job.order.upload]
    return [str(targets[key].data).partition("word:")[2][:5] for key in keys]


def service_calls(world: World) -> int:
    return len(world.sandbox.calls.of("tuplets"))


def test_one_download_that_breaks_off_after_other_troubles_is_tried_again():
    async def story() -> None:
        async with open_world("http") as world:
            faults = world.sandbox.faults
            faults.order("tuplets", "POST /jobs/upload-target", times=5, status=503)
            faults.order("slack", "files.download", after=5, times=1, status=500)
            message = await world.say("kept")
            await world.delivered(message, HOUR)
            assert world.parts(message) == ["status", "result", "transcript"]

    run(story())
