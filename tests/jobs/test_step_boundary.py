"""The step boundary: a bug fails its own job with a number, and nobody else's."""

from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import Fault
from bot.domain.job import Job, Place, State
from bot.domain.memory import NewJob
from bot.domain.recording import SlackFile, Wish
from bot.jobs.outcome import Snooze
from bot.jobs.parts import Parts
from bot.jobs.worker import Worker
from bot.store.sqlite import open_store


class Noon:
    """A clock that stands still."""

    def now(self) -> float:
        return 1_000_000.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError


class Wakes:
    """An engine that only writes down."""

    def __init__(self) -> None:
        self.keys: list[tuple[str, str]] = []

    def wake(self, key: tuple[str, str], at: float) -> None:
        self.keys.append(key)


class Breaking:
    """Steps with a bug for one job."""

    def risky(self, job: Job) -> bool:
        return True

    def __init__(self, victim: str) -> None:
        self.victim = victim

    async def take(self, job: Job) -> Snooze:
        if job.id == self.victim:
            raise ValueError("canary-speech")
        return Snooze(wait=5.0)


@pytest.fixture
async def store(tmp_path: Path):
    async with open_store(tmp_path / "t.db", Noon(), lambda *_: None) as store:
        yield store


async def made(store, name: str) -> Job:
    return await store.add(
        NewJob(
            dedupe_key=name,
            place=Place(team="T1", channel="C1", thread="1.1"),
            message_ts="1.1",
            user="U1",
            requester="U1",
            source=SlackFile(id=name, name="a.m4a"),
            wish=Wish(),
            reuse_key=name,
        )
    )


async def test_a_bug_fails_one_job_with_an_incident_and_no_words_of_its_own(store, caplog):
    broken, fine = [await made(store, name) for name in ("F1", "F2")]
    wakes: Any = Wakes()
    parts: Any = Parts(
        store=store,
        media=None,
        files=None,
        paper=None,
        clock=Noon(),
        providers={},
        accounts={},
        default=None,
        stopping=lambda: False,
        people=None,
        operators=None,
    )
    worker = Worker(parts, wakes, None, Breaking(broken.id), None)
    for job in (broken, fine):
        await worker.advance(("job", job.id))
    assert ("job", broken.id) in wakes.keys
    await worker.advance(("job", broken.id))

    failed = await store.job(broken.id)
    assert failed.state is State.FAILED
    assert failed.failure.fault is Fault.INTERNAL
    assert len(failed.failure.incident) == 8
    assert failed.failure.incident in str([vars(record) for record in caplog.records])
    assert "canary" not in str([vars(record) for record in caplog.records])
    assert (await store.job(fine.id)).state is State.ACCEPTED
