"""A workspace takes no files from apps: the transcript comes in messages, as far as they reach."""

import pytest

from bot.sandbox.providers.ear import Ear, Said
from bot.sandbox.providers.sound import Sound
from bot.sandbox.slack.messages import Message
from tests.house import part_name
from tests.world.sound import WordEar
from tests.world.world import World, open_world, run

HOUR = 3600.0
MOST = 10
LONG = [f"w{n}" for n in range(20_000)]
SHORT = ["Ship", "it", "on", "Monday", "<!channel>", "&", "*not*", "before"]


@pytest.mark.parametrize("call", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize("error", ["file_uploads_disabled", "restricted_action"])
def test_a_short_transcript_is_there_word_for_word(call: str, error: str):
    async def story() -> None:
        async with open_world("http") as world:
            message = await told(world, SHORT)
            world.sandbox.faults.order("slack", call, times=None, error=error)
            await done(world, message)

            assert parts(world, message) == ["status", "result", "transcript"]
            assert " ".join(SHORT) in said(world, message)
            assert "takes no files" in said(world, message)

    run(story())


@pytest.mark.parametrize("trouble", ["none", "a lost answer", "a restart", "a crash"])
def test_a_long_one_comes_in_ten_messages_in_order_and_the_rest_is_said(trouble: str):
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.slack.shelf.refusal = "file_uploads_disabled"
            message = await told(world, LONG)
            if trouble != "none":
                await world.until(lambda: len(parts(world, message)) == 5, HOUR)
                world.sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
            if trouble == "a restart":
                await world.until(lambda: len(parts(world, message)) == 6, HOUR)
                await world.restart()
            if trouble == "a crash":
                await world.until(lambda: len(parts(world, message)) == 6, HOUR)
                await world.crash()
                await world.start()
            await done(world, message)

            expected = ["transcript", *(f"transcript-{n}" for n in range(2, MOST + 1))]
            assert parts(world, message)[2:] == expected
            known = set(LONG)
            words = [word for word in said(world, message).split() if word in known]
            assert words == LONG[: len(words)]
            left = f"{len(LONG) - len(words):,}"
            assert left in said(world, message).replace("\u202f", ",").replace("\u00a0", ",")

    run(story())


FAILS = {
    "asked to wait": {"status": 429, "headers": {"Retry-After": "40"}},
    "answer lost": {"lose_answer": True},
    "server error": {"status": 500},
}


@pytest.mark.parametrize("trouble", FAILS)
def test_whichever_message_fails_the_others_wait_for_it(trouble: str):
    async def story(nth: int) -> list[str]:
        async with open_world("http") as world:
            world.sandbox.slack.shelf.refusal = "file_uploads_disabled"
            order = world.sandbox.faults.order(
                "slack", "chat.postMessage", after=nth, **FAILS[trouble]
            )
            message = await told(world, LONG)
            await done(world, message)
            assert order.hits == 1
            return parts(world, message)

    expected = ["status", "result", "transcript", *(f"transcript-{n}" for n in range(2, MOST + 1))]
    for nth in range(len(expected)):
        assert run(story(nth)) == expected, nth


class Talker(Ear):
    """Hears these words, whatever is played."""

    def __init__(self, words: list[str]) -> None:
        super().__init__()
        self._plain = WordEar()
        self._words = words

    async def examine(self, data: bytes) -> Sound:
        return await self._plain.examine(data)

    async def recall(self, data: bytes, heard: Sound) -> Said | None:
        said = await self._plain.recall(data, heard)
        assert said is not None
        said.segments[0]["text"] = " ".join(self._words)
        return said


async def told(world: World, words: list[str]) -> Message:
    """Somebody shares a recording of these words."""
    world.sandbox.tuplets.ear = Talker(words)
    return await world.say("talk")


async def done(world: World, message: Message) -> None:
    await world.until(lambda: "Done" in world.status(message), 2 * HOUR)


def parts(world: World, message: Message) -> list[str]:
    return [part_name(reply) for reply in world.thread(message)]


def said(world: World, message: Message) -> str:
    """The transcript as it reads, all messages together."""
    told = [m for m in world.thread(message) if part_name(m).startswith("transcript")]
    texts = [m.text for m in told]
    whole = " ".join(texts)
    return whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
