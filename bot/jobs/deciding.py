"""What a person decided, carried out: whether a transcript is posted, whether it is ordered again."""

from dataclasses import replace

from bot.domain.errors import Fault
from bot.domain.job import Job, State
from bot.domain.message import Message, Post
from bot.domain.notes import Result
from bot.jobs.noting import onward
from bot.jobs.parts import Parts
from bot.render import answers


async def decide(parts: Parts, job: Job, action: str) -> Message:
    """The answer to a question of ours; once."""
    wanted = Fault.UNREDACTED if action in {"publish", "discard"} else Fault.UNCLEAR
    if job.state is not State.ASKING or job.failure is None or job.failure.fault != wanted:
        return answers.decided(job)
    if not await _carry_out(parts, job, action):
        return answers.decided(job)
    return answers.noted(job, action)


async def _carry_out(parts: Parts, job: Job, action: str) -> bool:
    now = parts.clock.now()
    rows: tuple[Post, ...] = ()
    result: Result | None = None
    match action:
        case "publish":
            result = await parts.store.result(job.id)
            if result is None:
                return False
            move = onward(job, result, parts)
            new, rows = replace(move.job, failure=None), move.posts
        case "again":
            new = replace(job.to(State.READY), failure=None)
        case _:
            new = replace(job.to(State.FAILED), finished_at=now)
    due = None if new.ended else now
    new = replace(new, due_at=due, post_due_at=now, updated_at=now)
    return await parts.store.save(job, new, posts=rows, result=result)
