"""Slack does not take our blocks: what is to be said is said in plain words."""

import pytest

from bot.sandbox.slack.messages import Message
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


@pytest.mark.parametrize("number", ["", " #1"], ids=["alone", "numbered"])
@pytest.mark.parametrize(("word", "comes"), [("publish", "Done"), ("discard", "Try again")])
def test_what_to_do_with_an_unredacted_transcript_can_be_written(
    word: str, comes: str, number: str
):
    """Without blocks there are no buttons; the words must do."""

    async def story() -> None:
        async with open_world("http") as world:
            plainly(world)
            world.sandbox.tuplets.skip_pii_next("unsupported_language")
            message = await world.say("secret", text="@Threadscribe --redact")
            await answered(world, message, word + number)
            await world.says(message, comes, HOUR)
            assert ("result" in world.parts(message)) is (word == "publish")
            assert blocks_tried(world) == []
            assert world.paid == 1

    run(story())


@pytest.mark.parametrize(("word", "comes"), [("again", "Done"), ("leave", "may have been charged")])
def test_whether_to_order_again_can_be_written(word: str, comes: str):
    async def story() -> None:
        async with open_world("socket") as world:
            plainly(world)
            message = await unclear(world)
            await answered(world, message, word)
            await world.says(message, comes, HOUR)
            assert blocks_tried(world) == []
            assert world.paid == 2 + (word == "again")

    run(story())


def test_a_sentence_that_begins_with_such_a_word_decides_nothing():
    async def story() -> None:
        async with open_world("http") as world:
            plainly(world)
            world.sandbox.tuplets.skip_pii_next("unsupported_language")
            message = await world.say("secret", text="@Threadscribe --redact")
            await world.until(lambda: world.part(message, "question"), HOUR)
            await mention(world, message, "publish the notes, or rather not?")
            await world.until(lambda: world.sandbox.slack.ephemeral("ben"), HOUR)
            await mention(world, message, "publish", by="chloe")
            await world.until(lambda: world.sandbox.slack.ephemeral("chloe"), HOUR)
            await world.clock.sleep(60.0)
            assert list(world.jobs().values()) == ["asking"]

    run(story())


def test_where_nothing_is_asked_such_a_word_does_nothing():
    async def story() -> None:
        async with open_world("http") as world:
            message = await world.say("done")
            await world.delivered(message, HOUR)
            answer = await world.scribe("again")
            assert "no open question" in answer.text
            assert world.paid == 1

    run(story())


def test_notes_whose_thread_is_gone_can_be_asked_for_in_words():
    async def story() -> None:
        async with open_world("http") as world:
            plainly(world)
            world.sandbox.tuplets.hold()
            message = await world.say("stranded")
            await world.says(message, "transcrib", HOUR)
            await world.sandbox.slack.remove("product")
            world.sandbox.tuplets.release()
            await world.until(lambda: direct(world), 2 * HOUR)
            assert "`here #1`" in direct(world)[0].text
            await world.sandbox.slack.say("ben", "ben", "here #1")
            await world.until(lambda: len(direct(world)) == 4, HOUR)
            told = [part_name(message) for message in direct(world)]
            assert told == ["notice", "status", "result", "transcript"]
            assert world.paid == 1

    run(story())


def plainly(world: World) -> None:
    """Slack takes no blocks from now on."""
    world.sandbox.faults.order("slack", "chat.postMessage", error="invalid_blocks")


async def answered(world: World, message: Message, words: str) -> None:
    """The question says that these words may be written, and they are."""
    question = await world.until(lambda: world.part(message, "question"), HOUR)
    world.sandbox.calls.clear()
    assert question.blocks == []
    assert f"`@Threadscribe {words.split(maxsplit=1)[0]} #1`" in question.text
    await mention(world, message, words)


async def mention(world: World, message: Message, words: str, by: str = "ben") -> None:
    await world.sandbox.slack.say(by, message.channel, f"@Threadscribe {words}", message.ts)


async def unclear(world: World) -> Message:
    """Somebody else orders the same in the moment in which our answer is lost."""
    tuplets = world.sandbox.tuplets

    async def another() -> None:
        await tuplets.create(tuplets.jobs[-1].order, None)

    world.sandbox.faults.order(
        "tuplets", "POST /jobs", lose_answer=True, hook=another, when="after"
    )
    return await world.say("doubtful")


def direct(world: World) -> list[Message]:
    """What the bot said to Ben alone."""
    place = world.sandbox.slack.workspace.direct("ben")
    return [message for message in world.sandbox.slack.messages(place) if message.by_app]


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
