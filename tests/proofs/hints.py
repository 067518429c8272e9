"""Ten thousand hints that a recording is done, true and forged: no more requests than allowed."""

import json
from collections import Counter
from dataclasses import dataclass
from itertools import cycle, islice

import aiohttp

from bot.providers.scriptivox.traits import TRAITS
from bot.sandbox.providers.pace import Pace
from tests.bench.memory import resident
from tests.proofs.score import Row
from tests.world.world import World, open_world, run

SERVICE, PUBLIC = "scriptivox", "https://bot.example"
RUNNING = 20  # recordings that the service is at
A_SECOND = 100  # hints
HINTS, QUICK_HINTS = 10_000, 500
BURST = 10  # requests that a budget lets pass at once
GROWTH = 32.0  # MB
HOUR = 3600.0

Hint = tuple[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What a while came to; `grown` in MB, of the bot and its world together."""

    answers: Counter[int]
    requests: int
    changed: bool
    grown: float


def prove(*, whole: bool) -> list[Row]:
    """The same while without hints and with them."""
    seconds = (HINTS if whole else QUICK_HINTS) // A_SECOND
    quiet, told = (run(lived(seconds, hints)) for hints in (0, A_SECOND))
    requests, per = TRAITS.requests_per
    allowed = int(seconds * requests / per) + BURST
    answers = ", ".join(f"{number:,} x {status}" for status, number in sorted(told.answers.items()))
    within = told.requests <= allowed and told.grown - quiet.grown <= GROWTH
    return [
        Row(
            proof="hints of a service: true, repeated, late, forged, garbled, huge",
            mark=f"no request beyond the budget, {GROWTH:.0f} MB at most, nothing else changes",
            figure=f"{told.answers.total():,} hints in {seconds} s ({answers}):"
            f" {told.requests} requests at the service, {quiet.requests} without them,"
            f" {allowed} allowed; {told.grown:.1f} MB more, {quiet.grown:.1f} MB without them",
            held=within and not told.changed and set(told.answers) == {204, 404, 413},
        )
    ]


async def lived(seconds: int, hints: int) -> Lived:
    """So many seconds in which recordings run, with so many hints in each."""
    async with open_world("http", (SERVICE,), PUBLIC_URL=PUBLIC) as world:
        telling = cycle(await _under_way(world))
        before, asked, memory = _state(world), _asked(world), resident()
        answers: Counter[int] = Counter()
        async with aiohttp.ClientSession(f"http://127.0.0.1:{world.port}") as session:
            for _ in range(seconds):
                for path, body in islice(telling, hints):
                    async with session.post(path, data=body) as answer:
                        answers[answer.status] += 1
                await world.clock.sleep(1.0)
        return Lived(
            answers=answers,
            requests=_asked(world) - asked,
            changed=_state(world) != before,
            grown=resident() - memory,
        )


async def _under_way(world: World) -> list[Hint]:
    """One recording that is done, and others that run for long; what may be told of them."""
    done = await world.say("done")
    await world.delivered(done, HOUR)
    world.played.pace = Pace(queue=0.0, floor=HOUR, factor=0.0)
    for number in range(RUNNING):
        await world.says(await world.say(f"long{number}"), "transcribing", HOUR)
    [late, *running] = [job.id for job in world.played.jobs]
    ordered = world.calls("POST /transcribe", SERVICE)[0].args["webhook_url"]
    path = ordered.removeprefix(PUBLIC)
    true = [(path, _about(job_id)) for job_id in running]
    false = [
        (path, _about(late)),
        (path, _about("forged")),
        (path, b"\xff garbled"),
        (path, b"x" * 100_000),
        (f"{path}0", _about(running[0])),
    ]
    return [*true, *false]


def _about(job_id: str) -> bytes:
    return json.dumps({"event": "transcription.completed", "id": job_id}).encode()


def _asked(world: World) -> int:
    return len(world.sandbox.calls.of(SERVICE))


def _state(world: World) -> object:
    """All that jobs are and people see."""
    jobs = [tuple(row) for row in world.rows("SELECT id, state, version, due_at FROM jobs")]
    return jobs, [(message.ts, message.text) for message in world.sandbox.slack.workspace.messages]
