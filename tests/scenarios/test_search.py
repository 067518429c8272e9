"""Search: every word that was said where somebody is, and not one from anywhere else."""

import pytest

from bot.sandbox.slack.blocks import check_blocks
from tests.store.test_spoken import ODD
from tests.world.world import World, open_world, run

HOUR = 3600.0
LATER = 61.0  # seconds after which memberships are asked for anew
NOTHING = "Nothing found"
PEOPLE = ("ada", "ben", "chloe")


def story(tell, **settings: str) -> None:
    """Let it happen in virtual time."""

    async def world_of_it() -> None:
        async with open_world("http", **settings) as world:
            await tell(world)

    run(world_of_it())


async def search(world: World, words: str, by: str = "ben", channel: str = "general"):
    """Somebody types it; what they are told, whose blocks Slack takes."""
    answer = await world.scribe(f"search {words}", by=by, channel=channel)
    assert answer.error is None
    check_blocks(answer.blocks, lambda prefix: prefix)
    return answer


async def said(world: World, word: str, channel: str, by: str = "ben"):
    """A recording in which only this is said, and its notes."""
    message = await world.say(word, channel=channel, by=by)
    await world.delivered(message, HOUR)
    return message


def test_a_search_finds_the_line_its_recording_and_the_way_there():
    async def tell(world: World) -> None:
        message = await said(world, "our budget is frozen", "product")
        answer = await search(world, "BUDGET froz")
        shown = str(answer.blocks)
        notes = world.part(message, "result")
        permalink = world.sandbox.slack.shapes.permalink(notes)

        assert "Found “BUDGET froz” in 1 recording." in answer.text
        assert "#1 our budget is frozen.mp3 in <#" in answer.text
        assert "0:00:00 Speaker 1: our budget is frozen" in answer.text
        assert permalink in shown
        assert "{'type': 'text', 'text': 'budget', 'style': {'bold': True}}" in shown
        await search(world, "budget")
        assert len(world.calls("users.conversations")) == 1
        assert len(world.calls("chat.getPermalink")) == 1

    story(tell)


def test_everybody_finds_what_was_said_where_they_are_and_nothing_else():
    async def tell(world: World) -> None:
        slack = world.sandbox.slack
        everyone = {slack.person(name).id for name in PEOPLE}
        board = slack.workspace.add_channel("board", kind="group")
        board.members -= {slack.person("ben").id}
        slack.channel("product").members -= {slack.person("chloe").id}
        attic = slack.workspace.add_channel("attic")
        assert everyone <= attic.members
        places = {
            "general": {"ada", "ben", "chloe"},
            "product": {"ada", "ben"},
            "board": {"ada", "chloe"},
            "attic": {"ada", "ben", "chloe"},
            "ada": {"ada"},
            "ben": {"ben"},
        }
        for place, members in places.items():
            await said(world, f"canary{place}", place, by=min(members))
        await slack.archive("attic")

        for person in PEOPLE:
            for place, members in places.items():
                answer = await search(world, f"canary{place}", by=person)
                assert (NOTHING not in answer.text) == (person in members), (person, place)
            everything = await search(world, "canary", by=person)
            for place, members in places.items():
                assert (f": canary{place}" in everything.text) == (person in members)

    story(tell)


def test_who_left_a_channel_finds_nothing_of_it_a_minute_later():
    async def tell(world: World) -> None:
        await said(world, "budget", "product")
        assert NOTHING not in (await search(world, "budget")).text
        product = world.sandbox.slack.channel("product")
        product.members.discard(world.sandbox.slack.person("ben").id)
        await world.clock.sleep(LATER)
        assert NOTHING in (await search(world, "budget")).text
        assert NOTHING not in (await search(world, "budget", by="ada")).text

    story(tell)


def test_somebody_in_a_thousand_channels_is_read_page_by_page():
    async def tell(world: World) -> None:
        for number in range(450):
            world.sandbox.slack.workspace.add_channel(f"many-{number}", app=False)
        world.sandbox.slack.workspace.add_channel("last")
        await said(world, "budget", "last")
        answer = await search(world, "budget")

        assert NOTHING not in answer.text
        assert len(world.calls("users.conversations")) == 3

    story(tell)


@pytest.mark.parametrize("why", ["missing_scope", "down", "slow", "limited"])
def test_when_slack_does_not_say_where_somebody_is_only_their_channel_is_searched(why: str):
    async def tell(world: World) -> None:
        await said(world, "budget elsewhere", "general")
        await said(world, "budget here", "product")
        orders = {"down": {"status": 503}, "slow": {"delay": 30.0}}
        limited = {"status": 429, "headers": {"Retry-After": "600"}}
        if why == "missing_scope":
            world.sandbox.slack.scopes.discard("mpim:read")
        else:
            order = orders.get(why, limited)
            world.sandbox.faults.order("slack", "users.conversations", times=None, **order)
        answer = await search(world, "budget", channel="product")

        assert "budget here" in answer.text
        assert "elsewhere" not in answer.text
        assert "looked in this one only" in answer.text
        assert ("reinstall" in answer.text) == (why == "missing_scope")
        assert ("Try again in a minute" in answer.text) == (why != "missing_scope")

    story(tell)


@pytest.mark.parametrize("way", ["message", "file", "retention"])
def test_what_is_deleted_or_forgotten_is_not_found(way: str):
    async def tell(world: World) -> None:
        message = await said(world, "budget", "product")
        assert NOTHING not in (await search(world, "budget")).text
        match way:
            case "message":
                await world.sandbox.slack.delete_message("ben", "product", message.ts)
            case "file":
                await world.sandbox.slack.delete_file("ben", message.files[0])
            case _:
                for clock in (world.clock, world.sandbox.clock):
                    clock.move(3 * 86400.0)
        await world.clock.sleep(120.0)
        assert NOTHING in (await search(world, "budget")).text

    story(tell, RETENTION_DAYS="2")


def test_what_waits_for_a_decision_is_found_only_once_it_is_posted():
    async def tell(world: World) -> None:
        world.sandbox.tuplets.skip_pii_next("unsupported_language")
        message = await world.say("budget", text="@Threadscribe --redact")
        await world.until(lambda: world.part(message, "question"), HOUR)
        assert NOTHING in (await search(world, "budget")).text
        await world.scribe("publish #1", channel="product")
        await world.until(lambda: "Done" in world.status(message), HOUR)
        assert NOTHING not in (await search(world, "budget")).text

    story(tell)


def test_a_mention_in_a_thread_searches_too_and_only_the_asker_sees_it():
    async def tell(world: World) -> None:
        message = await said(world, "budget", "product")
        said_there = len(world.thread(message))
        await world.sandbox.slack.say("chloe", "product", "@Threadscribe search budget", message.ts)
        (told,) = await world.until(lambda: world.sandbox.slack.ephemeral("chloe"), HOUR)

        assert "Found “budget” in 1 recording." in told.text
        assert told.thread_ts == message.ts
        everybody = [one for one in world.thread(message) if one.for_person is None]
        assert len(everybody) == said_there

    story(tell)


def test_odd_words_are_answered_in_a_sentence_and_start_nothing():
    async def tell(world: World) -> None:
        await said(world, "c++ costs more, O'Neil", "product")
        for words in ODD:
            answer = await search(world, words.encode("utf-8", "ignore").decode())
            assert answer.text
            assert "<!" not in answer.text
        for words in ("https://a.example/x.mp3", "--lenguage de", "<!channel> hi", "cancel #1"):
            assert NOTHING in (await search(world, words)).text
        for words in ("", "!?", "🎉"):
            assert "/scribe search budget" in (await search(world, words)).text
        assert world.paid == 1

    story(tell)


def test_ten_lines_are_shown_of_the_newest_recordings_and_it_says_that_there_are_more():
    async def tell(world: World) -> None:
        for number in range(12):
            await said(world, f"budget{number} spoken", "product")
        answer = await search(world, "spoken")

        assert answer.text.count("Speaker 1:") == 10
        assert ": budget11 spoken" in answer.text
        assert ": budget1 spoken" not in answer.text
        assert "There is more" in answer.text

    story(tell)
