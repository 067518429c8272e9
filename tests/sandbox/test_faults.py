"""Trouble to order, and time to move."""

import asyncio

import aiohttp
import pytest

from bot.sandbox import Clock, Sandbox

TEXT = {"text": "hello"}


class Caller:
    """Calls methods of the sandbox's Slack, with nothing in between."""

    def __init__(self, sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
        self.sandbox = sandbox
        self._http = http

    async def __call__(self, method: str = "chat.postMessage", **args):
        bearer = {"Authorization": f"Bearer {self.sandbox.slack.tokens.bot}"}
        where = {"channel": self.sandbox.slack.channel("product").id} | TEXT
        url = f"{self.sandbox.url}/slack/api/{method}"
        async with self._http.post(url, headers=bearer, data=where | args) as answer:
            return answer.status, await answer.read()


@pytest.fixture
async def call(sandbox):
    async with aiohttp.ClientSession() as http:
        yield Caller(sandbox, http)


def said(sandbox):
    return [message.text for message in sandbox.slack.messages("product")]


async def test_a_lost_answer_comes_after_the_effect_and_a_reset_before(sandbox, call):
    sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await call()
    assert said(sandbox) == ["hello"]

    sandbox.faults.order("slack", "chat.postMessage", reset=True)
    with pytest.raises(aiohttp.ClientConnectionError):
        await call()
    assert said(sandbox) == ["hello"]
    assert [told.status for told in sandbox.calls] == [0, 0]


async def test_an_ordered_answer_takes_the_place_of_the_effect_unless_told_otherwise(sandbox, call):
    order = sandbox.faults.order
    order("slack", "chat.postMessage", status=503, headers={"Retry-After": "2"}, body="down")
    assert await call() == (503, b"down")
    order("slack", "chat.postMessage", error="fatal_error")
    assert await call() == (200, b'{"ok": false, "error": "fatal_error"}')
    order("slack", "chat.postMessage", garbage=True)
    assert (await call())[0] == 200
    assert said(sandbox) == []

    order("slack", "chat.postMessage", status=500, effect=True)
    assert (await call())[0] == 500
    assert said(sandbox) == ["hello"]


async def test_an_order_strikes_the_calls_it_is_meant_for(sandbox, call):
    fault = sandbox.faults.order("slack", "chat.postMessage", after=1, times=2, status=500)
    statuses = [(await call())[0] for _ in range(4)]
    assert statuses == [200, 500, 500, 200]
    assert (await call("auth.test"))[0] == 200
    assert fault.hits == 2


async def test_a_hook_runs_before_or_after_the_effect(sandbox, call):
    seen = []
    for when in ("before", "after"):
        sandbox.faults.order(
            "slack", "chat.postMessage", when=when, hook=lambda: seen.append(said(sandbox))
        )
        await call()

    assert seen == [[], ["hello", "hello"]]


async def test_a_delay_passes_by_the_clock(sandbox, call):
    sandbox.clock.speed = 0
    sandbox.faults.order("slack", "chat.postMessage", delay=60)
    waiting = asyncio.create_task(call())
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done

    sandbox.clock.move(60)
    assert (await waiting)[0] == 200


def test_a_call_of_many_addresses_goes_by_its_first_word():
    fault = Sandbox().faults.order("tuplets", "PUT storage")
    assert fault.meets("tuplets", "PUT /storage/{key}")
    assert not fault.meets("tuplets", "PUT /other/{key}")
    assert not fault.meets("slack", "PUT /storage/{key}")

    exact = Sandbox().faults.order("tuplets", "POST /jobs")
    assert exact.meets("tuplets", "POST /jobs")
    assert not exact.meets("tuplets", "POST /jobs/upload-target")


async def test_sleepers_wake_when_the_clock_is_moved_past_them():
    clock = Clock(speed=0, at=1000.0)
    order, second = [], asyncio.Event()

    async def sleep(seconds):
        await clock.sleep(seconds)
        order.append((seconds, clock.now()))
        if len(order) == 2:
            second.set()

    async with asyncio.TaskGroup() as group:
        for seconds in (30, 10, 0):
            group.create_task(sleep(seconds))
        await asyncio.sleep(0)
        assert order == [(0, 1000.0)]
        clock.move(10)
        await second.wait()
        clock.move(20)

    assert order == [(0, 1000.0), (10, 1010.0), (30, 1030.0)]


async def test_a_fast_clock_shortens_sleep_and_not_patience():
    clock = Clock(speed=10_000)
    before = clock.elapsed()
    await clock.sleep(100)

    assert clock.elapsed() - before < 5
    waiting = asyncio.create_task(clock.wait(100))
    done, _ = await asyncio.wait({waiting}, timeout=0.05)
    assert not done
    clock.move(100)
    await waiting


async def test_a_stopped_clock_runs_on_from_where_it_stood():
    clock = Clock(speed=0, at=1000.0)
    sleeping = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    clock.speed = 1000

    await sleeping
    assert 1010 <= clock.now() < 3000


async def test_waiting_hears_every_change_and_gives_up_in_time(sandbox):
    with pytest.raises(TimeoutError):
        await sandbox.wait_until(lambda: False, seconds=0.01)
    waiting = asyncio.create_task(sandbox.wait_until(lambda: sandbox.slack.messages("general")))
    await sandbox.slack.say("ada", "general", "hello")

    assert (await waiting)[0].text == "hello"
