"""What a finished transcription holds, out of what was said and what was asked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from bot.sandbox.providers.aitronos.job import Job
from bot.sandbox.providers.ear import Said

Shape = Literal["utterances", "sentences", "subtitles"]
Spoken = Mapping[str, Any]  # text, start, end
_KINDS = {"EMAIL": "email", "PHONE": "phone_number", "SSN": "ssn"}
_END = re.compile(r"(?<=[.?!])\s+")


def redacts(job: Job, said: Said) -> bool:
    """Whether personal data is hidden in it."""
    return job.order.redaction and not job.script.skip_redaction and not said.rough


def build(job: Job, said: Said, shape: Shape, *, milliseconds: bool) -> dict[str, Any]:
    """What the transcription has of itself."""
    if shape == "subtitles":
        return {}
    made = dict(_insights(job, said))
    if shape == "utterances":
        unit = 1000 if milliseconds else 1
        speakers = job.order.diarization and not said.rough
        made["text"] = " ".join(s["text"] for s in said.segments)
        made["utterances"] = [_utterance(s, unit, speakers=speakers) for s in said.segments]
    return made


def pieces(job: Job, said: Said, shape: Shape) -> dict[str, Any]:
    """What its other pages show."""
    hidden = said.personal if redacts(job, said) else ()
    wanted = {kind for kind, policy in _KINDS.items() if policy in job.order.policies}
    words = [item["text"] for item in hidden if item["type"] in wanted]
    segments = [{**s, "text": _masked(s["text"], words)} for s in said.segments]
    made: dict[str, Any] = {"plain": "\n".join(s["text"] for s in segments)}
    if shape != "subtitles":
        made["sentences"] = [piece for s in segments for piece in _sentences(s)]
        made["paragraphs"] = [{k: s[k] for k in ("text", "start", "end")} for s in segments]
    return made


def subtitles(pieces: Mapping[str, Any], form: str) -> str:
    """As SubRip, WebVTT or plain text ("Get subtitles")."""
    if form == "txt":
        return str(pieces["plain"])
    mark = "," if form == "srt" else "."
    cues = []
    for number, piece in enumerate(pieces.get("paragraphs", ()), start=1):
        times = " --> ".join(_clock(piece[at], mark) for at in ("start", "end"))
        cues.append(f"{number}\n{times}\n{piece['text']}\n")
    return "\n".join(["WEBVTT\n", *cues] if form == "vtt" else cues)


def matches(pieces: Mapping[str, Any], words: Sequence[str]) -> list[dict[str, Any]]:
    """Where words were said ("Search transcript")."""
    wanted = [word.lower() for word in words]
    found = []
    for word in wanted:
        times = [
            [piece["start"], piece["end"]]
            for piece in pieces.get("sentences", ())
            if word in piece["text"].lower()
        ]
        found.append({"text": word, "count": len(times), "timestamps": times})
    return found


def _insights(job: Job, said: Said) -> Iterator[tuple[str, Any]]:
    asked, notes = job.order.features, said.notes
    if notes is None:
        return
    if "summarization" in asked:
        yield "summary", notes["summary"]
    if "auto_highlights" in asked:
        yield "highlights", [{"text": word, "count": 1} for word in notes["keywords"]]
    if "entity_detection" in asked:
        entities = [{"entity_type": p["type"].lower(), "text": p["text"]} for p in said.personal]
        yield "entities", entities
    if "sentiment_analysis" in asked:
        yield "sentiment_analysis", list(_moods(notes["sentiment"]["moods"], said))


def _moods(moods: Mapping[str, Sequence[Any]], said: Said) -> Iterator[dict[str, Any]]:
    for number, segment in enumerate(said.segments):
        mood, confidence = moods.get(str(number), ("neutral", 0.6))
        yield {"text": segment["text"], "sentiment": mood.upper(), "confidence": confidence}


def _utterance(segment: Spoken, unit: int, *, speakers: bool) -> dict[str, Any]:
    made = {"text": segment["text"]}
    made |= {at: round(segment[at] * unit, 3) for at in ("start", "end")}
    return {**made, "speaker": segment["speaker"]} if speakers else made


def _sentences(segment: Spoken) -> Iterator[dict[str, Any]]:
    """Each sentence has a share of its segment's time, by its length."""
    texts = [text for text in _END.split(segment["text"]) if text]
    each = (segment["end"] - segment["start"]) / max(sum(map(len, texts)), 1)
    at = segment["start"]
    for text in texts:
        end = at + each * len(text)
        yield {"text": text, "start": round(at, 2), "end": round(end, 2)}
        at = end


def _masked(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, "#" * len(word))
    return text


def _clock(seconds: float, mark: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{milliseconds:03}"
