"""Whatever comes of the paid call, each service in its own way: one order, or a person is told."""

import re

import pytest

from tests.house import ORDERS
from tests.world.case import illegal, over, words
from tests.world.sound import recording
from tests.world.troubles import TROUBLES
from tests.world.world import World, open_world, run

PUBLIC = "http://93.184.216.34/spoken.mp3"  # an address, so that no name is looked up
LATE = {"delay": 45.0, "lose_answer": True}  # when most of our calls have given up
TROUBLED = ("answer lost", "reset", "500", "503", "bad JSON", "hangs", "late")
TAKES = {"aitronos": 90.0}  # seconds over an order
LATEST = 50.0  # seconds after the time that it may take at which an order may take effect

DONE = r"^Done in "
ASKED = r"need a decision"
LEFT = r"may have been charged: the account at"
ENDS = dict.fromkeys(ORDERS, DONE) | {"plaud": ASKED, "openai": LEFT}


@pytest.mark.parametrize("trouble", TROUBLED)
@pytest.mark.parametrize("service", ORDERS)
def test_whatever_comes_of_the_paid_call_it_is_paid_once_or_said(service: str, trouble: str):
    async def story() -> None:
        async with open_world(services=(service,)) as world:
            order = LATE if trouble == "late" else TROUBLES[trouble](world.sandbox)
            fault = world.sandbox.faults.order(service, ORDERS[service], **order)
            await world.say("spoken")
            await ended(world, service)
            assert fault.hits == 1

    run(story())


@pytest.mark.parametrize("service", ORDERS)
def test_killed_while_a_service_takes_its_time_over_the_order_it_is_paid_once_or_said(service: str):
    async def story() -> None:
        async with open_world(services=(service,)) as world:

            async def die() -> None:
                world.die_in(1.0, orderly=False)
                await world.clock.sleep(TAKES.get(service, 30.0) + LATEST)

            world.sandbox.faults.order(service, ORDERS[service], hook=die, lose_answer=True)
            await world.say("spoken")
            await ended(world, service)
            assert world.lives == 2

    run(story())


@pytest.mark.parametrize("trouble", ["answer lost", "hangs", "late"])
@pytest.mark.parametrize("service", ["tuplets", "scriptivox"])
def test_a_link_which_could_be_ordered_any_number_of_times_is_ordered_once(
    service: str, trouble: str
):
    async def story() -> None:
        async with open_world(services=(service,)) as world:
            world.played.web[PUBLIC] = recording("spoken").data
            order = LATE if trouble == "late" else TROUBLES[trouble](world.sandbox)
            fault = world.sandbox.faults.order(service, ORDERS[service], **order)
            await world.sandbox.slack.say("ben", "product", f"@Threadscribe {PUBLIC}")
            await ended(world, service)
            assert fault.hits == 1

    run(story())


async def ended(world: World, service: str) -> None:
    """Wait until it is over; whoever is asked looks into the account and answers."""
    assert await over(world) == ()
    assert re.search(ENDS[service], words(world))
    if ENDS[service] is ASKED:
        await decided(world)
        assert re.search(f"{DONE}|{LEFT}", words(world))
        assert world.paid == 1
    assert list(illegal(world)) == []


async def decided(world: World) -> None:
    """Ben answers the question, so that it is paid once."""
    question = world.part(world.shares[0], "question")
    assert question is not None
    action = "leave" if world.paid else "again"
    await world.sandbox.slack.press("ben", "product", question.ts, action)
    assert await over(world) == ()
