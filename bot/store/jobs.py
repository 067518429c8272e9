"""Jobs: finding them, and moving them one transition at a time."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from bot.domain.job import ENDED, Event, Job, Place, State, lane_of
from bot.domain.memory import Census, Underway
from bot.domain.message import Post
from bot.domain.notes import Result
from bot.domain.recording import SlackFile
from bot.store import rows
from bot.store.spoken import Spoken, hear
from bot.store.tables import INBOX, wake_job
from bot.store.transaction import Transaction

_KEEPING = frozenset({State.DONE, State.UNDELIVERABLE})  # endings that leave a result


class Jobs(Spoken):
    """The jobs and their stories."""

    async def job(self, job_id: str) -> Job | None:
        found = await self._jobs("job", id=job_id)
        return found[0] if found else None

    async def numbered(self, team: str, number: int) -> Job | None:
        found = await self._jobs("numbered", team=team, number=number)
        return found[0] if found else None

    async def in_channel(self, team: str, channel: str, limit: int) -> Sequence[Job]:
        return await self._jobs("in_channel", team=team, channel=channel, limit=limit)

    async def in_thread(self, place: Place, limit: int) -> Sequence[Job]:
        return await self._jobs(
            "in_thread", team=place.team, channel=place.channel, thread=place.thread, limit=limit
        )

    async def of_user(self, team: str, user: str, limit: int) -> Sequence[Job]:
        return await self._jobs("of_user", team=team, user=user, limit=limit)

    async def about(self, team: str, channel: str, message_ts: str) -> Sequence[Job]:
        return await self._jobs("about", team=team, channel=channel, message_ts=message_ts)

    async def about_file(self, team: str, file_id: str) -> Sequence[Job]:
        return await self._jobs("about_file", team=team, file_id=file_id)

    async def unended(self, until: float) -> Sequence[tuple[tuple[str, str], float]]:
        wanted: list[tuple[tuple[str, str], float]] = [(INBOX, self._clock.now())]
        for row in await self._read("unended", until=until):
            if row["due_at"] is not None:
                lane = lane_of(State(row["state"]), row["crashes"])
                wanted.append(((lane, row["id"]), row["due_at"]))
            if row["post_due_at"] is not None:
                wanted.append((("post", row["id"]), row["post_due_at"]))
        return wanted

    async def underway(self, after: Underway | None, limit: int) -> Sequence[Underway]:
        found = await self._read(
            "underway",
            submitted_at=after.submitted_at if after else 0.0,
            number=after.number if after else 0,
            id=after.job_id if after else "",
            limit=limit,
        )
        return [rows.underway_of(row) for row in found]

    async def save(
        self, old: Job, new: Job, *, posts: Sequence[Post] = (), result: Result | None = None
    ) -> bool:
        row = rows.job_row(new) | {"version": old.version}
        body = rows.result_body(result) if result else None

        async def unit(tx: Transaction) -> bool:
            if not await tx.run("save", **row):
                return False
            await _save_beside(tx, old, new, posts, body)
            if result and new.state is State.POSTING:
                await hear(tx, new.id, result.transcript)
            wake_job(tx, new)
            return True

        try:
            written = await self._writer.run(unit)
        except sqlite3.IntegrityError:
            # Another job holds the account's one unanswered paid call, or this remote id.
            return False
        if written and old.state is State.POSTING and new.state in ENDED - _KEEPING:
            await self._purge_now()
        return written

    async def cancel(
        self, job_id: str, by: str, at: float, *, ending: State = State.CANCELLED
    ) -> bool:
        async def unit(tx: Transaction) -> bool:
            flagged = await tx.run("cancel", id=job_id, by=by, at=at, ending=ending)
            for row in flagged:
                tx.wake((lane_of(State(row["state"]), row["crashes"]), job_id), at)
            return bool(flagged)

        return await self._writer.run(unit)

    async def cancelled(self, job_id: str) -> bool:
        return bool(await self._read("cancelled", id=job_id))

    async def begin(self, job_id: str) -> None:
        await self._run("begin", id=job_id)

    async def park(self, job_id: str | None = None) -> None:
        await self._run("park", id=job_id)

    async def bury(self) -> int:
        now = self._clock.now()

        async def unit(tx: Transaction) -> int:
            await tx.run("mend_times", now=now)
            await tx.run("settle_leaks")
            return len(await tx.run("bury"))

        return await self._writer.run(unit)

    async def story(self, job_id: str) -> Sequence[Event]:
        return [rows.event_of(row) for row in await self._read("story", job_id=job_id)]

    async def census(self) -> Census:
        states = await self._read("census_jobs")
        queues = (await self._read("census_queues"))[0]
        waiting = [row for row in states if row["state"] != State.ASKING]  # that is a person's turn
        dues = [row["due_at"] for row in waiting if row["due_at"] is not None]
        return Census(
            jobs={row["state"]: row["n"] for row in states},
            oldest_due=min(dues, default=None),
            inbox=queues["inbox"],
            outbox=queues["outbox"],
        )

    async def twin(self, job: Job) -> bool:
        found = await self._read(
            "twin", reuse_key=job.reuse_key, number=job.number, team=job.place.team
        )
        return bool(found)

    async def _jobs(self, query: str, **values: Any) -> Sequence[Job]:
        return [rows.job_of(row) for row in await self._read(query, **values)]


async def _save_beside(
    tx: Transaction, old: Job, new: Job, posts: Sequence[Post], body: bytes | None
) -> None:
    if (new.state, new.waiting) != (old.state, old.waiting):
        why = new.waiting or (new.failure.fault if new.failure else None)
        await tx.run("add_event", job_id=new.id, at=new.updated_at, state=new.state, why=why)
    if new.reuse_key != old.reuse_key and isinstance(new.source, SlackFile):
        await tx.run("found", id=new.id, reuse_key=new.reuse_key, file_id=new.source.id)
    for post in posts:
        text = rows.post_body(post.body)
        await tx.run("add_post", job_id=new.id, part=post.key.part, seq=post.seq, body=text)
    if body is not None:
        await tx.run("keep_result", job_id=new.id, body=body, at=new.updated_at)
    if new.state is State.SUBMITTING and new.state is not old.state:
        await tx.run("add_create", job_id=new.id, account=new.account, at=new.intent_at)
    if new.state in ENDED - _KEEPING:
        await tx.run("forget_results_of", job_id=new.id)
        await tx.run("forget_notebook_of", job_id=new.id)
    if new.state in ENDED:
        await tx.run("forget_bodies_of", job_id=new.id)
