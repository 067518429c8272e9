"""How transcriptions are shown ("Create transcription", "Get transcription", "List transcriptions")."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.aitronos.job import ENDS, MODEL, Job

_SUBTITLES = ("srt", "vtt", "txt")


def envelope(data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A success."""
    return {"success": True, "data": data, **more}


def metadata(now: float, **more: Any) -> dict[str, Any]:
    """What each answer says of itself."""
    return {"request_id": "req_0", "timestamp": time(now), "processing_time_ms": 12, **more}


def created(job: Job, now: float) -> dict[str, Any]:
    """The answer to a new one."""
    return envelope(
        _facts(job),
        billing={
            **_billing(job),
            "transaction_id": f"txn_{job.id.removeprefix('trans_')}",
            "multipliers": {"base": 1.0, "organization": 1.0, "priority": 1.0},
        },
        metadata=metadata(now),
        actions={"check_status": f"/v1/audio/transcribe/{job.id}"},
    )


def whole(job: Job, result: Mapping[str, Any], now: float, *, asked: bool) -> dict[str, Any]:
    """One with everything there is to it; `asked` upstream just now."""
    data: dict[str, Any] = {**_facts(job), **result}
    if job.shown == "failed":
        data["error"] = {"code": "TRANSCRIPTION_FAILED", "message": job.error}
    return envelope(
        data,
        billing=_billing(job),
        metadata=metadata(now, upstream_refreshed=asked),
        actions=_actions(job),
    )


def row(job: Job) -> dict[str, Any]:
    """One in the list."""
    shown = {
        "transcription_id": job.id,
        "status": job.shown,
        "model_key": MODEL,
        "synapses_consumed": _amount(job.consumed),
        "audio_duration_seconds": job.seconds,
        "created_at": time(job.created),
    }
    if job.shown == "completed":
        shown["completed_at"] = time(job.ended)
    return shown


def headers(job: Job, body: str) -> dict[str, str]:
    """What caches and those who ask again go by; `body` stands for all that may change."""
    age = 86_400 if job.shown in ENDS else 5
    digest = hashlib.sha256(f"{job.id} {job.shown} {body}".encode()).hexdigest()
    return {
        "ETag": f'"{digest[:16]}"',
        "Last-Modified": datetime.fromtimestamp(job.updated, UTC).strftime(
            "%a, %d %b %Y %H:%M:%S GMT"
        ),
        "Cache-Control": f"public, max-age={age}",
    }


def time(seconds: float | None) -> str | None:
    """As ISO 8601."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def _facts(job: Job) -> dict[str, Any]:
    ended = job.ended if job.shown in ENDS else None
    return {
        "transcription_id": job.id,
        "status": job.shown,
        "model_key": MODEL,
        "audio_metadata": {
            "url": job.order.audio_url,
            "duration": job.seconds,
            "language": job.order.language,
        },
        "timestamps": {
            "created_at": time(job.created),
            "updated_at": time(job.updated),
            "completed_at": time(ended),
            "processing_time_seconds": ended and round(ended - job.created, 1),
        },
    }


def _billing(job: Job) -> dict[str, Any]:
    return {
        "synapses_consumed": _amount(job.consumed),
        "synapses_refunded": _amount(job.refunded),
        "currency": "synapses",
    }


def _amount(synapses: Decimal) -> float:
    return float(synapses)


def _actions(job: Job) -> dict[str, str]:
    base = f"/v1/audio/transcribe/{job.id}"
    if job.shown != "completed":
        return {"check_status": base}
    return {
        "get_paragraphs": f"{base}/paragraphs",
        "get_sentences": f"{base}/sentences",
        **{f"get_subtitles_{form}": f"{base}/subtitles/{form}" for form in _SUBTITLES},
        "search": f"{base}/search",
    }
