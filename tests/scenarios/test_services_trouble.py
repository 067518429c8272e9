"""Whatever comes of the paid call, each service in its own way: one order, or a person is told."""

import re

import pytest

from bot.sandbox.providers import SERVICES
from tests.house import ORDERS
from tests.world.case import illegal, over, words
from tests.world.troubles import TROUBLES
from tests.world.world import World, open_world, run

LATE = {"delay": 45.0, "lose_answer": True}  # when we have hung up on all but the most patient call
TROUBLED = ("answer lost", "reset", "500", "503", "bad JSON", "hangs", "late")

DONE = r"^Done in "
ASKED = r"need a decision"
LEFT = r"cannot tell whether .* took this recording.*may have been charged"
ENDS = {service: DONE for service in SERVICES} | {"plaud": ASKED, "openai": LEFT}


async def ordered(world: World, service: str, trouble: str) -> int:
    """A recording is shared, and this happens to its paid call; how often it did."""
    faults = world.sandbox.faults
    order = LATE if trouble == "late" else TROUBLES[trouble](world.sandbox)
    fault = faults.order(service, ORDERS[service], **order)
    await world.say("spoken")
    assert await over(world) == ()
    return fault.hits


@pytest.mark.parametrize("trouble", TROUBLED)
@pytest.mark.parametrize("service", SERVICES)
def test_whatever_comes_of_the_paid_call_it_is_paid_once_or_said(service: str, trouble: str):
    async def story() -> None:
        async with open_world(services=(service,)) as world:
            assert await ordered(world, service, trouble) == 1
            print(words(world), world.paid, world.now)
            assert re.search(ENDS[service], words(world))
            assert list(illegal(world)) == []

    run(story())
