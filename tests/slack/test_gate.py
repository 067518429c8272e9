"""A pause that Slack asked for is kept: per method, by everyone who calls with that token."""

import asyncio

import pytest

from bot.domain.errors import Fault, RateLimited, Unclear
from bot.domain.job import Place
from bot.domain.message import Message, PartKey, TextFile
from bot.http.gate import Gate
from tests.slack.fronts import a_front

HELLO = Message(text="hello")


class HandClock:
    """Stands still until it is set."""

    def __init__(self):
        self.time = 1_000.0

    def now(self):
        return self.time

    async def sleep(self, seconds):
        raise AssertionError("a gate does not wait")


@pytest.fixture
async def front(sandbox):
    async with a_front(sandbox) as opened:
        yield opened


@pytest.fixture
async def places(sandbox):
    team = sandbox.slack.workspace.team_id
    parents = [await sandbox.slack.say("ben", name, "listen") for name in ("product", "general")]
    return [Place(team=team, channel=parent.channel, thread=parent.ts) for parent in parents]


async def post(front, place, part="status"):
    return await front.thread.post(place, HELLO, PartKey(job="j1", part=part))


def answers(sandbox, method="chat.postMessage"):
    return [call.status for call in sandbox.calls.of("slack", method)]


async def test_a_pause_holds_every_thread_and_slack_is_not_asked(sandbox, front, places):
    sandbox.slack.limits.slow_down("chat.postMessage", 300)
    with pytest.raises(RateLimited):
        await post(front, places[0])
    for place in places:
        with pytest.raises(RateLimited) as held:
            await post(front, place)
        assert 290 < held.value.retry_after <= 300
    assert answers(sandbox) == [429]


async def test_two_threads_at_once_are_heard_after_the_pause_and_not_before(sandbox, front, places):
    sandbox.clock.speed = 50
    limits = sandbox.slack.limits
    limits.slow_down("chat.postMessage", 60)
    began = sandbox.clock.now()

    async def until_said(place):
        while True:
            try:
                return await post(front, place)
            except RateLimited as error:
                await sandbox.clock.sleep(error.retry_after)

    await asyncio.gather(*(until_said(place) for place in places))
    said = [call.t for call in sandbox.calls.of("slack", "chat.postMessage") if call.status == 200]
    assert min(said) >= began + 60
    assert limits.undercut == []
    assert answers(sandbox).count(429) <= 2


async def test_other_methods_go_on(sandbox, front, places):
    ts = await post(front, places[0])
    sandbox.slack.limits.slow_down("chat.postMessage", 300)
    with pytest.raises(RateLimited):
        await post(front, places[0], "result")
    await front.thread.update(places[0], ts, Message(text="done"))


async def test_a_whisper_keeps_the_pause_too(sandbox, front, places):
    ben = sandbox.slack.person("ben").id
    sandbox.slack.limits.slow_down("chat.postEphemeral", 300)
    for _ in range(2):
        with pytest.raises(RateLimited):
            await front.thread.whisper(places[0], ben, HELLO)
    assert answers(sandbox, "chat.postEphemeral") == [429]


async def test_a_pause_in_an_answer_that_nobody_waited_for_is_kept(sandbox, front, places):
    """A whisper is given up after a second; what Slack says to it later still counts."""
    ben = sandbox.slack.person("ben").id
    headers, body = {"Retry-After": "300"}, {"ok": False, "error": "ratelimited"}
    late = {"delay": 1.5, "status": 429, "headers": headers, "body": body}
    sandbox.faults.order("slack", "chat.postEphemeral", **late)
    with pytest.raises(Unclear):
        await front.thread.whisper(places[0], ben, HELLO)
    await sandbox.wait_until(lambda: answers(sandbox, "chat.postEphemeral"))
    held = None
    for _ in range(50):
        try:
            await front.thread.whisper(places[0], ben, HELLO)
        except RateLimited as error:
            held = error.retry_after
            break
    assert held is not None


async def test_bytes_keep_their_pause_as_well(sandbox, front):
    file = TextFile(name="a.txt", title="a", text="words")
    slow = {"status": 429, "headers": {"Retry-After": "90"}}
    sandbox.faults.order("slack", "files.upload", **slow)
    for _ in range(2):
        with pytest.raises(RateLimited) as held:
            await front.thread.upload(file)
        assert 80 < held.value.retry_after <= 90
    assert answers(sandbox, "files.upload") == [429]


def test_the_longer_of_two_pauses_holds():
    clock = HandClock()
    gate = Gate(clock, Fault.SLACK_DOWN)
    gate.refused("chat.update", 60)
    gate.refused("chat.update", 10)
    clock.time += 59
    with pytest.raises(RateLimited) as held:
        gate.check("chat.update")
    assert held.value.retry_after == 1.0
    clock.time += 1
    gate.check("chat.update")


def test_a_clock_that_is_set_back_does_not_make_a_pause_longer():
    clock = HandClock()
    gate = Gate(clock, Fault.SLACK_DOWN)
    gate.refused("chat.update", 60)
    clock.time -= 3600
    with pytest.raises(RateLimited) as held:
        gate.check("chat.update")
    assert held.value.retry_after == 60.0
    clock.time += 60
    gate.check("chat.update")
