"""How jobs are shown ("Get Job Status", "List Jobs")."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.tuplets.job import Job

_PREVIEW = 1000  # characters


def accepted(job: Job, base_url: str) -> dict[str, Any]:
    """The answer to a new job."""
    url = f"{base_url}/jobs/{job.id}"
    return {
        "status": "accepted",
        "id": job.id,
        "status_url": url,
        "cancel_url": url,
        "cancel_token": job.cancel_token,
    }


def whole(job: Job, result: dict[str, Any] | None, *, downloadable: bool) -> dict[str, Any]:
    """A job with everything there is to it."""
    order = job.order
    return {
        "id": job.id,
        "status": _status(job),
        "result": result,
        "error_message": job.error,
        "audio_duration_seconds": job.seconds,
        "transcription_model": order.model,
        "diarization": order.diarization,
        "speaker_embeddings": order.embeddings,
        "pii_processing": order.pii,
        "analytics": order.analytics.normalised() if order.analytics else None,
        "estimated_cost_usd": _money(job.estimate),
        "billed_cost_usd": _money(job.cost),
        "billing_status": _billing(job),
        "source_type": job.source,
        "result_download_available": downloadable,
        "source_audio_available": not job.over,
        "progress_percent": job.percent,
        "estimated_seconds_remaining": job.left,
        "cancel_token": None if job.over else job.cancel_token,
        "created_at": _time(job.created),
        "started_at": None if job.status == "queued" else _time(job.started),
        "completed_at": _time(job.ended),
        "runtime_ms": _runtime(job),
    }


def row(job: Job, result: dict[str, Any] | None) -> dict[str, Any]:
    """A job in the list: only what the page shows there, the text cut short."""
    return {
        "id": job.id,
        "status": _status(job),
        "result": {"text": _preview(result.get("text", ""))} if result else None,
        "audio_duration_seconds": job.seconds,
        "transcription_model": job.order.model,
        "diarization": job.order.diarization,
        "estimated_cost_usd": _money(job.estimate),
        "billed_cost_usd": _money(job.cost),
        "created_at": _time(job.created),
    }


def _status(job: Job) -> str:
    if job.status == "running" and job.script.unknown_status:
        return job.script.unknown_status
    return job.status


def _preview(text: str) -> str:
    return text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…"


def _billing(job: Job) -> str:
    if not job.over:
        return "pending"
    return "charged" if job.cost else "skipped"


def _money(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _time(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _runtime(job: Job) -> int | None:
    if job.ended is None or job.started is None:
        return None
    return max(round(1000 * (job.ended - job.started)), 0)
