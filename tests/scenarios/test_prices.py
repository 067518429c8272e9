"""What it costs is said before it is ordered, and what certainly cannot be paid is not ordered."""

from decimal import Decimal

import pytest

from bot.sandbox.slack.workspace import Message
from tests.world.world import World, open_world, run

MINUTE, HOUR = 60.0, 3600.0
BALANCE, ORDER = "GET /balance", "POST /transcribe"


@pytest.mark.parametrize(
    ("service", "order", "seconds", "words"),
    [
        (
            "tuplets",
            "POST /jobs",
            1800.0,
            "About $0.41 by the list price of Tuplets, $0.82 an hour.",
        ),
        ("tuplets", "POST /jobs", 60.0, "About $0.13, the least that Tuplets charges."),
        (
            "scriptivox",
            ORDER,
            1800.0,
            "About $0.10 by the list price of Scriptivox, $0.20 an hour.",
        ),
    ],
)
def test_the_list_price_is_said_before_anything_is_ordered(
    service: str, order: str, seconds: float, words: str
):
    async def story() -> None:
        async with open_world("http", services=(service,)) as world:
            world.sandbox.faults.order(service, order, delay=20.0)
            message = await world.say("priced", seconds)
            await world.says(message, words, 15.0)
            assert world.paid == 0
            assert words in str((await world.scribe("status #1")).ack)
            await world.delivered(message, HOUR)
            assert "$" in str(world.part(message, "result"))

    run(story())


def test_where_no_price_is_published_none_is_said():
    async def story() -> None:
        async with open_world("http", services=("plaud",)) as world:
            world.played.hold()
            message = await world.say("priced", 1800.0)
            assert "$" not in await world.says(message, "transcribing", HOUR)

    run(story())


def test_what_the_balance_does_not_cover_is_not_even_ordered():
    async def story() -> None:
        async with open_world("http", services=("scriptivox",)) as world:
            world.played.credit = Decimal("0.05")
            message = await poor(world)
            await world.clock.sleep(HOUR)
            assert world.calls(ORDER, "scriptivox") == []
            assert len(world.calls(BALANCE, "scriptivox")) <= 15
            world.played.credit = Decimal("0.50")
            await world.delivered(message, 10 * MINUTE)
            assert world.paid == 1

    run(story())


def test_a_balance_that_suffices_is_asked_for_once_a_minute_at_most():
    async def story() -> None:
        async with open_world("http", services=("scriptivox",)) as world:
            message = await world.say("rich", 1800.0)
            await world.delivered(message, HOUR)
            assert len(world.calls(BALANCE, "scriptivox")) == 1

    run(story())


@pytest.mark.parametrize(
    "trouble", [{"status": 500}, {"garbage": True}, {"status": 200, "body": {}}, {"reset": True}]
)
def test_a_balance_that_nobody_knows_is_no_obstacle(trouble: dict[str, object]):
    async def story() -> None:
        async with open_world("http", services=("scriptivox",)) as world:
            world.sandbox.faults.order("scriptivox", BALANCE, times=None, **trouble)
            await world.delivered(await world.say("unknown", 1800.0), HOUR)

    run(story())


async def poor(world: World) -> Message:
    """A recording of half an hour that cannot be paid, and says so."""
    message = await world.say("poor", 1800.0)
    await world.says(message, "no credit left", MINUTE)
    return message
