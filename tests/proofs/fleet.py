"""Jobs that are under way already when a life begins, laid down in the store and at the service.

Each began at another moment of the last hour.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from bot.domain.job import Job, Place, Progress, Spent, State, Ticket
from bot.domain.memory import NewJob, Store
from bot.domain.message import PartKey
from bot.domain.recording import SlackFile, Wish
from bot.http import open_http
from bot.http.guard import Guard
from bot.media.cutting import Cutting
from bot.providers import build_providers
from bot.sandbox import Sandbox
from bot.sandbox.providers.tuplets.order import Order
from bot.sandbox.slack.messages import Message
from bot.store.sqlite import open_store
from tests.house import Given, recording

T = TypeVar("T")

AT_ONCE = 500  # rows that go into the store together
LONG = 3600.0  # seconds of a recording, so that no job is overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """How many jobs the service works on, and how many it knows nothing of yet."""

    running: int = 0
    accepted: int = 0

    async def lay_down(self, sandbox: Sandbox, database: Path) -> None:
        """Put everything where it would be; the service ends nothing until it is released."""
        sandbox.tuplets.hold()
        sandbox.tuplets.slots = 10 * (self.running + self.accepted + 1)
        parent = await sandbox.slack.share("ben", "product", [recording()])
        async with open_store(database, sandbox.clock, lambda key, at: None) as store:
            account = await _account(sandbox)
            names = [f"fleet {number}" for number in range(self.running + self.accepted)]
            jobs = await _together([store.add(_new(sandbox, parent, name)) for name in names])
            running = [job for job in jobs[: self.running] if job is not None]
            await _together(
                [
                    _set_running(sandbox, store, job, account, LONG * number / len(running))
                    for number, job in enumerate(running)
                ]
            )


async def _account(sandbox: Sandbox) -> str:
    values = sandbox.environment(DATABASE_URL="sqlite:///unused.db", DATA_DIR=".")
    settings = Given.by(values)
    async with open_http(sandbox.clock, Guard()) as http:
        (provider,) = build_providers(settings, http, sandbox.clock, Cutting()).values()
    return provider.account


def _new(sandbox: Sandbox, parent: Message, name: str) -> NewJob:
    file = sandbox.slack.shelf.put(parent.user, recording())
    team = sandbox.slack.workspace.team_id
    return NewJob(
        dedupe_key=name,
        place=Place(team=team, channel=parent.channel, thread=parent.ts),
        message_ts=parent.ts,
        user=parent.user,
        requester=parent.user,
        source=SlackFile(id=file.id, name=file.upload.name, seconds=LONG),
        wish=Wish(),
        reuse_key=name,
    )


async def _set_running(sandbox: Sandbox, store: Store, job: Job, account: str, age: float) -> None:
    then = sandbox.clock.now() - age
    status = _status(sandbox, job)
    running = replace(
        job,
        state=State.RUNNING,
        provider="tuplets",
        account=account,
        seconds=LONG,
        ticket=Ticket(remote_id=_ordered(sandbox), secrets={}),
        intent_at=then,
        submitted_at=then,
        progress=Progress(percent=1.0, at=then),
        spent=Spent.MAYBE,
        due_at=then + 4 * LONG,  # as paying.py leaves it: when patience ends
        post_due_at=None,
        updated_at=then,
    )
    assert await store.save(job, running)
    await store.sent(PartKey(job=job.id, part="status"), status.ts, then)


def _status(sandbox: Sandbox, job: Job) -> Message:
    workspace = sandbox.slack.workspace
    return workspace.add(
        Message(
            channel=job.place.channel,
            ts=workspace.new_ts(),
            user=workspace.app.id,
            text="Transcribing",
            thread_ts=job.place.thread,
            by_app=True,
        )
    )


def _ordered(sandbox: Sandbox) -> str:
    """A job at the service that begins now; its id there."""
    order = Order(
        remote_url=None,
        upload=("key", "token"),
        language="",
        model="standard",
        diarization=True,
        embeddings=False,
        pii=False,
        analytics=None,
    )
    job = sandbox.tuplets._add(order, "upload")
    job.measure(LONG)
    job.started, job.due = job.created, job.created + 1.0
    return job.id


async def _together(work: Sequence[Awaitable[T]]) -> list[T]:
    """Do it in large groups, because each commit takes all that wait."""
    waiting, done = iter(work), list[T]()
    while group := list(itertools.islice(waiting, AT_ONCE)):
        done += await asyncio.gather(*group)
    return done
