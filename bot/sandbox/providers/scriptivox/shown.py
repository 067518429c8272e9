"""How transcriptions are shown ("Get Result", "List Transcriptions")."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.scriptivox.job import Job

_PROGRESS = {
    "downloading": "Downloading the file.",
    "pending": "Waiting to be measured.",
    "processing": "Transcription in progress.",
    "completed": "Transcription completed successfully.",
}


def created(job: Job) -> dict[str, Any]:
    """The answer to a new transcription."""
    told = f"Transcription created. Poll GET /v1/transcribe/{job.id} for status updates."
    return {"id": job.id, "status": "created", "message": told}


def cancelled(job: Job) -> dict[str, Any]:
    """The answer to a cancellation."""
    error = {"code": job.code, "message": job.error}
    released = _number(job.released)
    return {"id": job.id, "status": "failed", "error": error, "released_cents": released}


def row(job: Job) -> dict[str, Any]:
    """A transcription without its result, as the list has it."""
    order, status = job.order, status_of(job)
    shown: dict[str, Any] = {
        "id": job.id,
        "status": status,
        "audio_duration_seconds": job.seconds,
        "file_size_bytes": job.size,
        "language": job.language or order.language,
        "diarize": order.diarize,
        "speaker_count": order.speaker_count,
        "align": order.align,
        "cost_cents": None if job.cost is None else _number(job.cost * 100),
        "created_at": _time(job.created),
        "started_at": None if job.status == "queued" else _time(job.started),
        "completed_at": _time(job.ended),
        "progress": _PROGRESS.get(status),
    }
    if status == "failed":
        shown["error"] = {"code": job.code, "message": job.error}
    return shown


def whole(job: Job) -> dict[str, Any]:
    """A transcription with everything there is to it."""
    shown = row(job)
    return shown if job.result is None else {**shown, "result": job.result}


def status_of(job: Job) -> str:
    """Its state, in their words."""
    if job.status == "queued":
        return "pending" if job.order.upload_id else "downloading"
    if job.status == "running":
        return job.script.unknown_status or "processing"
    return job.status


def _number(amount: Decimal) -> float:
    return float(amount)


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
