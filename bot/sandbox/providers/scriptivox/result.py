"""The result of a finished transcription ("Get Result"), and its captions (`?format=`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.providers.ear import Said
from bot.sandbox.providers.scriptivox.job import Job

Utterance = Mapping[str, Any]
CAPTIONS = {"srt": "application/x-subrip", "vtt": "text/vtt", "text": "text/plain"}


def build(job: Job, said: Said) -> dict[str, Any]:
    """The nested object. A rough ear cannot tell voices apart, so there are no speakers then."""
    voices: dict[str, str] = {}
    if job.order.diarize and not said.rough:
        labels = dict.fromkeys(segment["speaker"] for segment in said.segments)
        voices = {label: f"SPEAKER {n}" for n, label in enumerate(labels, start=1)}
    return {
        "full_transcript": " ".join(segment["text"] for segment in said.segments),
        "language": said.language,
        "duration_seconds": job.seconds,
        "speakers": list(voices.values()),
        "utterances": [_utterance(s, voices, align=job.order.align) for s in said.segments],
    }


def captions(result: Mapping[str, Any], form: str) -> str:
    """The result as a file of this form."""
    utterances = result["utterances"]
    if form == "text":
        return str(result["full_transcript"])
    if form == "srt":
        cues = [f"{n}\n{_cue(u, ',')}" for n, u in enumerate(utterances, start=1)]
        return "\n".join(cues)
    return "WEBVTT\n\n" + "\n".join(_cue(u, ".") for u in utterances)


def _utterance(
    segment: Mapping[str, Any], voices: Mapping[str, str], *, align: bool
) -> dict[str, Any]:
    shown = {key: segment[key] for key in ("start", "end", "text")} | {"confidence": 0.95}
    if voices:
        shown["speaker"] = voices[segment["speaker"]]
    if align:
        shown["words"] = list(_words(segment, shown.get("speaker")))
    return shown


def _words(segment: Mapping[str, Any], speaker: str | None) -> Iterator[dict[str, Any]]:
    """Each word has a share of its phrase's time, by its length."""
    at = segment["start"]
    each = (segment["end"] - at) / max(len(segment["text"]), 1)
    for word in segment["text"].split():
        end = at + each * len(word)
        timed = {"word": word, "start": round(at, 2), "end": round(end, 2), "confidence": 0.95}
        yield timed if speaker is None else {**timed, "speaker": speaker}
        at = end + each


def _cue(utterance: Utterance, point: str) -> str:
    start, end = (_stamp(utterance[edge], point) for edge in ("start", "end"))
    return f"{start} --> {end}\n{_line(utterance)}\n"


def _line(utterance: Utterance) -> str:
    speaker = utterance.get("speaker")
    return f"{speaker}: {utterance['text']}" if speaker else str(utterance["text"])


def _stamp(seconds: float, point: str) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}{point}{thousandths:03}"
