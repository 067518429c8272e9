"""The `data` of a finished task ("Get Results"), out of what was said and what was asked."""

import hashlib
from typing import Any, Literal

from bot.sandbox.providers.ear import ROUGH, Said
from bot.sandbox.providers.plaud.order import Order

Spelling = Literal["segments", "results"]  # what the pages have, and what apps read
_LABEL = {"segments": "speaker", "results": "speaker_id"}
_DIMENSION = 256


def build(order: Order, said: Said, seconds: float, spelling: Spelling) -> dict[str, Any]:
    """In one of the two spellings. There is no place for a warning, so the rough ear says it."""
    phrases = [{key: s[key] for key in ("start", "end", "text")} for s in said.segments]
    if said.rough:
        phrases.insert(0, {"start": 0.0, "end": 0.0, "text": f"[{ROUGH}]"})
    names: dict[str, str] = {}
    if order.diarization and not said.rough:
        names = _names(said)
        for phrase, segment in zip(phrases, said.segments, strict=True):
            phrase[_LABEL[spelling]] = names[segment["speaker"]]
    made: dict[str, Any] = {
        "text": " ".join(phrase["text"] for phrase in phrases),
        "language": said.language,
        "duration": seconds,
        spelling: phrases,
    }
    if order.embedding:
        made["embeddings"] = {name: _vector(name) for name in names.values()}
    return made


def _names(said: Said) -> dict[str, str]:
    labels = dict.fromkeys(segment["speaker"] for segment in said.segments)
    return {label: f"Speaker {n}" for n, label in enumerate(labels, start=1)}


def _vector(name: str) -> list[float]:
    """Numbers of the right shape; they describe nobody's voice."""
    noise = hashlib.shake_256(name.encode()).digest(_DIMENSION)
    return [round(byte / 255 - 0.5, 3) for byte in noise]
