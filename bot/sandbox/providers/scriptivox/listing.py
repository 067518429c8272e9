"""Which transcriptions a list shows, a page at a time ("List Transcriptions")."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.providers.scriptivox.job import Job
from bot.sandbox.providers.scriptivox.refused import invalid
from bot.sandbox.providers.scriptivox.shown import row, status_of

_STATES = frozenset({"created", "downloading", "pending", "processing", "completed", "failed"})
_MOST_ROWS = 200
_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked for. `since` and `until` are epoch seconds, `after` the last id shown."""

    status: str | None
    since: float
    until: float
    limit: int
    after: str | None
    newest_first: bool


def read_query(query: Mapping[str, str]) -> Query:
    """What a request's query asks for. Raises Refused."""
    status, limit = query.get("status"), query.get("limit", str(_ROWS))
    if status is not None and status not in _STATES:
        raise invalid("status is not a known state.")
    if not limit.isdecimal() or not 1 <= int(limit) <= _MOST_ROWS:
        raise invalid(f"limit must be between 1 and {_MOST_ROWS}.")
    order = query.get("order", "desc")
    if order not in ("asc", "desc"):
        raise invalid("order must be asc or desc.")
    return Query(
        status=status,
        since=_read_time(query.get("from"), otherwise=float("-inf")),
        until=_read_time(query.get("to"), otherwise=float("inf")),
        limit=int(limit),
        after=_read_cursor(query["cursor"]) if "cursor" in query else None,
        newest_first=order == "desc",
    )


def select(jobs: Sequence[Job], query: Query) -> dict[str, Any]:
    """A page of these, which come oldest first."""
    ordered = list(reversed(jobs)) if query.newest_first else list(jobs)
    fitting = _behind(ordered, query.after)
    fitting = [job for job in fitting if _fits(job, query)]
    page, more = fitting[: query.limit], len(fitting) > query.limit
    cursor = base64.urlsafe_b64encode(page[-1].id.encode()).decode() if more else None
    return {"items": [row(job) for job in page], "has_more": more, "next_cursor": cursor}


def _behind(jobs: list[Job], last: str | None) -> list[Job]:
    names = [job.id for job in jobs]
    if last is None:
        return jobs
    if last not in names:
        raise invalid("cursor is not known.")
    return jobs[names.index(last) + 1 :]


def _fits(job: Job, query: Query) -> bool:
    if query.status not in (None, status_of(job)):
        return False
    return query.since <= job.created < query.until


def _read_time(text: str | None, *, otherwise: float) -> float:
    if text is None:
        return otherwise
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid("from and to must be ISO 8601 timestamps.") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _read_cursor(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text).decode()
    except ValueError:
        raise invalid("cursor is not known.") from None
