"""Memory: durable, single, and safe against two who write at once."""

import asyncio
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import Fault, NeedsOperator
from bot.domain.job import Failure, Handles, Job, Place, Progress, State, Ticket
from bot.domain.memory import NewJob
from bot.domain.message import Message, PartKey, Post, PostState
from bot.domain.notes import Notes, Result
from bot.domain.notice import Kind, Notice
from bot.domain.recording import Link, SlackFile, Wish
from bot.domain.transcript import Segment, Transcript
from bot.store.sqlite import open_store

RESULT = Result(
    transcript=Transcript(segments=(Segment(text="Hello.", start=0.0, speaker="Speaker 1"),)),
    notes=Notes(origin="Tuplets", summary="A greeting.", actions=()),
)

LATER = 2_000_000.0


class Noon:
    """A clock that stands still."""

    def now(self) -> float:
        return 1_000_000.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError


@pytest.fixture
async def store(tmp_path: Path):
    wakes: list[tuple[tuple[str, str], float]] = []
    async with open_store(
        tmp_path / "t.db", Noon(), lambda key, at: wakes.append((key, at))
    ) as store:
        store.wakes = wakes
        yield store


def shared(number: int = 1, **changes) -> Notice:
    base = Notice(
        key=f"k{number}",
        kind=Kind.SHARED,
        team="T1",
        channel="C1",
        user="U1",
        ts=f"1.{number}",
        files=(SlackFile(id=f"F{number}", name="a.m4a"),),
    )
    return replace(base, **changes)


def new(number: int = 1, **changes) -> NewJob:
    base = NewJob(
        dedupe_key=f"d{number}",
        place=Place(team="T1", channel="C1", thread=f"1.{number}"),
        message_ts=f"1.{number}",
        user="U1",
        requester="U1",
        source=SlackFile(id=f"F{number}", name="a.m4a", seconds=61.5),
        wish=Wish(language="de"),
        reuse_key=f"r{number}",
    )
    return replace(base, **changes)


async def made(store, number: int = 1, **changes) -> Job:
    job = await store.add(new(number, **changes))
    assert job is not None
    return job


async def in_state(store, job: Job, *states: State, **changes) -> Job:
    for state in states:
        assert await store.save(job, replace(job.to(state), **changes))
        job = await store.job(job.id)
    return job


async def test_the_same_thing_told_three_times_is_one_notice(store):
    told = [await store.take_in(shared()) for _ in range(3)]

    assert told == [True, False, False]
    assert await store.unsettled(10) == [shared()]


async def test_a_settled_notice_makes_its_jobs_once(store):
    await store.take_in(shared())
    first = await store.settle(shared(), [new()])
    second = await store.settle(shared(), [new()])

    assert [job.number for job in first] == [1]
    assert second == []
    assert await store.unsettled(10) == []


async def test_numbers_count_per_team(store):
    ours = [await made(store, n) for n in (1, 2)]
    theirs = await made(store, 3, place=Place(team="T2", channel="C9", thread="1.3"))

    assert [job.number for job in ours] == [1, 2]
    assert theirs.number == 1


async def test_a_job_comes_back_as_it_was_saved(store):
    job = await made(store)
    full = replace(
        job,
        source=Link(url="https://a.example/?a=1"),
        provider="tuplets",
        account="tuplets:1",
        handles=Handles(values={"key": "k"}, expires_at=5.0),
        ticket=Ticket(remote_id="r", secrets={"cancel": "c"}),
        progress=Progress(percent=12.5, left=3.0, at=1.0),
        failure=Failure(fault=Fault.FAILED, said="because"),
        cost="0.125",
        due_at=7.0,
    )
    assert await store.save(job, full)

    assert await store.job(job.id) == replace(full, version=2)


async def test_of_two_who_move_a_job_only_the_first_does(store):
    job = await made(store)
    moved = await asyncio.gather(
        *(store.save(job, replace(job.to(State.SENDING), attempts=n)) for n in range(10))
    )

    assert sum(moved) == 1
    assert (await store.job(job.id)).version == 2


async def test_a_cancelled_job_is_neither_paid_nor_posted(store):
    job = await made(store)
    job = await in_state(store, job, State.SENDING, State.READY)
    assert await store.cancel(job.id, "U1", 5.0)

    assert not await store.save(job, replace(job.to(State.SUBMITTING), intent_at=6.0, account="a"))
    assert await store.save(job, job.to(State.CANCELLED))


async def test_a_job_is_cancelled_once_and_not_after_its_result_began_to_go_out(store):
    job = await made(store)
    assert await store.cancel(job.id, "U1", 5.0)
    assert not await store.cancel(job.id, "U2", 6.0)

    other = await made(store, 2)
    post = Post(key=PartKey(job=other.id, part="result"), seq=10, body=Message(text="Notes"))
    assert await store.save(other, other.to(State.POSTING), posts=[post], result=RESULT)
    assert await store.intend(post.key, 7.0)
    assert not await store.cancel(other.id, "U1", 8.0)


async def test_what_is_not_yet_intended_is_not_posted_after_a_cancel(store):
    job = await made(store)
    post = Post(key=PartKey(job=job.id, part="result"), seq=10, body=Message(text="Notes"))
    await store.save(job, job.to(State.POSTING), posts=[post])
    assert await store.cancel(job.id, "U1", 8.0)

    assert not await store.intend(post.key, 9.0)
    assert await store.intend(PartKey(job=job.id, part="status"), 9.0)


async def test_an_account_has_one_unanswered_paid_call(store):
    jobs = [await made(store, n) for n in (1, 2)]
    ready = [await in_state(store, job, State.SENDING, State.READY) for job in jobs]
    paying = [
        replace(job.to(State.SUBMITTING), account="a", intent_at=9.0, provider="tuplets")
        for job in ready
    ]

    saved = [await store.save(old, new) for old, new in zip(ready, paying, strict=True)]

    assert saved == [True, False]
    assert await store.nth_create("a", 1) == 9.0
    assert await store.nth_create("a", 2) is None
    assert await store.submitting("a")


async def test_two_jobs_never_hold_the_same_job_of_the_service(store):
    jobs = [await made(store, n) for n in (1, 2)]
    ticket = Ticket(remote_id="remote", secrets={})
    saved = [
        await store.save(job, replace(job.to(State.SENDING), provider="p", ticket=ticket))
        for job in jobs
    ]

    assert saved == [True, False]
    assert await store.remote_ids("p") == {"remote"}


async def test_the_body_of_a_post_is_forgotten_once_it_is_sent(store, tmp_path):
    job = await made(store)
    post = Post(key=PartKey(job=job.id, part="result"), seq=10, body=Message(text="canary-speech"))
    await store.save(job, job.to(State.POSTING), posts=[post])
    await store.intend(post.key, 5.0)
    await store.sent(post.key, "9.9", 6.0)

    sent = (await store.posts(job.id))[1]
    assert (sent.state, sent.ref, sent.body) == (PostState.SENT, "9.9", None)


async def test_a_job_that_asks_a_person_is_not_overdue(store):
    job = await made(store)
    job = await in_state(store, job, State.SENDING, State.READY, due_at=1.0)
    assert (await store.census()).oldest_due == 1.0

    job = await in_state(store, job, State.SUBMITTING, account="a", intent_at=1.0, due_at=1.0)
    await store.save(job, job.to(State.ASKING))
    assert (await store.census()).oldest_due is None


async def test_the_result_of_a_failed_job_is_not_kept(store):
    job = await made(store)
    job = await in_state(store, job, State.SENDING, State.READY)
    job = await in_state(store, job, State.SUBMITTING, account="a", intent_at=1.0)
    job = await in_state(store, job, State.RUNNING)
    await store.save(job, job.to(State.ASKING), result=RESULT)
    assert await store.result(job.id) == RESULT

    job = await store.job(job.id)
    await store.save(job, job.to(State.FAILED))
    assert await store.result(job.id) is None


async def test_the_same_recording_is_heard_once(store):
    first, second = [await made(store, n, reuse_key="same") for n in (1, 2)]
    assert await store.twin(second)
    assert not await store.twin(first)

    await store.save(first, first.to(State.POSTING), result=RESULT)
    assert not await store.twin(second)
    assert await store.reusable(second) == RESULT


async def test_retention_forgets_what_was_said(store):
    job = await made(store)
    await store.save(job, replace(job.to(State.POSTING), updated_at=10.0), result=RESULT)

    assert await store.forget_before(9.0) == 0
    assert await store.forget_before(11.0) == 1
    assert await store.result(job.id) is None


async def test_everything_that_wants_attention_is_found_after_a_restart(tmp_path):
    path = tmp_path / "t.db"
    async with open_store(path, Noon(), lambda *_: None) as store:
        job = await made(store)
        ended = await made(store, 2)
        await store.save(ended, replace(ended.to(State.FAILED), due_at=None, post_due_at=None))

    async with open_store(path, Noon(), lambda *_: None) as store:
        wanted = dict(await store.unended(LATER))

    assert wanted == {
        ("job", job.id): 1_000_000.0,
        ("post", job.id): 1_000_000.0,
        ("inbox", ""): 1_000_000.0,
    }


async def test_what_a_service_works_on_is_found_after_a_restart(store):
    job = await made(store)
    job = await in_state(store, job, State.SENDING, State.READY)
    job = await in_state(store, job, State.SUBMITTING, account="a", intent_at=1.0)
    ticket = Ticket(remote_id="r1", secrets={})
    await store.save(
        job, replace(job.to(State.RUNNING), ticket=ticket, submitted_at=2.0, due_at=LATER)
    )
    (found,) = await store.underway(None, 10)
    assert (found.job_id, found.account, found.remote_id) == (job.id, "a", "r1")
    assert not await store.underway(found, 10)

    job = await store.job(job.id)
    await store.save(job, replace(job, attempts=1, due_at=1_000_300.0))  # told to wait
    assert not await store.underway(None, 10)
    assert (("job", job.id), 1_000_300.0) in await store.unended(LATER)


async def test_what_a_clock_arranged_that_was_set_back_is_due_now(store):
    job = await made(store)
    ahead = replace(job, updated_at=1_003_000.0, due_at=1_003_600.0)
    await store.save(job, ahead)
    await store.bury()

    assert (("job", job.id), 1_000_000.0) in await store.unended(1_000_000.0)


async def test_nobody_is_woken_for_what_was_not_written(store):
    job = await made(store)
    store.wakes.clear()
    stale = replace(job, version=99)
    await store.save(stale, replace(stale.to(State.SENDING), due_at=5.0))

    assert store.wakes == []


async def test_one_bad_write_does_not_undo_those_that_came_with_it(store):
    """Two that want the same remote id, among forty that commit together."""
    jobs = [await made(store, n) for n in range(40)]
    ticket = Ticket(remote_id="same", secrets={})
    saves = [
        store.save(
            job,
            replace(job.to(State.SENDING), provider="p", ticket=ticket if n in {7, 9} else None),
        )
        for n, job in enumerate(jobs)
    ]

    assert sum(await asyncio.gather(*saves)) == 39


async def test_a_caller_who_goes_away_breaks_nothing(store):
    tasks = [asyncio.create_task(store.take_in(shared(n))) for n in range(200)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert await store.take_in(shared(999))
    assert len(await store.unsettled(1000)) == 201


async def test_a_second_process_is_refused(tmp_path):
    path = tmp_path / "t.db"
    async with open_store(path, Noon(), lambda *_: None):
        with pytest.raises(NeedsOperator, match="another Threadscribe"):
            async with open_store(path, Noon(), lambda *_: None):
                pass


async def test_a_newer_database_is_refused(tmp_path):
    path = tmp_path / "t.db"
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()

    with pytest.raises(NeedsOperator, match="newer"):
        async with open_store(path, Noon(), lambda *_: None):
            pass


async def test_something_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "t.db"
    path.write_bytes(b"not a database, but long enough to look like a file" * 100)

    with pytest.raises(NeedsOperator, match="DATABASE_URL"):
        async with open_store(path, Noon(), lambda *_: None):
            pass


async def test_every_commit_reaches_the_disk(tmp_path):
    """`synchronous=NORMAL` would lose acknowledged rows on a power cut."""
    async with open_store(tmp_path / "t.db", Noon(), lambda *_: None) as store:
        rows = await store._writer._connection.execute_fetchall("PRAGMA synchronous")
        journal = await store._writer._connection.execute_fetchall("PRAGMA journal_mode")

    assert [tuple(row) for row in rows] == [(2,)]
    assert [tuple(row) for row in journal] == [("wal",)]
