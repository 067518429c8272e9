"""Slack does not take our blocks: what is to be said is said in plain words."""

import pytest

from bot.sandbox.slack.workspace import Message
from tests.house import part_name
from tests.world.world import World, open_world, run

HOUR, DAY = 3600.0, 86400.0
SPEAKING = ("chat.postMessage", "chat.update")


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
@pytest.mark.parametrize("nth", range(3))
def test_one_refusal_is_remembered_over_a_restart_and_for_a_day(error: str, nth: int):
    async def story() -> None:
        async with open_world("http") as world:
            refused = world.sandbox.faults.order(
                "slack", "chat.postMessage", after=nth, error=error
            )
            first = await world.say("first")
            await world.delivered(first, HOUR)
            if not refused.hits:  # two posts each
                first = await world.say("another")
                await world.delivered(first, HOUR)
            assert refused.hits == 1
            assert world.parts(first) == ["status", "result", "transcript"]
            plain = [m for m in world.thread(first) if not m.files and not m.blocks]
            assert plain
            assert all(message.text for message in plain)

            await world.restart()
            world.sandbox.calls.clear()
            second = await world.say("second")
            await world.delivered(second, HOUR)
            assert blocks_tried(world) == []
            assert "second" in world.transcript(second)

            for clock in (world.clock, world.sandbox.clock):
                clock.move(DAY)
            third = await world.say("third")
            await world.delivered(third, HOUR)
            assert shown(world, third)

    run(story())


def test_words_that_slack_never_takes_end_the_job_without_trying_for_ever():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order(
                "slack", "chat.postMessage", times=None, error="invalid_blocks"
            )
            await world.say("never")
            await world.settled(HOUR)

            assert list(world.jobs().values()) == ["undeliverable"]
            assert world.paid == 0
            assert len(world.calls("chat.postMessage")) < 10

    run(story())


def test_a_question_in_plain_words_says_what_to_type():
    """Without blocks there are no buttons; the words must do."""

    async def story() -> None:
        async with open_world("http") as world:
            refused = {"after": 1, "error": "invalid_blocks"}
            world.sandbox.faults.order("slack", "chat.postMessage", **refused)
            world.sandbox.tuplets.skip_pii_next("unsupported_language")
            message = await world.say("secret", text="@Threadscribe --redact")
            question = await world.until(lambda: world.part(message, "question"), HOUR)
            assert question.blocks == []
            await world.scribe("cancel #1")
            await world.says(message, "cancelled", HOUR)

    run(story())


def blocks_tried(world: World) -> list[object]:
    return [
        call.args.get("blocks")
        for method in SPEAKING
        for call in world.calls(method)
        if call.args.get("blocks") not in (None, "", "[]", [])
    ]


def shown(world: World, message: Message) -> bool:
    """Whether its result has blocks."""
    return any(m.blocks for m in world.thread(message) if part_name(m) == "result")
