"""A task, from its birth to its end ("Get Results")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.job import Job as AnyJob
from bot.sandbox.providers.plaud.order import Order

_HALF = 50.0  # percent


@dataclass(slots=True, kw_only=True)
class Script:
    """What a test wants of a task."""

    error: str | None = None
    revoked: bool = False
    unknown_status: str | None = None


@dataclass(slots=True, kw_only=True)
class Job(AnyJob):
    """A task as the account knows it."""

    provider: str = "plaud"
    order: Order
    script: Script

    @property
    def state(self) -> str:
        """In the service's words ("Status values")."""
        match self.status:
            case "queued":
                return "PENDING" if self.started is None else "RECEIVED"
            case "running":
                working = "STARTED" if self.percent < _HALF else "PROGRESS"
                return self.script.unknown_status or working
            case "failed":
                return "REVOKED" if self.script.revoked else "FAILURE"
            case _:
                return "SUCCESS"

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        return {"model": self.order.model, "state": self.state, **AnyJob.facts(self)}


def shown(job: Job, result: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A task as the service shows it."""
    made: dict[str, Any] = {
        "transcription_id": job.id,
        "status": job.state,
        "data": dict(result or {}),
    }
    return {**made, "message": job.error} if job.error else made


def unknown(job_id: str) -> dict[str, Any]:
    """What Celery says of an id that it never heard of."""
    return {"transcription_id": job_id, "status": "PENDING", "data": {}}
