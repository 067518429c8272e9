"""Ways of asking for a form that servers honour, ignore or refuse."""

from collections.abc import Mapping
from dataclasses import dataclass

_FORMS = frozenset({"json_schema", "json_object", "tools"})
_FIELDS = frozenset({"model", "messages", "max_tokens", "temperature", "response_format", "tools"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """`honours` of json_schema, json_object and tools; `knows` is the fields that are not refused.

    What is neither honoured nor refused is ignored, and what comes instead is JSON in a fence, with
    chatter around it.
    """

    honours: frozenset[str] = _FORMS
    refuses: frozenset[str] = frozenset()
    knows: frozenset[str] = _FIELDS | {"tool_choice"}


DIALECTS: Mapping[str, Dialect] = {
    "schema": Dialect(),
    "tools": Dialect(honours=frozenset({"tools"}), refuses=_FORMS - {"tools"}),
    "json": Dialect(
        honours=frozenset({"json_object"}), refuses=frozenset({"json_schema", "tools"})
    ),
    "chatter": Dialect(honours=frozenset()),
    "refusing": Dialect(honours=frozenset(), knows=frozenset({"model", "messages"})),
    "new": Dialect(
        knows=_FIELDS - {"max_tokens", "temperature"} | {"max_completion_tokens", "tool_choice"}
    ),
}
