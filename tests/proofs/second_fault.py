"""A second fault, or a death, while the bot recovers from a first one."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.proofs.score import Row
from tests.world.case import Ending, illegal, over, untold, words
from tests.world.database import ERRORS
from tests.world.sites import SITES, Site
from tests.world.troubles import TROUBLES
from tests.world.world import World, open_world, run

WHOLE, QUICK = 2000, 16
SOON = 40.0  # virtual seconds after the first fault within which a death comes
DEATHS = ("kill", "restart")
ANY_CALL = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A trouble at a site, and what comes on top of it."""

    seed: int
    site: Site
    first: str
    second: str
    after: int  # calls or questions that go well between the two

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.seed}: {self.site.name}, {self.first}, then {self.second} after {self.after}"


def prove(*, whole: bool) -> list[Row]:
    """Sampled pairs; which, depends on nothing but their numbers."""
    number = WHOLE if whole else QUICK
    broken = {pair.name: run(tried(pair)) for pair in map(sampled, range(number))}
    wrongs = [f"{name}: {', '.join(end.wrongs)}" for name, end in broken.items() if end.wrongs]
    figure = f"{number} pairs, {len(wrongs)} ended badly" + "".join(f"; {w}" for w in wrongs[:5])
    mark = f"{number} pairs: all end legally, 0 doubled, 0 paid twice"
    return [Row(proof="second fault during recovery", mark=mark, figure=figure, held=not wrongs)]


def sampled(seed: int) -> Pair:
    """The pair of this number."""
    dice = random.Random(f"pair {seed}")
    return Pair(
        seed=seed,
        site=dice.choice(SITES),
        first=dice.choice(list(TROUBLES)),
        second=dice.choice([*TROUBLES, *TROUBLES, *ERRORS, *DEATHS, *DEATHS]),
        after=dice.randrange(4),
    )


async def tried(pair: Pair) -> Ending:
    """Let it happen."""
    async with open_world(pair.site.mode) as world:
        site = pair.site
        then = _once(lambda: _strike(world, pair))
        order = dict(TROUBLES[pair.first](world.sandbox))
        hook = order.pop("hook", None)

        async def both() -> None:
            then()
            if hook:
                await hook()

        def arm() -> None:
            world.sandbox.faults.order(
                site.service, site.call, after=site.nth - 1, hook=both, **order
            )

        await site.story(world, arm)
        late = await over(world)
        return Ending(
            words=words(world),
            struck=1,
            wrongs=(*late, *illegal(world), *untold(world)),
            trace=world.trace.last,
        )


def _strike(world: World, pair: Pair) -> None:
    """The second thing, from now on."""
    if pair.second in DEATHS:
        world.die_in(random.Random(pair.seed).uniform(0, SOON), orderly=pair.second == "restart")
    elif pair.second in ERRORS:
        world.disk.order(pair.second, after=pair.after, times=2)
    else:
        order = TROUBLES[pair.second](world.sandbox)
        for service in ("slack", "tuplets"):
            world.sandbox.faults.order(service, ANY_CALL, after=pair.after, **order)


def _once(what: Callable[[], None]) -> Callable[[], None]:
    todo = [what]
    return lambda: todo.pop()() if todo else None
