"""What may pass at any service: ordered with `sandbox.faults.order(service, call, **trouble)`."""

from typing import Any

PASSING: dict[str, dict[str, Any]] = {
    "told to slow down": {"status": 429, "headers": {"Retry-After": "2"}},
    "told to slow down, unreadably": {"status": 429, "headers": {"Retry-After": "soon"}},
    "server error": {"status": 500},
    "server error after the effect": {"status": 502, "effect": True},
    "answer lost": {"lose_answer": True},
    "connection reset": {"reset": True},
    "garbage": {"garbage": True},
}
