"""What is asked of a new transcription, checked field by field ("Create transcription")."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.aitronos.refused import invalid

POLICIES = ("email", "phone_number", "ssn")
_GROUPS: Mapping[str, frozenset[str]] = {
    "transcription_options": frozenset({"audio_url", "language"}),
    "speaker_analysis": frozenset({"diarization_enabled", "speakers_expected_count"}),
    "intelligence_features": frozenset(
        {
            "sentiment_analysis_enabled",
            "entity_detection_enabled",
            "auto_highlights_enabled",
            "summarization_enabled",
        }
    ),
    "privacy_settings": frozenset({"pii_redaction_enabled", "pii_policies"}),
    "webhook": frozenset({"url", "events"}),
}
_EVENTS = frozenset({"transcription.completed", "transcription.failed"})
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_MOST_SPEAKERS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A checked request."""

    organization: str
    audio_url: str
    language: str
    diarization: bool
    speakers: int | None
    features: frozenset[str]  # sentiment_analysis | entity_detection | ...
    redaction: bool
    policies: tuple[str, ...]


def read_order(body: Any, uploads: str) -> Order:
    """The order in a request; addresses below `uploads` are its own. Raises Refused."""
    _check(isinstance(body, dict), "The body must be a JSON object.")
    unknown = body.keys() - _GROUPS.keys() - {"organization_id"}
    _check(not unknown, f"Unknown field: {', '.join(sorted(unknown))}.")
    organization = body.get("organization_id")
    _check(
        isinstance(organization, str) and organization.startswith("org_"),
        "organization_id is required: a string that begins with org_.",
    )
    groups = {name: _group(body, name) for name in _GROUPS}
    _check_webhook(groups["webhook"])
    url, language = _source(groups["transcription_options"], uploads)
    analysis, privacy = groups["speaker_analysis"], groups["privacy_settings"]
    features = groups["intelligence_features"]
    return Order(
        organization=organization,
        audio_url=url,
        language=language,
        diarization=_flag(analysis, "diarization_enabled"),
        speakers=_speakers(analysis.get("speakers_expected_count")),
        features=frozenset(n.removesuffix("_enabled") for n in features if _flag(features, n)),
        redaction=_flag(privacy, "pii_redaction_enabled"),
        policies=_policies(privacy.get("pii_policies", [])),
    )


def _group(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    group = body.get(name, {})
    _check(isinstance(group, dict), f"{name} must be an object.")
    unknown = group.keys() - _GROUPS[name]
    _check(not unknown, f"Unknown field in {name}: {', '.join(sorted(unknown))}.")
    return dict(group)


def _source(options: Mapping[str, Any], uploads: str) -> tuple[str, str]:
    url, language = options.get("audio_url"), options.get("language")
    if not isinstance(url, str) or not url.startswith(("https://", uploads)):
        raise invalid("transcription_options.audio_url is required: an HTTPS URL.")
    if not isinstance(language, str) or not _LANGUAGE.fullmatch(language):
        raise invalid("transcription_options.language is required: a language code.")
    return url, language


def _flag(group: Mapping[str, Any], name: str) -> bool:
    value = group.get(name, False)
    _check(isinstance(value, bool), f"{name} must be a boolean.")
    return bool(value)


def _speakers(count: Any) -> int | None:
    _check(
        count is None or (type(count) is int and 1 <= count <= _MOST_SPEAKERS),
        "speakers_expected_count must be an integer from 1 to 10.",
    )
    return None if count is None else int(count)


def _policies(policies: Any) -> tuple[str, ...]:
    _check(
        isinstance(policies, list) and all(policy in POLICIES for policy in policies),
        f"pii_policies must be a list of {', '.join(POLICIES)}.",
    )
    return tuple(policies)


def _check_webhook(hook: Mapping[str, Any]) -> None:
    if not hook:
        return
    url, events = hook.get("url"), hook.get("events", [])
    _check(isinstance(url, str) and url.startswith("https://"), "webhook.url must be HTTPS.")
    known = isinstance(events, list) and all(event in _EVENTS for event in events)
    _check(known, "webhook.events has an unknown event.")


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise invalid(otherwise)
