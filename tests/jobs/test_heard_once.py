"""One recording, asked for twice at the same time, is heard once."""

from dataclasses import replace

from bot.domain.front import Asker
from bot.domain.job import Job, State
from bot.domain.notes import Result
from bot.domain.recording import SlackFile, Wish
from bot.domain.transcript import Segment, Transcript
from bot.jobs.accepting import new_job
from bot.jobs.afterwards import Afterwards
from bot.jobs.operators import Operators
from bot.jobs.parts import Parts
from bot.jobs.steps import Steps
from bot.providers.tuplets.traits import STANDARD
from bot.render.paper import BlockPaper
from bot.sandbox.clock import Clock
from bot.store.sqlite import open_store

FILE = SlackFile(id="F1", name="a.m4a", seconds=60.0)
RESULT = Result(transcript=Transcript(segments=(Segment(text="Hello.", start=0.0),)))


class Service:
    """A service of which only its name and traits matter."""

    name = account = "service"
    traits = STANDARD


async def test_a_result_that_arrives_between_two_questions_is_used(tmp_path):
    clock = Clock(speed=0.0)
    async with open_store(tmp_path / "t.db", clock, lambda *_: None) as store:
        older, younger = [await added(store, channel) for channel in ("C1", "C2")]
        ask = store.twin

        async def the_older_is_done_meanwhile(job: Job) -> bool:
            done = replace(older, state=State.POSTING)
            assert await store.save(older, done, result=RESULT)
            return await ask(job)

        store.twin = the_older_is_done_meanwhile
        move = await steps(store, clock).take(younger)

    assert move.job.state is State.POSTING


async def added(store, channel: str) -> Job:
    asker = Asker(team="T1", user="U1", channel=channel, thread="1.1")
    job = await store.add(
        new_job(key=channel, asker=asker, message_ts="1.1", source=FILE, wish=Wish())
    )
    assert job is not None
    return job


def steps(store, clock: Clock) -> Steps:
    service = Service()
    parts = Parts(
        store=store,
        media=None,
        files=None,
        paper=BlockPaper(),
        clock=clock,
        providers={"service": service},
        accounts={},
        default="service",
        stopping=lambda: False,
        people=None,
        operators=Operators(None, store, clock, []),
    )
    return Steps(parts, Afterwards(parts, {}))
