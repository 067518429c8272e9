"""Cancelled in every state, by button and by command at once: one answer each, nothing after it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest

from bot.sandbox.providers.tuplets import Pace
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.people import Answer
from bot.store.store import SqlStore
from tests.world.world import World, open_world, run

HOUR = 3600.0
FREE, PAID = "Nothing was charged", "charges for it"

Way = Callable[[World], Awaitable[Message]]


@dataclass(frozen=True, slots=True)
class Moment:
    """How a recording gets there, what cancelling it then costs, and who is to be told."""

    way: Way
    money: str
    told: bool = False


async def waiting(world: World) -> Message:
    world.sandbox.tuplets.credit = Decimal(0)
    message = await world.say("budget")
    await world.says(message, "no credit left", HOUR)
    return message


async def downloading(world: World) -> Message:
    return await _slow(world, "slack", "files.download")


async def uploading(world: World) -> Message:
    return await _slow(world, "tuplets", "PUT storage")


async def ordering(world: World) -> Message:
    return await _slow(world, "tuplets", "POST /jobs")


async def queued(world: World) -> Message:
    world.sandbox.tuplets.pace = Pace(queue=HOUR, floor=HOUR, factor=0.0)
    message = await world.say("budget")
    await world.says(message, "in line", HOUR)
    return message


async def running(world: World) -> Message:
    world.sandbox.tuplets.hold()
    message = await world.say("budget")
    await world.until(lambda: world.calls("GET /jobs/{id}", "tuplets"), HOUR)
    return message


async def finished(world: World) -> Message:
    """Slack does not take the first line of the result yet."""
    pause = {"status": 429, "headers": {"Retry-After": "1200"}}
    world.sandbox.faults.order("slack", "chat.postMessage", after=1, **pause)
    message = await world.say("budget")
    await world.says(message, "Slack asked me to wait", HOUR)
    return message


MOMENTS = {
    "waiting": Moment(waiting, FREE),
    "downloading": Moment(downloading, FREE),
    "uploading": Moment(uploading, FREE),
    "ordering": Moment(ordering, PAID, told=True),
    "queued": Moment(queued, PAID, told=True),
    "running": Moment(running, PAID, told=True),
    "finished": Moment(finished, "Tuplets charged $"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_by_button_and_command_at_once_it_is_cancelled_once(name: str):
    async def story() -> None:
        async with open_world("http") as world:
            moment = MOMENTS[name]
            message = await moment.way(world)
            first, second = await asyncio.gather(_press(world, message), _type(world))
            answers = sorted([first, second])
            assert answers[0].startswith("#1")
            assert "already" in answers[0]
            assert answers[1].startswith("Cancelling #1")
            status = await world.says(message, "cancelled by", HOUR)
            assert moment.money in status

            world.sandbox.tuplets.release()
            await world.clock.sleep(HOUR)
            assert world.parts(message) == ["status"]
            assert len(world.calls("DELETE /jobs/{id}", "tuplets")) == moment.told
            assert "already" in await _type(world)
            assert list(world.jobs().values()) == ["cancelled"]

    run(story())


def test_what_is_being_posted_is_posted_whole_and_the_answer_says_so():
    async def story() -> None:
        async with open_world("http") as world:
            message = await _slow(world, "slack", "files.getUploadURLExternal")
            assert world.parts(message) == ["status", "result"]
            assert "just being posted" in await _type(world)
            await world.delivered(message, HOUR)
            assert "nothing to cancel" in await _type(world)

    run(story())


def test_whenever_it_is_cancelled_the_answer_is_true():
    """At each call of a whole story, once."""

    async def story(at: int) -> int:
        async with open_world("http") as world:
            reached = asyncio.Event()
            world.sandbox.calls.listen(
                lambda _: reached.set() if len(world.sandbox.calls) == at else None
            )
            message = await world.say("budget")
            over = asyncio.ensure_future(world.settled(HOUR))
            moment = asyncio.ensure_future(reached.wait())
            await asyncio.wait({over, moment}, return_when=asyncio.FIRST_COMPLETED)
            moment.cancel()
            answer = await _type(world)
            await over
            await world.clock.sleep(60.0)
            if answer.startswith("Cancelling"):
                assert world.parts(message) == ["status"]
                assert "Cancelled" in world.status(message)
            else:
                assert world.parts(message) == ["status", "result", "transcript"]
                assert "Done" in world.status(message)
            assert world.paid <= 1
            return len(world.sandbox.calls)

    for at in range(1, run(story(10_000)), 2):
        run(story(at))


async def _slow(world: World, service: str, call: str) -> Message:
    """Cancelled while this call takes its time."""
    world.sandbox.faults.order(service, call, delay=20.0)
    before = len(world.sandbox.calls)
    message = await world.say("budget")
    await world.until(lambda: world.part(message, "status"), HOUR)
    await world.clock.sleep(10.0)
    assert len(world.sandbox.calls) > before
    assert world.unended()
    return message


async def _press(world: World, message: Message) -> str:
    """Press Cancel, where there is such a button; or else type it."""
    status = world.part(message, "status")
    if "'cancel'" not in str(status.blocks):
        return await _type(world)
    answer = await world.sandbox.slack.press("ben", "product", status.ts, "cancel")
    return await _only(world, answer)


async def _type(world: World) -> str:
    return await _only(world, await world.scribe("cancel #1"))


async def _only(world: World, answer: Answer) -> str:
    """What was answered, which is one thing."""
    await world.until(lambda: answer.text, HOUR)
    assert answer.error is None
    assert bool(answer.ack.get("text")) + len(answer.posts) == 1
    return answer.text


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_cancelled_while_the_service_is_asked_and_killed_then_the_service_is_told_all_the_same(
    mode: str,
):
    async def story() -> None:
        async with open_world(mode) as world:
            world.sandbox.tuplets.hold()
            stopping = asyncio.Event()
            faults = world.sandbox.faults
            faults.order("tuplets", "GET /jobs/{id}", hook=lambda: world.scribe("cancel #1"))
            faults.order("tuplets", "DELETE /jobs/{id}", hook=stopping.set, status=503)
            message = await world.say("budget")
            await stopping.wait()
            await world.crash()
            await world.start()
            await world.says(message, "Cancelled", 120.0)
            assert all(job.cancelled for job in world.sandbox.tuplets.jobs)

    run(story())


@pytest.mark.parametrize("begun", [1, 2])
def test_cancelled_just_before_the_download_begins_it_ends_at_once(
    begun: int, monkeypatch: pytest.MonkeyPatch
):
    async def story() -> None:
        async with open_world("http") as world:
            begin, left = SqlStore.begin, iter(range(begun - 1, -1, -1))

            async def cancelled_meanwhile(store: SqlStore, job_id: str) -> None:
                await begin(store, job_id)
                if next(left, None) == 0:
                    assert (await _type(world)).startswith("Cancelling #1")

            monkeypatch.setattr(SqlStore, "begin", cancelled_meanwhile)
            world.sandbox.faults.order("slack", "files.download", delay=100_000.0)
            message = await world.say("budget")
            assert FREE in await world.says(message, "cancelled by", 10.0)

    run(story())
