"""The store's verbs (`domain/memory.py`) on SQL; each is one unit of the writer or one read."""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import aiosqlite

from bot.domain.job import ENDED, Job, State
from bot.domain.memory import NewJob, StoreTrouble
from bot.domain.message import PartKey, Post, PostState
from bot.domain.notes import Result
from bot.domain.notice import Notice
from bot.domain.ports import Clock
from bot.domain.recording import SlackFile
from bot.store import rows
from bot.store.queries import sql
from bot.store.writer import Row, Transaction, Writer

INBOX = ("inbox", "")


def lane_of(state: State) -> str:
    """Transfers wait in a lane of their own, so that they cannot hold up anything else."""
    return "send" if state is State.SENDING else "job"


class SqlStore:
    """Memory, on one writing connection and one that reads."""

    def __init__(self, writer: Writer, reading: aiosqlite.Connection, clock: Clock) -> None:
        self._writer = writer
        self._reading = reading
        self._clock = clock

    # the inbox

    async def take_in(self, notice: Notice) -> bool:
        body, now = rows.notice_body(notice), self._clock.now()

        async def unit(tx: Transaction) -> bool:
            new = await tx.run("take_in", key=notice.key, body=body, at=now)
            if new:
                tx.wake(INBOX, now)
            return bool(new)

        return await self._writer.run(unit)

    async def unsettled(self, limit: int) -> Sequence[Notice]:
        return [rows.notice_of(row["body"]) for row in await self._read("unsettled", limit=limit)]

    async def settle(self, notice: Notice, jobs: Sequence[NewJob] = ()) -> Sequence[Job]:
        async def unit(tx: Transaction) -> list[Job]:
            made = [await self._add(tx, new) for new in jobs]
            await tx.run("settle", key=notice.key, at=self._clock.now())
            return [job for job in made if job]

        return await self._writer.run(unit)

    # jobs

    async def add(self, new: NewJob) -> Job | None:
        return await self._writer.run(lambda tx: self._add(tx, new))

    async def _add(self, tx: Transaction, new: NewJob) -> Job | None:
        now = self._clock.now()
        made = await tx.run("add_job", **_new_row(new, now))
        if not made:
            return None
        job = rows.job_of(made[0])
        await tx.run("add_post", job_id=job.id, part="status", seq=0, body=None)
        _wake(tx, job)
        return job

    async def job(self, job_id: str) -> Job | None:
        return _one(await self._read("job", id=job_id))

    async def numbered(self, team: str, number: int) -> Job | None:
        return _one(await self._read("numbered", team=team, number=number))

    async def in_channel(self, team: str, channel: str, limit: int) -> Sequence[Job]:
        found = await self._read("in_channel", team=team, channel=channel, limit=limit)
        return [rows.job_of(row) for row in found]

    async def of_user(self, team: str, user: str, limit: int) -> Sequence[Job]:
        found = await self._read("of_user", team=team, user=user, limit=limit)
        return [rows.job_of(row) for row in found]

    async def about(self, team: str, channel: str, message_ts: str) -> Sequence[Job]:
        found = await self._read("about", team=team, channel=channel, message_ts=message_ts)
        return [rows.job_of(row) for row in found]

    async def about_file(self, team: str, file_id: str) -> Sequence[Job]:
        found = await self._read("about_file", team=team, file_id=file_id)
        return [rows.job_of(row) for row in found]

    async def unended(self) -> Sequence[tuple[tuple[str, str], float]]:
        now = self._clock.now()
        wanted: list[tuple[tuple[str, str], float]] = [(INBOX, now)]
        for row in await self._read("unended"):
            state = State(row["state"])
            if row["due_at"] is not None:
                # What a service works on is looked at anew; a wait that somebody asked for holds.
                fresh = state is State.RUNNING and row["attempts"] == 0
                wanted.append(((lane_of(state), row["id"]), now if fresh else row["due_at"]))
            if row["post_due_at"] is not None:
                wanted.append((("post", row["id"]), row["post_due_at"]))
        return wanted

    async def save(
        self, old: Job, new: Job, *, posts: Sequence[Post] = (), result: Result | None = None
    ) -> bool:
        row = rows.job_row(new) | {"version": old.version}
        body = rows.result_body(result) if result else None

        async def unit(tx: Transaction) -> bool:
            if not await tx.run("save", **row):
                return False
            await self._save_beside(tx, old, new, posts, body)
            _wake(tx, new)
            return True

        try:
            return await self._writer.run(unit)
        except sqlite3.IntegrityError:
            # Another job holds the account's one unanswered paid call, or this remote id.
            return False

    async def _save_beside(
        self, tx: Transaction, old: Job, new: Job, posts: Sequence[Post], body: bytes | None
    ) -> None:
        for post in posts:
            text = rows.post_body(post.body)
            await tx.run("add_post", job_id=new.id, part=post.key.part, seq=post.seq, body=text)
        if body is not None:
            await tx.run("keep_result", job_id=new.id, body=body, at=new.updated_at)
        if new.state is State.SUBMITTING and new.state is not old.state:
            await tx.run("add_create", job_id=new.id, account=new.account, at=new.intent_at)
        if new.state in ENDED - {State.DONE}:
            await tx.run("drop_result", job_id=new.id)

    async def cancel(self, job_id: str, by: str, at: float, *, withdrawn: bool = False) -> bool:
        async def unit(tx: Transaction) -> bool:
            flagged = await tx.run("cancel", id=job_id, by=by, at=at, withdrawn=withdrawn)
            for row in flagged:
                tx.wake((lane_of(State(row["state"])), job_id), at)
            return bool(flagged)

        return await self._writer.run(unit)

    async def cancelled(self, job_id: str) -> bool:
        return bool(await self._read("cancelled", id=job_id))

    # results

    async def result(self, job_id: str) -> Result | None:
        return _result(await self._read("result", job_id=job_id))

    async def reusable(self, job: Job) -> Result | None:
        return _result(await self._read("reusable", reuse_key=job.reuse_key, id=job.id))

    async def twin(self, job: Job) -> bool:
        found = await self._read(
            "twin", reuse_key=job.reuse_key, number=job.number, team=job.place.team
        )
        return bool(found)

    async def forget_before(self, at: float) -> int:
        async def unit(tx: Transaction) -> int:
            gone = await tx.run("forget_results", at=at)
            await tx.run("forget_bodies", at=at)
            await tx.run("forget_inbox", at=at)
            return len(gone)

        return await self._writer.run(unit)

    # paid calls

    async def remote_ids(self, provider: str) -> frozenset[str]:
        found = await self._read("remote_ids", provider=provider)
        return frozenset(row["remote_id"] for row in found)

    async def submitting(self, account: str, but: str) -> bool:
        return bool(await self._read("submitting", account=account, id=but))

    async def creates_since(self, account: str, since: float) -> int:
        found = await self._read("creates_since", account=account, since=since)
        return int(found[0]["n"])

    # the outbox

    async def posts(self, job_id: str) -> Sequence[Post]:
        return [rows.post_of(row) for row in await self._read("posts", job_id=job_id)]

    async def intend(self, key: PartKey, at: float, ref: str | None = None) -> bool:
        async def unit(tx: Transaction) -> bool:
            return bool(await tx.run("intend", job_id=key.job, part=key.part, at=at, ref=ref))

        return await self._writer.run(unit)

    async def sent(self, key: PartKey, ref: str, at: float, *, thread: str | None = None) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("sent", job_id=key.job, part=key.part, ref=ref, at=at)
            if thread:
                await tx.run("place", id=key.job, thread=thread)

        await self._writer.run(unit)

    async def unsent(self, key: PartKey, attempts: int, *, dead: bool = False) -> None:
        state = PostState.DEAD if dead else PostState.WAITING

        async def unit(tx: Transaction) -> None:
            await tx.run("unsent", job_id=key.job, part=key.part, state=state, attempts=attempts)

        await self._writer.run(unit)

    async def shown(self, job_id: str, digest: str) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("shown", id=job_id, digest=digest)

        await self._writer.run(unit)

    async def post_due(self, job: Job, at: float | None) -> None:
        async def unit(tx: Transaction) -> None:
            await tx.run("post_due", id=job.id, version=job.version, at=at)
            if at is not None:
                tx.wake(("post", job.id), at)

        await self._writer.run(unit)

    async def _read(self, query: str, **values: Any) -> Sequence[Row]:
        try:
            found = await asyncio.shield(
                asyncio.ensure_future(self._reading.execute_fetchall(sql(query), values))
            )
        except sqlite3.Error as error:
            msg = f"database: {type(error).__name__}"
            raise StoreTrouble(msg) from error
        return list(found)


def _new_row(new: NewJob, now: float) -> dict[str, Any]:
    failed = new.failure is not None
    sure = not isinstance(new.source, SlackFile) or new.source.sure
    return {
        "id": uuid4().hex,
        "dedupe_key": new.dedupe_key,
        "reuse_key": new.reuse_key,
        "run": new.run,
        "team": new.place.team,
        "channel": new.place.channel,
        "thread": new.place.thread,
        "message_ts": new.message_ts,
        "file_id": new.source.id if isinstance(new.source, SlackFile) else None,
        "sharer": new.user,
        "requester": new.requester,
        "source": rows.json_of(new.source),
        "wish": rows.json_of(new.wish),
        "state": State.FAILED if failed else State.ACCEPTED,
        "due_at": None if failed else now,
        "post_due_at": now if sure else None,
        "at": now,
        "failure": rows.failure_json(new.failure),
        "finished_at": now if failed else None,
    }


def _wake(tx: Transaction, job: Job) -> None:
    if job.due_at is not None:
        tx.wake((lane_of(job.state), job.id), job.due_at)
    if job.post_due_at is not None:
        tx.wake(("post", job.id), job.post_due_at)


def _one(found: Sequence[Row]) -> Job | None:
    return rows.job_of(found[0]) if found else None


def _result(found: Sequence[Row]) -> Result | None:
    return rows.result_of(found[0]["body"]) if found else None
