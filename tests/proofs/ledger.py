"""Work for a store whose power will be cut: each thing is acknowledged once it is durable.

`python -m tests.proofs.ledger DATABASE ROUNDS` writes the acknowledgements to stdout, a line each.
"""

import asyncio
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.clock import SystemClock
from bot.domain.job import Job, Place, State
from bot.domain.memory import NewJob, Store
from bot.domain.notes import Result
from bot.domain.notice import Kind, Notice
from bot.domain.recording import SlackFile, Wish
from bot.domain.transcript import Segment, Transcript
from bot.store.sqlite import open_store

CALLERS = 3  # so that some commits carry several
WORDS = 6000  # of a transcript: enough for a checkpoint every fifty rounds
WAY = (State.SENDING, State.READY, State.SUBMITTING, State.RUNNING)

Acknowledge = Callable[[str], None]


async def work(database: Path, rounds: int, acknowledge: Acknowledge) -> None:
    """Take notices in, make jobs of them and move these; says `inbox KEY` and `job KEY VERSION`."""
    async with (
        open_store(database, SystemClock(), lambda key, at: None) as store,
        asyncio.TaskGroup() as group,
    ):
        for caller in range(CALLERS):
            group.create_task(_caller(store, caller, rounds // CALLERS, acknowledge))


async def _caller(store: Store, caller: int, rounds: int, acknowledge: Acknowledge) -> None:
    for number in range(rounds):
        key = f"{caller}-{number}"
        notice = told(key)
        await store.take_in(notice)
        acknowledge(f"inbox {key}")
        (job,) = await store.settle(notice, [asked_for(key)])
        acknowledge(f"job {key} {job.version}")
        await _move(store, key, job, acknowledge)


async def _move(store: Store, key: str, job: Job, acknowledge: Acknowledge) -> None:
    account = f"account of {key}"  # each may have one unanswered call
    for state in WAY:
        moved = replace(job.to(state), account=account, intent_at=job.created_at)
        assert await store.save(job, moved)
        job = await _stored(store, job.id)
        acknowledge(f"job {key} {job.version}")
    assert await store.save(job, job.to(State.POSTING), result=_result(key))
    acknowledge(f"job {key} {job.version + 1}")


async def _stored(store: Store, job_id: str) -> Job:
    job = await store.job(job_id)
    assert job is not None
    return job


def told(key: str) -> Notice:
    """What Slack says of a recording."""
    file = SlackFile(id=f"F{key}", name="standup.m4a", size=1_000_000)
    place = {"team": "T0PROOF", "channel": "C0PROOF", "user": "U0PROOF"}
    return Notice(key=key, kind=Kind.SHARED, ts=f"1.{key}", files=(file,), **place)


def asked_for(key: str) -> NewJob:
    """The job that is made of it."""
    return NewJob(
        dedupe_key=key,
        place=Place(team="T0PROOF", channel="C0PROOF", thread=f"1.{key}"),
        message_ts=f"1.{key}",
        user="U0PROOF",
        requester="U0PROOF",
        source=SlackFile(id=f"F{key}", name="standup.m4a", seconds=61.5),
        wish=Wish(),
        reuse_key=key,
    )


def _result(key: str) -> Result:
    words = random.Random(key)
    text = " ".join(f"{words.getrandbits(64):x}" for _ in range(WORDS))
    return Result(transcript=Transcript(segments=(Segment(text=text, start=0.0),)), notes=None)


def _to_stdout(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), int(sys.argv[2]), _to_stdout))
