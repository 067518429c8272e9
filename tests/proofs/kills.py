"""Killed at every numbered point of every kind of job, the bot loses nothing and doubles nothing.

Each story is told once to count its points, then once per point, with a life that ends there and
another that takes over.
"""

import asyncio
import itertools
import logging
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from tests.proofs.lives import passed
from tests.proofs.score import Row
from tests.proofs.stories import STORIES, Ending, Story
from tests.proofs.worlds import World, living, open_world

AT_ONCE = 8  # worlds
MOST_UNCLEAR = 2  # paid twice inside the window in which nobody can know
QUICK = 13  # kills: one in each kind of job
LINGER = 0.2  # seconds in which something could still be said
REACHED = 70  # the point that most stories come to
BEYOND = 10**9  # a point that no story comes to


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How one telling went."""

    story: str
    point: str
    kills: int
    lost: bool = False
    doubled: bool = False
    parts: str = ""  # which of them are wrong
    overpaid: int = 0
    unclear: bool = False
    asked: bool = False  # whether it was left to a person

    @property
    def wrong(self) -> str:
        """What is wrong with it, in a word."""
        if self.lost or self.doubled:
            return f"{self.parts} {'lost' if self.lost else 'doubled'}".strip()
        return "paid twice" if self.overpaid else ""


def prove(*, whole: bool) -> list[Row]:
    return asyncio.run(_prove(whole=whole))


async def _prove(*, whole: bool) -> list[Row]:
    logging.getLogger("aiohttp.server").disabled = True  # it tells of every client that died
    told = await _all(_every(await _lengths()) if whole else _some())
    return [_row(told, least=1000 if whole else QUICK // 2)]


def _row(told: Sequence[Told], least: int) -> Row:
    kills = sum(one.kills for one in told)
    lost = sum(one.lost for one in told)
    doubled = sum(one.doubled for one in told)
    outside = sum(one.overpaid for one in told if not one.unclear)
    inside = sum(one.overpaid for one in told if one.unclear)
    wrong = "".join(f"; {one.wrong} in {one.story} at {one.point}" for one in told if one.wrong)
    return Row(
        proof=f"kill -9 at every numbered point, {len(STORIES)} kinds of job, by fork",
        mark=f"≥ {least:,} kills: 0 lost, 0 doubled, 0 paid twice, ≤ {MOST_UNCLEAR} where it is unclear",
        figure=f"{kills:,} kills: {lost} lost, {doubled} doubled, {outside} paid twice, "
        f"{inside} where it is unclear{wrong}",
        held=kills >= least and not lost + doubled + outside and inside <= MOST_UNCLEAR,
    )


async def _lengths() -> dict[str, int]:
    """How many points each story has."""
    room = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(_length(name, room)) for name in STORIES}
    return {name: task.result() for name, task in tasks.items()}


async def _length(name: str, room: asyncio.Semaphore) -> int:
    async with room, open_world() as world:
        async with living(world, BEYOND):
            await STORIES[name](world)
        return len(passed(world.folder))


def _every(lengths: dict[str, int]) -> Iterable[tuple[str, int]]:
    for name, length in lengths.items():
        for point in range(1, length + 1):
            yield name, point


def _some() -> Iterable[tuple[str, int]]:
    chance = random.Random(QUICK)
    for name in itertools.islice(itertools.cycle(STORIES), QUICK):
        yield name, chance.randrange(1, REACHED)


async def _all(chosen: Iterable[tuple[str, int]]) -> list[Told]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, point: int) -> Told:
        async with room, open_world() as world:
            return await tell(world, name, STORIES[name], point)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(*what)) for what in chosen]
    return [task.result() for task in tasks]


async def tell(world: World, name: str, story: Story, point: int) -> Told:
    """A story with a life that ends at this point and another that takes over."""
    ending = None
    with suppress(TimeoutError):
        async with living(world, point):
            ending = await story(world)
            await asyncio.sleep(LINGER)
    where = f"{point} {' '.join(passed(world.folder)[-1:])}"
    told = Told(story=name, point=where, kills=world.kills, unclear=world.unclear)
    return replace(told, lost=True) if ending is None else _judged(world, told, ending)


def _judged(world: World, told: Told, ending: Ending) -> Told:
    missing: Counter[str] = Counter()
    too_many: Counter[str] = Counter()
    for message, expected in ending.threads:
        missing += Counter(expected) - Counter(world.parts(message))
        too_many += Counter(world.parts(message)) - Counter(expected)
    return replace(
        told,
        lost=bool(missing),
        doubled=bool(too_many),
        parts=" ".join((missing or too_many).elements()),
        overpaid=max(world.paid - ending.paid, 0),
        asked=ending.asked,
    )
