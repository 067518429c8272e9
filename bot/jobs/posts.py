"""The outbox rows of a job: what its thread is to hold, in which order."""

from bot.domain.front import Paper
from bot.domain.job import Job
from bot.domain.message import Message, PartKey, Post
from bot.domain.notes import Result

STATUS, QUESTION, TRANSCRIPT = "status", "question", "transcript"


def question(job: Job, message: Message) -> Post:
    """What a person has to decide."""
    return Post(key=PartKey(job=job.id, part=QUESTION), seq=1, body=message)


def results(job: Job, result: Result, paper: Paper) -> tuple[Post, ...]:
    """The result in as many messages as it takes, then the transcript."""
    messages = paper.result(job, result)
    rows = [
        Post(key=PartKey(job=job.id, part=_part(nth)), seq=10 + nth, body=message)
        for nth, message in enumerate(messages, start=1)
    ]
    file = paper.transcript(job, result)
    last = Post(key=PartKey(job=job.id, part=TRANSCRIPT), seq=11 + len(rows), body=file)
    return (*rows, last)


def is_result(post: Post) -> bool:
    """Whether a row belongs to the result, not to the talk about it."""
    return post.key.part not in {STATUS, QUESTION}


def _part(nth: int) -> str:
    return "result" if nth == 1 else f"result-{nth}"
