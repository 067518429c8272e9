"""Virtual time: whatever happens in it happens the same way every time, and is never waited for."""

import asyncio
import time

import pytest

from tests.world.loop import DeadLoop
from tests.world.world import open_world, run


def test_the_same_story_twice_leaves_the_same_trace():
    async def story() -> tuple[int, str]:
        async with open_world() as world:
            world.sandbox.faults.order("slack", "chat.postMessage", after=1, lose_answer=True)
            first = await world.say("first")
            await world.say("second", channel="general")
            await world.delivered(first, 3600)
            await world.crash()
            third = await world.say("third")
            await asyncio.sleep(20)
            await world.start()
            await world.delivered(third, 3600)
            return world.trace.calls, world.trace.digest

    assert run(story()) == run(story())


def test_days_pass_while_nothing_happens():
    async def story() -> float:
        async with open_world() as world:
            await asyncio.sleep(86400)
            await world.delivered(await world.say("late"), 3600)
            return world.now

    began = time.monotonic()
    assert run(story()) > 86400
    assert time.monotonic() - began < 50


def test_time_stands_still_while_a_thread_works():
    async def story() -> float:
        loop = asyncio.get_running_loop()
        slow = loop.run_in_executor(None, time.sleep, 0.2)
        async with asyncio.timeout(0.1):
            await slow
        return loop.time()

    assert run(story()) == 1000.0


def test_what_threads_answer_comes_in_the_order_of_the_questions():
    async def story() -> list[int]:
        answered: list[int] = []

        async def ask(number: int, seconds: float) -> None:
            await asyncio.to_thread(time.sleep, seconds)
            answered.append(number)

        await asyncio.gather(ask(1, 0.05), ask(2, 0.0), ask(3, 0.01))
        return answered

    assert run(story()) == [1, 2, 3]


def test_what_threads_do_elsewhere_sees_no_loop_here_either():
    assert run(asyncio.to_thread(asyncio._get_running_loop)) is None


def test_a_child_process_would_take_real_time_and_is_refused():
    with pytest.raises(RuntimeError, match="virtual time"):
        run(asyncio.create_subprocess_exec("true"))


def test_where_nothing_can_happen_any_more_the_world_ends():
    async def story() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(DeadLoop):
        run(story())


def test_a_killed_bot_says_nothing_and_the_next_one_goes_on():
    async def story() -> None:
        async with open_world() as world:
            world.sandbox.tuplets.hold()
            message = await world.say("kept")
            await world.until(lambda: world.paid)
            await world.crash()
            before = world.trace.calls
            await asyncio.sleep(3600)
            assert world.trace.calls == before
            world.sandbox.tuplets.release()
            await world.start()
            await world.delivered(message, 3600)
            assert world.paid == 1
            assert world.parts(message) == ["status", "result", "transcript"]

    run(story())


def test_a_bot_may_be_killed_whenever_something_is_called():
    """Each call of a whole story, once."""

    async def story(at: int) -> int:
        async with open_world() as world:
            reached = asyncio.Event()
            world.sandbox.calls.listen(
                lambda _: reached.set() if len(world.sandbox.calls) == at else None
            )
            message = await world.say("once")
            whole = asyncio.ensure_future(world.delivered(message, 3600))
            await asyncio.wait(
                {whole, asyncio.ensure_future(reached.wait())}, return_when=asyncio.FIRST_COMPLETED
            )
            await world.crash()
            await world.start()
            await whole
            await world.settled()
            assert world.parts(message) == ["status", "result", "transcript"]
            assert world.paid == 1
            return len(world.sandbox.calls)

    calls = run(story(10_000))
    for at in range(4, calls, 3):
        run(story(at))
