"""Questions in a recording's thread: its own words, each with its time, said once and there alone."""

import pytest

from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, House, part_name, recording
from tests.world.world import World, open_world, run

HOUR = 3600.0
NOT_SAID = "That was not said in this recording."


async def ask(house: House, message: Message, words: str, by: str = "chloe") -> Message:
    """Somebody asks in the thread."""
    thread = message.thread_ts or message.ts
    return await house.sandbox.slack.say(by, message.channel, f"@Threadscribe {words}", thread)


def answers(house: House, message: Message) -> list[Message]:
    """The answers in a thread."""
    return [one for one in house.thread(message) if part_name(one).startswith("answer-")]


async def answered(house: House, message: Message, count: int = 1, seconds: float = 20.0):
    """So many answers, once they are there."""
    return await house.until(
        lambda: answers(house, message)[: count if len(answers(house, message)) >= count else 0],
        seconds,
    )


async def test_a_question_is_answered_for_all_with_quotes_and_times_once(house: House):
    slack = house.sandbox.slack
    message = await house.share()
    await house.delivered(message)
    asked = await ask(house, message, "what did you decide about the desktop app & *when*?")
    for _ in range(2):
        await slack.repeat()
    (answer,) = await answered(house, message)
    await ask(house, message, "unicorns?", by="ben")
    _, other = await answered(house, message, 2)

    assert "0:01:13 Speaker 3: “And the desktop app?”" in answer.text
    assert "0:01:15 Speaker 1: “Not this time. Desktop waits for the summer" in answer.text
    assert part_name(answer) == f"answer-{asked.ts}"
    assert answer.for_person is None
    assert f"'user_id': '{slack.person('chloe').id}'" in str(answer.blocks)
    assert "desktop app & *when*?" in str(answer.blocks)
    assert other.text == NOT_SAID
    assert house.parts(message)[:3] == ["status", "result", "transcript"]
    assert slack.ephemeral("chloe") == []
    assert house.paid == 1


async def test_where_nothing_is_to_be_asked_words_are_answered_to_who_wrote_them(
    socket_house: House,
):
    house, slack = socket_house, socket_house.sandbox.slack
    talk = await slack.say("ben", "product", "Lunch?")
    await ask(house, talk, "what about pizza?")
    (told,) = await house.until(lambda: slack.ephemeral("chloe"))
    assert "I do not understand “what about pizza?”" in told.text

    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.until(lambda: house.part(message, "status"))
    await ask(house, message, "what did you decide?")
    told = await house.until(lambda: slack.ephemeral("chloe")[1:])
    assert "Ask me again once its notes are here" in told[0].text
    assert answers(house, message) == []


async def test_of_two_recordings_in_a_thread_the_one_that_speaks_of_it_answers(
    socket_house: House,
):
    house = socket_house
    message = await house.share(recording(), recording(ABROAD))
    await house.until(lambda: house.parts(message).count("transcript") == 2)
    await house.until(lambda: str([m.text for m in house.thread(message)]).count("Done") == 2)
    await ask(house, message, "battery")
    await ask(house, message, "Rechnung")
    first, second = await answered(house, message, 2)

    assert "Older phones lose about 6 percent" in first.text
    assert "Rechnung" in second.text


async def test_in_a_direct_message_no_mention_is_needed(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    direct = slack.workspace.direct("ben")
    message = await house.share(channel=direct.id)
    await house.delivered(message)
    await slack.say("ben", direct.id, "battery?", message.ts)
    (answer,) = await answered(house, message)

    assert "Older phones lose about 6 percent" in answer.text


@pytest.mark.parametrize("trouble", ["lose_answer", "status"])
def test_an_answer_whose_fate_is_unclear_is_said_once(trouble: str):
    async def story() -> None:
        async with open_world("http") as world:
            message = await done(world)
            order = {"lose_answer": True} if trouble == "lose_answer" else {"status": 503}
            world.sandbox.faults.order("slack", "chat.postMessage", **order)
            await ask(world, message, "budget")
            await answered(world, message, 1, HOUR)
            await world.clock.sleep(HOUR)

            assert len(answers(world, message)) == 1

    run(story())


@pytest.mark.parametrize("moment", [0.0, 0.02, 0.3, 3.0])
def test_killed_at_any_moment_it_is_answered_once(moment: float):
    async def story() -> None:
        async with open_world("socket") as world:
            message = await done(world)
            slow = {"delay": 0.5, "times": 1}
            world.sandbox.faults.order("slack", "chat.postMessage", **slow)
            await ask(world, message, "budget")
            await world.clock.sleep(moment)
            await world.crash()
            await world.start()
            await answered(world, message, 1, HOUR)
            await world.clock.sleep(HOUR)

            assert len(answers(world, message)) == 1

    run(story())


def test_what_is_deleted_before_the_answer_is_said_is_not_quoted():
    async def story() -> None:
        async with open_world("http") as world:
            message = await done(world)
            pause = {"status": 429, "headers": {"Retry-After": "600"}}
            world.sandbox.faults.order("slack", "chat.postMessage", **pause)
            await ask(world, message, "budget")
            await world.clock.sleep(60.0)
            await world.sandbox.slack.delete_file("ben", message.files[0])
            await world.clock.sleep(HOUR)

            assert answers(world, message) == []
            assert "budget" not in str(
                [tuple(row) for row in world.rows("SELECT body FROM outbox WHERE body IS NOT NULL")]
            )

    run(story())


def test_a_question_to_an_old_recording_waits_for_slack_and_says_when_nothing_is_kept():
    async def story() -> None:
        async with open_world("http", RETENTION_DAYS="2") as world:
            message = await done(world)
            for clock in (world.clock, world.sandbox.clock):
                clock.move(1.5 * 86400.0)
            down = world.sandbox.faults.order("slack", "chat.postMessage", times=None, status=503)
            await ask(world, message, "budget")
            await world.clock.sleep(2 * HOUR)
            down.times = 0
            (answer,) = await answered(world, message, 1, HOUR)
            assert "0:00:00 Speaker 1: “budget spoken”" in answer.text
            for clock in (world.clock, world.sandbox.clock):
                clock.move(86400.0)
            await world.clock.sleep(120.0)
            await ask(world, message, "budget")
            _, late = await answered(world, message, 2, HOUR)
            assert "I no longer keep what was said" in late.text

    run(story())


async def done(world: World) -> Message:
    """A recording and its notes."""
    message = await world.say("budget spoken")
    await world.delivered(message, HOUR)
    return message
