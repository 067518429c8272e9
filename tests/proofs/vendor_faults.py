"""Every call to each service, with everything that can go wrong with it."""

import re
from collections.abc import Iterator, Sequence

from tests.proofs.score import Row
from tests.proofs.vendors import OTHERS
from tests.world.case import Case, over, tried
from tests.world.sites import Site, Story, cancelled, shared, unclear_order
from tests.world.troubles import TIMES, TROUBLES
from tests.world.world import open_world, run

STORIES: Sequence[Story] = (shared, unclear_order, cancelled)
EACH, QUICK_EACH = 5, 97  # every so many-th case; prime to the numbers of troubles and of times

# What people finally read: it is done, or what became of the money, or who has to do something.
TOLD = (
    r"^Done in |Nothing was charged|may have been charged|no credit left.*top it up|need a decision"
    r"|^Cancelled by .*charge"
)


def prove(*, whole: bool) -> list[Row]:
    """A sample of the cases, for each service in turn."""
    return [_row(name, list(cases(name))[:: EACH if whole else QUICK_EACH]) for name in OTHERS]


def cases(service: str) -> Iterator[Case]:
    """Every call that the stories lead to, every trouble, once, three times and for ever."""
    for site in sites(service):
        for trouble in TROUBLES:
            for times in TIMES:
                yield Case(site=site, trouble=trouble, times=times)


def sites(service: str) -> Iterator[Site]:
    """The calls to a service, each with the first story that leads to it."""
    known: set[str] = set()
    for story in STORIES:
        for call in run(_calls(service, story)):
            if call not in known:
                known.add(call)
                yield Site(name=f"{service}: {call}", service=service, call=call, story=story)


async def _calls(service: str, story: Story) -> list[str]:
    async with open_world("http", (service,)) as world:
        await story(world, lambda: None)
        await over(world)
        return [call.method for call in world.sandbox.calls.of(service)]


def _row(service: str, wanted: Sequence[Case]) -> Row:
    endings = {case.name: _wrongs(case) for case in wanted}
    broken = [f"{case}: {', '.join(wrongs)}" for case, wrongs in endings.items() if wrongs]
    figure = f"{len(endings)} cases, {len(broken)} ended badly"
    return Row(
        proof=f"every call to {service} x every fault, a sample",
        mark="all end legally, paid once at most, and people read what became of it",
        figure="; ".join([figure, *broken[:5]]),
        held=not broken,
    )


def _wrongs(case: Case) -> list[str]:
    end = run(tried(case))
    told = re.search(TOLD, end.words, re.DOTALL)
    return [*end.wrongs, *([] if told else [f"people read {end.words!r}"])]
