"""What an accepted request is answered, in the form that it asked for."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.providers.ear import Said
from bot.sandbox.providers.openai.job import Job

_LANGUAGES = {"en": "english", "de": "german", "es": "spanish", "fr": "french", "ja": "japanese"}
_DECODER = {
    "seek": 0,
    "tokens": [50364],
    "temperature": 0.0,
    "avg_logprob": -0.28,
    "compression_ratio": 1.23,
    "no_speech_prob": 0.009,
}


def build(job: Job, said: Said) -> dict[str, Any]:
    """Everything that the formats show."""
    speaks = not said.rough
    labels = {s.get("speaker"): None for s in said.segments} if speaks else {}
    letters = {label: chr(ord("A") + n) for n, label in enumerate(labels)}
    return {
        "text": " ".join(s["text"] for s in said.segments),
        "language": said.language,
        "duration": job.seconds,
        "segments": [
            {
                "start": s["start"],
                "end": s["end"],
                "text": s["text"],
                "speaker": letters.get(s.get("speaker"), "A"),
            }
            for s in said.segments
        ],
    }


def response(job: Job) -> web.Response:
    """The answer to a request that has ended well."""
    assert job.result is not None, "it ended well"
    match job.order.response_format:
        case "text":
            return web.Response(text=f"{job.result['text']}\n")
        case "json":
            return web.json_response({"text": job.result["text"], "usage": _usage(job)})
        case "verbose_json":
            return web.json_response(_verbose(job, job.result))
        case _:
            return web.json_response(_diarized(job, job.result))


def _verbose(job: Job, made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "task": "transcribe",
        "language": _LANGUAGES.get(made["language"], made["language"]),
        "duration": made["duration"],
        "text": made["text"],
        "segments": [
            {"id": n, **{key: s[key] for key in ("start", "end")}, "text": f" {s['text']}"}
            | _DECODER
            for n, s in enumerate(made["segments"])
        ],
        "usage": _usage(job),
    }


def _diarized(job: Job, made: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "task": "transcribe",
        "duration": made["duration"],
        "text": made["text"],
        "segments": [
            {"type": "transcript.text.segment", "id": f"seg_{n:03}", **s}
            for n, s in enumerate(made["segments"], start=1)
        ],
        "usage": _usage(job),
    }


def _usage(job: Job) -> dict[str, Any]:
    return {"type": "duration", "seconds": round(job.seconds or 0.0)}
