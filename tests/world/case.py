"""One story with one trouble in it: how it ended, and what was not legal about that."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.slack.messages import Message
from tests.house import part_name
from tests.world.loop import BORN
from tests.world.sites import Site
from tests.world.troubles import TIMES, TROUBLES
from tests.world.world import World, open_world

HOUR = 3600.0
WATCHED = HOUR  # virtual seconds that are lived through second by second
ASLEEP = 26 * HOUR  # by which the clocks are set forward when a job has not ended by then
PATIENCE = 4 * HOUR  # virtual seconds within which every job has to end after that
AFTERWARDS = 900.0  # virtual seconds in which the last words are said
SIGNS = {"done": "Done", "cancelled": "Cancelled"}
OFTEN = 300  # calls of one kind in an hour, while every one of them fails


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A trouble at a site, so many times."""

    site: Site
    trouble: str
    times: str

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{self.site.name}: {self.trouble}, {self.times}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How it ended: what the status message reads, and what must not be."""

    words: str
    struck: int
    wrongs: tuple[str, ...]
    trace: str


async def tried(case: Case) -> Ending:
    """Let it happen."""
    async with open_world(case.site.mode, case.site.services) as world:
        site, faults = case.site, world.sandbox.faults
        order = TROUBLES[case.trouble](world.sandbox)
        before, times = site.nth - 1, TIMES[case.times]
        orders = []

        def arm() -> None:
            orders.append(faults.order(site.service, site.call, after=before, times=times, **order))

        await site.story(world, arm)
        late = await over(world)
        struck = sum(fault.hits for fault in orders)
        asked_for = case.trouble == "429, come back"  # so often it may be tried
        return Ending(
            words=words(world),
            struck=struck,
            wrongs=(*late, *illegal(world), *_hurried(world, 0 if asked_for else struck)),
            trace=world.trace.last,
        )


def words(world: World) -> str:
    """What the status messages read."""
    return " / ".join(message.text for message in _said(world) if part_name(message) == "status")


def words_of_job(world: World, message: Message) -> list[str]:
    """What the status messages in a thread read, oldest first."""
    return [said.text for said in world.thread(message) if part_name(said) == "status"]


def illegal(world: World, paid: int | None = 1) -> Iterator[str]:
    """What must not be, whatever went wrong."""
    counted = Counter(_job_part(message) for message in _said(world))
    yield from (f"{part} {n} times" for part, n in counted.items() if n > 1)
    if paid is not None and world.paid > paid:
        yield f"paid {world.paid} times"


def untold(world: World) -> Iterator[str]:
    """Jobs whose threads do not say how they ended."""
    said = {_job_of(m): m.text for m in _said(world) if part_name(m) == "status"}
    for job, state in world.jobs().items():
        told = said.get(job)
        if told is not None and SIGNS.get(state, "") not in told:
            yield f"{state}, and the thread says: {told}"


async def over(world: World) -> tuple[str, ...]:
    """Let time pass until every job is over; what is wrong if they never are."""
    try:
        await world.settled(WATCHED)
    except TimeoutError:
        world.clock.move(ASLEEP)
        world.sandbox.clock.move(ASLEEP)
        try:
            await world.settled(PATIENCE)
        except TimeoutError:
            return (f"still {world.unended()}",)
    await world.clock.sleep(AFTERWARDS)
    return ()


def _hurried(world: World, hits: int) -> Iterator[str]:
    """What fails again and again is tried ever more rarely."""
    hours = max((world.now - BORN) / HOUR, 1.0)
    if hits / hours > OFTEN:
        yield f"{hits} tries in {hours:.1f} h"


def _said(world: World) -> list[Message]:
    """All that everybody sees of the bot's."""
    return [m for m in world.sandbox.slack.workspace.messages if m.by_app and not m.for_person]


def _job_part(message: Message) -> str:
    return f"{_job_of(message) or message.thread_ts} {part_name(message)}"


def _job_of(message: Message) -> str:
    return str((message.metadata or {}).get("event_payload", {}).get("job", ""))
