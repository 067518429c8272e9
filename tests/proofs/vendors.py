"""Killed at every numbered point of one recording, whichever service it goes through.

A service that knows an order by its key or shows what was ordered leaves no doubt. One that does
neither leaves a person to decide, and a speech server's order may be lost with its one answer:
both only where a paid call was on its way, both said, and neither paid for twice.
"""

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence

from bot.sandbox.slack.messages import Message
from tests.house import ORDERS, part_name
from tests.proofs.kills import BEYOND, Told, tell
from tests.proofs.lives import passed
from tests.proofs.score import Row
from tests.proofs.stories import WHOLE, Ending
from tests.proofs.worlds import WAY_BACK, World, living, open_world

AT_ONCE = 8  # worlds
AROUND = (-1, 0, 1)  # points about the paid call, which is what differs
QUICK = 1  # kill at each service beside those
OTHERS = tuple(name for name in ORDERS if name != "tuplets")  # which has a proof of its own
MOST = 0.6  # of the tellings: not every one has as many points, on a busy machine many fewer
LEFT = "may have been charged"
MAY_LEAVE = frozenset({"plaud", "openai"})


def prove(*, whole: bool) -> list[Row]:
    return asyncio.run(_prove(whole=whole))


async def _prove(*, whole: bool) -> list[Row]:
    logging.getLogger("aiohttp.server").disabled = True  # it tells of every client that died
    room = asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        tasks = {
            name: group.create_task(_killed(name, room, whole=whole), name=name) for name in OTHERS
        }
    return [_row(name, task.result()) for name, task in tasks.items()]


async def _killed(service: str, room: asyncio.Semaphore, *, whole: bool) -> list[Told]:
    """One recording through this service, once for each of the chosen points."""
    points = await _points(service, room)

    async def one(point: int) -> Told:
        async with room, open_world((service,)) as world:
            return await tell(world, service, recorded, point)

    chosen = range(1, len(points) + 1) if whole else _some(service, points)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(point)) for point in chosen]
    return [task.result() for task in tasks]


async def _points(service: str, room: asyncio.Semaphore) -> list[str]:
    async with room, open_world((service,)) as world:
        async with living(world, BEYOND):
            await recorded(world)
        return passed(world.folder)


def _some(service: str, points: Sequence[str]) -> Iterable[int]:
    verb, _, path = ORDERS[service].partition(" ")
    paid = points.index(f"before {verb} /{service}{path}") + 1
    return sorted({*range(1, len(points), len(points) // QUICK), *(paid + by for by in AROUND)})


async def recorded(world: World) -> Ending:
    """A recording is shared; whoever is asked looks into the account at the service first."""
    message = await world.share()
    await world.until(lambda: _over(world, message) or "question" in world.parts(message))
    asked = ["question"] if "question" in world.parts(message) else []
    if asked:
        await _decide(world, message)
        await world.until(lambda: _over(world, message))
    done = world.whole(message)
    threads = [(message, [*(WHOLE if done else ("status",)), *asked])]
    return Ending(threads=threads, asked=bool(asked) or not done)


def _over(world: World, message: Message) -> bool:
    return world.whole(message) or LEFT in world.says(message)


async def _decide(world: World, message: Message) -> None:
    """Ben answers the question, again until somebody hears him."""
    replies = world.sandbox.slack.thread(message.channel, message.ts)
    question = next(reply for reply in replies if part_name(reply) == "question")
    action = "leave" if world.paid else "again"
    while True:
        answer = await world.sandbox.slack.press("ben", "product", question.ts, action)
        if answer.error is None:
            return
        await asyncio.sleep(WAY_BACK)


def _row(service: str, told: Sequence[Told]) -> Row:
    counted: Mapping[str, int] = {
        "lost": sum(one.lost for one in told),
        "doubled": sum(one.doubled for one in told),
        "paid twice": sum(one.overpaid for one in told),
        "left to a person without need": sum(one.asked and not _may_ask(one) for one in told),
    }
    kills, asked = sum(one.kills for one in told), sum(one.asked for one in told)
    figure = ", ".join(f"{number} {what}" for what, number in counted.items())
    wrong = "".join(f"; {one.wrong} at {one.point}" for one in told if one.wrong)
    return Row(
        proof=f"kill -9 at every numbered point, one recording through {service}",
        mark="0 lost, 0 doubled, 0 paid twice; "
        + ("left to a person only where it is unclear" if service in MAY_LEAVE else "nobody asked"),
        figure=f"{kills} kills: {figure}, {asked} left to a person{wrong}",
        held=kills >= MOST * len(told) and not any(counted.values()),
    )


def _may_ask(told: Told) -> bool:
    return told.unclear and told.story in MAY_LEAVE
