"""Hiding personal data in a transcript and everything made of it ("PII processing details")."""

from collections.abc import Mapping, Sequence
from typing import Any

Personal = Sequence[Mapping[str, str]]  # type and text


def findings(text: str, personal: Personal) -> list[dict[str, Any]]:
    """Where personal data stands in a text, in order."""
    found = []
    for item in personal:
        start = text.find(item["text"])
        while start >= 0:
            end = start + len(item["text"])
            found.append(
                {
                    "type": item["type"],
                    "start": start,
                    "end": end,
                    "confidence": 0.9,
                    "detector_count": 2,
                }
            )
            start = text.find(item["text"], end)
    return sorted(found, key=lambda finding: finding["start"])


def redacted(value: Any, personal: Personal) -> Any:
    """The same, with every text in it masked."""
    if isinstance(value, str):
        return _masked(value, personal)
    if isinstance(value, dict):
        return {key: redacted(inner, personal) for key, inner in value.items()}
    if isinstance(value, list):
        return [redacted(inner, personal) for inner in value]
    return value


def _masked(text: str, personal: Personal) -> str:
    for item in sorted(personal, key=lambda item: -len(item["text"])):
        text = text.replace(item["text"], f"[{item['type']}]")
    return text
