"""Rows and values: each knows the other's shape only here."""

import json
import sqlite3
import zlib
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from bot.domain.edition import Edition
from bot.domain.errors import Fault
from bot.domain.job import Event, Job, State
from bot.domain.memory import Underway
from bot.domain.message import Asked, Body, Message, PartKey, Post, PostState, Printed, TextFile
from bot.domain.notes import Result
from bot.domain.notice import Notice
from bot.domain.recording import Source, Wish

_JOB = TypeAdapter(Job)
_NOTICE = TypeAdapter(Notice)
_RESULT = TypeAdapter(Result)
_EDITION = TypeAdapter(Edition)
_BODY: TypeAdapter[Message | TextFile | Printed | Asked] = TypeAdapter(
    Message | TextFile | Printed | Asked
)

_JSON = ("source", "wish", "handles", "ticket", "progress", "failure")

Row = sqlite3.Row


def job_of(row: Row) -> Job:
    """A job as it was stored."""
    value = dict(row)
    for name in _JSON:
        value[name] = json.loads(value[name]) if value[name] else None
    value["passed"] = json.loads(value["passed"] or "[]")
    place = {name: value.pop(name) for name in ("team", "channel", "thread")}
    value |= {"place": place, "user": value.pop("sharer")}
    for name in ("dedupe_key", "file_id", "remote_id", "stepping"):
        del value[name]
    return _JOB.validate_python(value)


def job_row(job: Job) -> dict[str, Any]:
    """A job's columns."""
    row: dict[str, Any] = _JOB.dump_python(job, mode="json")
    row |= row.pop("place")
    row["sharer"] = row.pop("user")
    row["remote_id"] = job.ticket.remote_id if job.ticket else None
    for name in _JSON:
        row[name] = None if row[name] is None else json.dumps(row[name])
    row["passed"] = json.dumps(row["passed"]) if row["passed"] else None
    return row


def event_of(row: Row) -> Event:
    """One line of a job's story."""
    return Event(
        at=row["at"], state=State(row["state"]), why=Fault(row["why"]) if row["why"] else None
    )


def underway_of(row: Row) -> Underway:
    """A job that a service works on."""
    return Underway(
        job_id=row["id"],
        number=row["number"],
        account=row["account"],
        remote_id=row["remote_id"],
        submitted_at=row["submitted_at"],
        seconds=row["seconds"],
        speakers=bool(row["speakers"]),
        redact=bool(row["redact"]),
    )


def notice_of(body: str) -> Notice:
    """A notice as it was stored."""
    return _NOTICE.validate_json(body)


def notice_body(notice: Notice) -> str:
    """A notice as it is stored."""
    return _NOTICE.dump_json(notice).decode()


def result_of(body: bytes) -> Result:
    """A result as it was stored."""
    return _RESULT.validate_json(zlib.decompress(body))


def result_body(result: Result) -> bytes:
    """A result as it is stored: compressed, a transcript shrinks to a third."""
    return zlib.compress(_RESULT.dump_json(result))


def edition_of(body: str) -> Edition:
    """What people made of a result, as it was stored."""
    return _EDITION.validate_json(body)


def edition_body(edition: Edition) -> str:
    """What people made of a result, as it is stored."""
    return _EDITION.dump_json(edition).decode()


def post_of(row: Row) -> Post:
    """An outbox row."""
    return Post(
        key=PartKey(job=row["job_id"], part=row["part"]),
        seq=row["seq"],
        body=_BODY.validate_json(row["body"]) if row["body"] else None,
        state=PostState(row["state"]),
        intent_at=row["intent_at"],
        attempts=row["attempts"],
        ref=row["ref"],
        shown=row["shown"],
    )


def post_body(body: Body) -> str | None:
    """What a post is to say, as it is stored until it is said."""
    return None if body is None else _BODY.dump_json(body).decode()


def json_of(value: Source | Wish) -> str:
    """A source or a wish as its column holds it."""
    return json.dumps(asdict(value))


def failure_json(fault: Fault | None) -> str | None:
    """A failure that was known from the start, as its column holds it."""
    return None if fault is None else json.dumps({"fault": fault})
