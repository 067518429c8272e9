"""The result of a finished job ("Result Schema"), out of what was said and what was asked."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.ear import NO_NOTES, NO_REDACTION, NO_SPEAKERS, ROUGH, Said
from bot.sandbox.providers.tuplets import languages
from bot.sandbox.providers.tuplets.job import Job
from bot.sandbox.providers.tuplets.notes import analytics
from bot.sandbox.providers.tuplets.redaction import findings, redacted

Segment = Mapping[str, Any]
_VOICE_MODEL = "pyannote/speaker-diarization-community-1"  # as the page names it
_DIMENSION = 256
_DECODER = {"avg_logprob": -0.21, "no_speech_prob": 0.02}
SHORT = "Analytics require at least 15 seconds of audio."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which of the features that were asked for can be had; the others with their reason."""

    speakers: bool
    pii: bool
    pii_skipped: str | None
    notes: bool
    notes_skipped: str | None


def plan(job: Job, said: Said) -> Plan:
    """What will be done."""
    order = job.order
    skipped = job.script.skip_analytics or (NO_NOTES if said.rough else None)
    if job.seconds is not None and job.seconds < 15:  # noqa: PLR2004 - "Constraints"
        skipped = skipped or SHORT
    pii_skipped = job.script.skip_pii or _pii_obstacle(said)
    return Plan(
        speakers=order.diarization and not said.rough,
        pii=order.pii and pii_skipped is None,
        pii_skipped=pii_skipped if order.pii else None,
        notes=order.analytics is not None and skipped is None,
        notes_skipped=skipped if order.analytics else None,
    )


def _pii_obstacle(said: Said) -> str | None:
    if said.rough:
        return NO_REDACTION
    return None if said.language in languages.PII else "unsupported_language"


def build(job: Job, said: Said, elapsed: float) -> dict[str, Any]:
    """The nested object; `elapsed` seconds of work."""
    applied = plan(job, said)
    decoded = job.model == "standard" and not said.rough
    segments = [_segment(s, speakers=applied.speakers, decoded=decoded) for s in said.segments]
    text = " ".join(s["text"] for s in segments)
    result: dict[str, Any] = {
        "text": text,
        "segments": segments,
        "language": said.language,
        "audio_duration_seconds": job.seconds,
        "transcription_meta": _coverage(job, segments),
    }
    if job.model == "premium" and not said.rough:
        result["words"] = list(_words(said))
    if applied.speakers:
        result["diarization"] = _diarization(job, segments)
    if job.order.analytics:
        result["analytics"] = analytics(job.order.analytics, said, segments, applied.notes_skipped)
    if applied.pii:
        result = redacted(result, said.personal)
        result["pii_findings"] = findings(text, said.personal)
    result["feature_execution"] = _execution(job, said, applied, elapsed)
    result["processing_warnings"] = list(_warnings(job, said, applied))
    return result


def _segment(segment: Segment, *, speakers: bool, decoded: bool) -> dict[str, Any]:
    shown = {key: segment[key] for key in ("start", "end", "text")}
    if speakers:
        return {**shown, "speaker": segment["speaker"]}
    return shown | _DECODER if decoded else shown


def _words(said: Said) -> Iterator[dict[str, Any]]:
    """Each word has a share of its phrase's time, by its length."""
    for segment in said.segments:
        words = segment["text"].split()
        each = (segment["end"] - segment["start"]) / max(len(segment["text"]), 1)
        at = segment["start"]
        for word in words:
            end = at + each * len(word)
            yield {
                "start": round(at, 2),
                "end": round(end, 2),
                "word": word,
                "language": said.language,
            }
            at = end + each


def _coverage(job: Job, segments: Sequence[Segment]) -> dict[str, Any]:
    covered = sum(s["end"] - s["start"] for s in segments)
    return {
        "coverage_ratio": round(min(covered / job.seconds, 1.0), 2) if job.seconds else 0.0,
        "total_covered_seconds": round(covered, 1),
    }


def _diarization(job: Job, segments: Sequence[Segment]) -> dict[str, Any]:
    speakers = sorted({s["speaker"] for s in segments})
    made: dict[str, Any] = {
        "speaker_count": len(speakers),
        "confidence": "medium",
        "warning": None,
    }
    if job.order.embeddings:
        made["speaker_embeddings"] = {
            "model": _VOICE_MODEL,
            "dimension": _DIMENSION,
            "vectors": {speaker: _vector(speaker) for speaker in speakers},
        }
    return made


def _vector(speaker: str) -> list[float]:
    """Numbers of the right shape; they describe nobody's voice."""
    noise = hashlib.shake_256(speaker.encode()).digest(_DIMENSION)
    return [round(byte / 255 - 0.5, 3) for byte in noise]


def _execution(job: Job, said: Said, applied: Plan, elapsed: float) -> dict[str, Any]:
    order = job.order
    asked = order.analytics
    made: dict[str, Any] = {
        "transcription_requested": True,
        "transcription_applied": True,
        "transcription_model_requested": order.model,
        "transcription_model_applied": order.model,
        "transcription_elapsed_seconds": round(elapsed * 0.6, 1),
        "diarization_requested": order.diarization,
        "diarization_applied": applied.speakers,
        "analytics_requested": asked is not None,
        "analytics_applied": applied.notes,
        "pii_processing_requested": order.pii,
        "pii_processing_applied": applied.pii,
    }
    if order.diarization:
        made["diarization_elapsed_seconds"] = round(elapsed * 0.1, 1)
    if order.embeddings:
        made |= {
            "speaker_embeddings_requested": True,
            "speaker_embeddings_applied": applied.speakers,
        }
    if order.pii:
        made["pii_processing_language"] = said.language
    if applied.pii_skipped:
        made["pii_processing_skip_reason"] = applied.pii_skipped
    if asked:
        made |= {
            "analytics_profile_requested": asked.profile,
            "analytics_elapsed_seconds": round(elapsed * 0.3, 1),
            "generic_analytics_requested": asked.profile is not None,
            "generic_analytics_tier_requested": asked.tier,
            "generic_analytics_applied": asked.profile is not None and applied.notes,
            "generic_analytics_tier_applied": asked.tier if applied.notes else None,
            "custom_analytics_requested": bool(asked.fields),
            "custom_analytics_applied": bool(asked.fields) and applied.notes,
        }
    return made


def _warnings(job: Job, said: Said, applied: Plan) -> Iterator[str]:
    if said.rough:
        yield ROUGH
    if job.order.diarization and not applied.speakers:
        yield NO_SPEAKERS
    if applied.pii_skipped:
        yield f"PII processing was skipped: {applied.pii_skipped}"
    if applied.notes_skipped:
        yield f"Analytics were skipped: {applied.notes_skipped}"
    yield from job.script.warnings
