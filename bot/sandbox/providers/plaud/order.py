"""The body of an order ("Submit Audio"), read strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.plaud.refused import invalid

_LANGUAGE = re.compile(r"auto|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # "BCP-47 code"
_MODELS = frozenset({"plaud-fast-whisper", "plaud-omni-3", "azure-fast-transcribe"})
_PARAMS: Mapping[str, frozenset[str]] = {
    "transcribe": frozenset({"language", "model"}),
    "vad": frozenset({"decode_silence"}),
    "diarization": frozenset({"enabled", "return_embedding"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One transcription, as it was asked for."""

    file_url: str
    language: str
    model: str
    diarization: bool
    embedding: bool


def read_order(body: Any) -> Order:
    """Raises Refused."""
    _only(body, frozenset({"file_url", "params"}), "params")
    url = body.get("file_url")
    if not isinstance(url, str) or not url:
        raise invalid("file_url", "field required")
    params = body.get("params", {})
    _only(params, frozenset(_PARAMS), "params")
    for name, known in _PARAMS.items():
        _only(params.get(name, {}), known, f"params.{name}")
    _flag(params, "vad", "decode_silence")
    return Order(
        file_url=url,
        language=_language(params),
        model=_model(params),
        diarization=_flag(params, "diarization", "enabled"),
        embedding=_flag(params, "diarization", "return_embedding"),
    )


def _only(part: Any, known: frozenset[str], where: str) -> None:
    if not isinstance(part, dict):
        raise invalid(where, "must be an object")
    for name in part.keys() - known:
        raise invalid(f"{where}.{name}", "extra fields not permitted")


def _language(params: Mapping[str, Any]) -> str:
    language = params.get("transcribe", {}).get("language", "auto")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise invalid("params.transcribe.language", "must be auto or a BCP-47 code")
    return language


def _model(params: Mapping[str, Any]) -> str:
    model = params.get("transcribe", {}).get("model", "plaud-fast-whisper")
    if model not in _MODELS:
        raise invalid("params.transcribe.model", "unknown model")
    return str(model)


def _flag(params: Mapping[str, Any], part: str, name: str) -> bool:
    value = params.get(part, {}).get(name, False)
    if not isinstance(value, bool):
        raise invalid(f"params.{part}.{name}", "must be true or false")
    return value
