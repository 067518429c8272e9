"""The `analytics` field of a new job, checked ("Custom Analytics Request")."""

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.tuplets.packs import PACKS, SCHEMA_VERSION, Field
from bot.sandbox.providers.tuplets.refused import Refused

TIERS = {"basic": "fast", "full": "deep"}
MODULES = {
    "basic": (
        "summary",
        "sentiment",
        "key_topics",
        "statistics",
        "speaker_stats",
        "chapters",
        "keywords",
    ),
    "full": (
        "summary",
        "sentiment",
        "key_topics",
        "action_items",
        "qa",
        "decisions",
        "risks",
        "missed_opportunities",
        "urgency",
        "chapters",
        "keywords",
        "statistics",
        "speaker_stats",
    ),
}
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_SELECTS = frozenset({"single_select", "multi_select"})
_TYPES = _SELECTS | {"boolean", "rating"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Analytics:
    """What was asked: a profile, custom fields, or both."""

    profile: str | None
    domain: str | None
    schema_version: str | None
    own_fields: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All custom fields: the pack's, then the caller's."""
        return (*PACKS.get(self.domain or "", ()), *self.own_fields)

    @property
    def tier(self) -> str | None:
        """The tier that the profile resolves to."""
        return TIERS[self.profile] if self.profile else None

    def normalised(self) -> dict[str, Any]:
        """As the job shows it ("Get Job Status")."""
        shown: dict[str, Any] = {
            "profile": self.profile,
            "tier": self.tier,
            "modules": list(MODULES[self.profile]) if self.profile else [],
        }
        if self.fields:
            shown["custom_schema"] = {
                "domain": self.domain,
                "schema_version": self.schema_version,
                "fields": list(self.own_fields),
            }
        return shown


def read_analytics(text: str | None) -> Analytics | None:
    """What the form field asks for; None when that is nothing. Raises Refused."""
    if not text:
        return None
    try:
        asked = json.loads(text)
    except ValueError:
        raise Refused(400, "analytics must be a JSON object.") from None
    _check(isinstance(asked, dict), "analytics must be a JSON object.")
    unknown = asked.keys() - {"profile", "domain", "schema"}
    _check(not unknown, f"Unknown analytics field: {', '.join(sorted(unknown))}.")
    return _read(asked)


def _read(asked: dict[str, Any]) -> Analytics | None:
    profile, domain, schema = asked.get("profile"), asked.get("domain"), asked.get("schema")
    _check(
        profile in (None, "basic", "full", "none", "off"),
        "analytics.profile must be basic, full, none or off.",
    )
    _check(
        domain is None or domain in PACKS, f"analytics.domain must be one of {', '.join(PACKS)}."
    )
    version, own_fields = _read_schema(schema)
    analytics = Analytics(
        profile=profile if profile in TIERS else None,
        domain=domain,
        schema_version=version if domain or own_fields else None,
        own_fields=own_fields,
    )
    keys = [field["key"] for field in analytics.fields]
    _check(len(set(keys)) == len(keys), "Duplicate analytics field keys are not allowed.")
    return analytics if analytics.profile or keys else None


def _read_schema(schema: Any) -> tuple[str, tuple[Field, ...]]:
    if schema is None:
        return SCHEMA_VERSION, ()
    _check(isinstance(schema, dict), "analytics.schema must be an object.")
    version = schema.get("schema_version", SCHEMA_VERSION)
    _check(isinstance(version, str), "analytics.schema.schema_version must be a string.")
    fields = schema.get("fields", [])
    _check(isinstance(fields, list), "analytics.schema.fields must be an array.")
    for field in fields:
        _check_field(field)
    return version, tuple(fields)


def _check_field(field: Any) -> None:
    _check(isinstance(field, dict), "Each analytics field must be an object.")
    key, kind = field.get("key"), field.get("type")
    _check(
        isinstance(key, str) and _KEY.fullmatch(key) is not None,
        "An analytics field's key must be snake_case and start with a lowercase letter.",
    )
    _check(
        isinstance(field.get("label"), str) and field["label"] != "",
        f"Analytics field {key} needs a label.",
    )
    _check(kind in _TYPES, f"Analytics field {key} needs a type: {', '.join(sorted(_TYPES))}.")
    _check(
        isinstance(field.get("required", False), bool), f"{key}: required must be true or false."
    )
    if kind in _SELECTS:
        _check_options(key, field.get("options"))
    elif kind == "rating":
        low, high = field.get("min", 1), field.get("max", 5)
        whole = type(low) is int and type(high) is int
        _check(whole and low < high, f"Analytics field {key} needs integer bounds, min below max.")


def _check_options(key: str, options: Any) -> None:
    _check(isinstance(options, list) and options != [], f"Analytics field {key} needs options.")
    for option in options:
        code = option.get("code") if isinstance(option, dict) else None
        complete = isinstance(code, str) and _CODE.fullmatch(code) and option.get("label")
        _check(
            bool(complete) and "id" in option,
            f"Each option of {key} needs an id, an uppercase code and a label.",
        )
    codes = [option["code"] for option in options]
    _check(len(set(codes)) == len(codes), f"Options of {key} must have different codes.")


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(400, otherwise)
