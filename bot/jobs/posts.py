"""The outbox rows of a job: what its thread is to hold, in which order."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from bot.domain.edition import Edition
from bot.domain.front import Paper
from bot.domain.job import Job
from bot.domain.message import Asked, Message, PartKey, Post, Printed, Said, TextFile
from bot.domain.notes import Result

STATUS, QUESTION, RESULT, TRANSCRIPT = "status", "question", "result", "transcript"
NOTICE, FILE, ANSWER = "notice", "file", "answer"
PICTURE, DOCX = "picture", "docx"  # what is printed
RESULT_SEQ, TRANSCRIPT_SEQ, MORE_SEQ, _NOTICE_SEQ = 10, 500, 600, 1_000_000


def question(job: Job, message: Message, nth: int) -> Post:
    """What a person has to decide; the same order may get lost more than once."""
    return Post(key=PartKey(job=job.id, part=_part(QUESTION, nth)), seq=nth, body=message)


def notice(job: Job, message: Message) -> Post:
    """The one direct message, when the thread is gone."""
    return Post(key=PartKey(job=job.id, part=NOTICE), seq=_NOTICE_SEQ, body=message)


def answer(job: Job, asked: Asked, ts: str) -> Post:
    """The answer to the question of this message; asked once, however often we are told of it."""
    key = PartKey(job=job.id, part=f"{ANSWER}-{ts}")
    return Post(key=key, seq=int(float(ts)), body=asked)


def spoken(file: Post, messages: Sequence[Message]) -> tuple[Post, ...]:
    """The rows that say a file's words in its place."""
    return tuple(
        Post(
            key=PartKey(job=file.key.job, part=_part(TRANSCRIPT, nth)),
            seq=file.seq + nth - 1,
            body=message,
        )
        for nth, message in enumerate(messages, start=1)
    )


def results(
    job: Job, result: Result, paper: Paper, edition: Edition | None = None
) -> tuple[Post, ...]:
    """The result in as many messages as it takes, then the transcript."""
    edition = edition or Edition()
    messages = paper.result(job, result, edition)
    rows = [
        Post(key=PartKey(job=job.id, part=_part(RESULT, nth)), seq=RESULT_SEQ + nth, body=message)
        for nth, message in enumerate(messages, start=1)
    ]
    file = paper.transcript(job, result, edition)
    return (*rows, Post(key=PartKey(job=job.id, part=TRANSCRIPT), seq=TRANSCRIPT_SEQ, body=file))


def more(job: Job, file: TextFile | Printed, name: str) -> Post:
    """One more file for a thread that has its result: the transcript anew, another format."""
    return Post(key=PartKey(job=job.id, part=name), seq=MORE_SEQ + job.edition, body=file)


def digest(body: Said) -> str:
    """What two posts share that say the same."""
    text = json.dumps(body, default=_fields, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _fields(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def is_status(post: Post) -> bool:
    """Whether a row is the status message."""
    return post.key.part == STATUS


def is_question(post: Post) -> bool:
    """Whether a row asks a person."""
    return _name(post) == QUESTION


def is_notice(post: Post) -> bool:
    """Whether a row is for one person alone: it never goes to the thread."""
    return post.key.part == NOTICE


def is_message_of(post: Post, name: str) -> bool:
    """Whether a row is one of a part's messages, and not a file: those have a time for a name."""
    return _name(post) == name and "." in (post.ref or "")


def is_transcript(post: Post) -> bool:
    """Whether a row is the transcript."""
    return _name(post) == TRANSCRIPT


def is_file_of(post: Post, name: str) -> bool:
    """Whether a row is one of a part's files."""
    return _name(post) == name and not is_message_of(post, name)


def is_answer(post: Post) -> bool:
    """Whether a row answers a question about the recording."""
    return _name(post) == ANSWER


def is_result(post: Post) -> bool:
    """Whether a row belongs to the result, not to the talk about it."""
    return _name(post) not in {STATUS, QUESTION, NOTICE, ANSWER}


def _name(post: Post) -> str:
    return post.key.part.partition("-")[0]


def _part(name: str, nth: int) -> str:
    return name if nth == 1 else f"{name}-{nth}"
