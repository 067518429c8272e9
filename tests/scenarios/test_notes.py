"""Whatever the service, the thread gets notes: its own, a language model's, or passages by wording."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.sandbox.chat.moods import MOODS
from tests.house import House
from tests.world.sound import recording
from tests.world.world import World, open_world, run

BARE = ("scriptivox",)  # a service that writes no notes
ASKED = "POST /v1/chat/completions"
HOUR = 3600.0
TALK = " ".join(f"I will send the draft of part {n} to Ben by Friday." for n in range(12))


@asynccontextmanager
async def with_model(open_house, mode: str = "socket"):
    """A house whose service writes no notes, and a language model that does."""
    async with open_house(mode, services=BARE) as house:
        house.more |= house.sandbox.chat.settings()
        await house.restart()
        yield house


def notes(house: House, message) -> str:
    return str(house.part(message, "result").blocks)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_language_model_writes_them_where_the_service_does_not(open_house, mode):
    async with with_model(open_house, mode) as house:
        message = await house.share()
        await house.delivered(message)
        told = notes(house, message)
        assert "by the language model sandbox-1" in told
        assert "Ship offline mode on Tuesday" in told
        assert "I'll have the battery fix in review by Friday." in told
        assert house.parts(message) == ["status", "result", "transcript"]


async def test_without_a_model_passages_are_picked_and_nothing_more_is_claimed(open_house):
    async with open_house(services=BARE) as house:
        message = await house.share()
        await house.delivered(message)
        told = notes(house, message)
        assert "Key moments" in told
        assert "nobody summed it up" in told
        assert "Not looked for here: summary and decisions." in told
        assert house.calls(ASKED, "llm") == []


async def test_what_a_service_wrote_is_not_written_again(open_house):
    async with open_house() as house:
        house.more |= house.sandbox.chat.settings()
        await house.restart()
        message = await house.share()
        await house.delivered(message)
        assert "Notes by Tuplets" in notes(house, message)
        assert house.calls(ASKED, "llm") == []


async def test_the_same_recording_shared_while_its_notes_are_written_is_not_paid_again(open_house):
    async with with_model(open_house) as house:
        house.more |= {"LLM_PRICE_IN": "2", "LLM_PRICE_OUT": "10"}
        await house.restart()
        asked, going_on = asyncio.Event(), asyncio.Event()

        async def think() -> None:
            asked.set()
            await going_on.wait()

        house.sandbox.faults.order("llm", ASKED, hook=think)
        first = await house.share()
        await asked.wait()
        second = await house.sandbox.slack.forward("ada", "general", first)
        await house.until(lambda: house.part(second, "status"))
        await house.sandbox.clock.sleep(30.0)
        going_on.set()
        for message in (first, second):
            await house.delivered(message)
        assert house.paid == 1
        assert "notes $" in notes(house, first)
        assert "notes $" not in notes(house, second)


async def test_what_is_no_action_is_taken_off_the_list(open_house):
    async with open_house(services=BARE) as house:
        message = await house.share()
        await house.delivered(message)
        promise = "battery fix in review"
        assert promise in notes(house, message)
        result = house.part(message, "result")
        await house.sandbox.slack.press("chloe", "product", result.ts, "dismiss")
        await house.until(lambda: promise not in notes(house, message))
        assert "final wording" in notes(house, message)
        assert promise in house.transcript(message)


async def test_an_inventing_model_gets_nothing_past_the_transcript(open_house):
    async with with_model(open_house) as house:
        MOODS["inventing"].take(house.sandbox.chat, house.sandbox.faults)
        message = await house.share()
        await house.delivered(message)
        told = notes(house, message)
        for lie in ("raise of 40", "Santa", "channel", "evil.example"):
            assert lie not in told


def test_a_model_that_is_away_costs_the_notes_and_never_the_transcript():
    run(_away())


async def _away() -> None:
    async with _world() as world:
        world.sandbox.faults.order("llm", ASKED, times=None, status=503)
        message = await _shared(world)
        await world.delivered(message, HOUR)
        assert "could not write the notes this time" in notes(world, message)
        assert "Key moments" in notes(world, message)

        world.sandbox.faults.clear()
        result = world.part(message, "result")
        await world.sandbox.slack.press("ben", "product", result.ts, "rewrite")
        await world.until(lambda: "language model sandbox-1" in notes(world, message), HOUR)
        assert "could not write" not in notes(world, message)
        assert world.parts(message) == ["status", "result", "transcript"]
        assert world.paid == 1


def test_stopped_in_the_middle_of_a_call_it_leaves_in_time_and_writes_them_later():
    run(_stopped())


async def _stopped() -> None:
    async with _world() as world:
        world.sandbox.faults.order("llm", ASKED, delay=300.0)
        message = await _shared(world)
        await world.says(message, "notes are being written", HOUR)
        await world.until(lambda: world.calls(ASKED, "llm"), HOUR)
        before = world.now
        await world.restart()
        assert world.now - before < 10.0
        await world.delivered(message, HOUR)
        assert "language model sandbox-1" in notes(world, message)
        assert world.paid == 1


def test_cancelled_while_they_are_written_nothing_is_posted():
    run(_cancelled())


async def _cancelled() -> None:
    async with _world() as world:
        world.sandbox.faults.order("llm", ASKED, delay=30.0)
        message = await _shared(world)
        await world.says(message, "notes are being written", HOUR)
        await world.scribe("cancel")
        await world.says(message, "cancelled", HOUR)
        await world.settled()
        assert world.parts(message) == ["status"]


@asynccontextmanager
async def _world():
    async with open_world(services=BARE) as world:
        world.more |= world.sandbox.chat.settings()
        await world.restart()
        yield world


async def _shared(world: World):
    return await world.share(replace(recording(TALK), name="talk.mp3"))
