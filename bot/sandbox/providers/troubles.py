"""Trouble that a person can order at a service, to see what the thread says then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.faults import Faults

# Each service's paid call.
ORDERS: Mapping[str, str] = {
    "tuplets": "POST /jobs",
    "openai": "POST /audio/transcriptions",
    "aitronos": "POST /audio/transcribe",
    "plaud": "POST /open/partner/ai/transcriptions/",
    "scriptivox": "POST /transcribe",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What happens at the next order, in a person's words and in those of `Faults`."""

    title: str
    what: Mapping[str, Any] = field(default_factory=dict)


def _refusal(status: int, code: str, words: str) -> Mapping[str, Any]:
    """An answer in every service's dialect at once."""
    body = {"detail": words, "error": {"code": code, "message": words}, "message": words}
    return {"status": status, "body": body}


TROUBLES: Mapping[str, Trouble] = {
    "busy": Trouble(
        title="No free place, three times",
        what={**_refusal(503, "CAPACITY", "No capacity right now."), "times": 3},
    ),
    "broke": Trouble(
        title="No credit, twice",
        what={**_refusal(402, "INSUFFICIENT_BALANCE", "Not enough credit."), "times": 2},
    ),
    "slow_down": Trouble(
        title="Asks to come back in 30 s",
        what={
            **_refusal(429, "RATE_LIMIT_EXCEEDED", "Too many requests."),
            "headers": {"Retry-After": "30"},
        },
    ),
    "slow": Trouble(title="Takes 10 s to answer", what={"delay": 10.0}),
    "lost": Trouble(title="The answer gets lost", what={"lose_answer": True}),
    "expired": Trouble(
        title="Does not know the key", what=_refusal(401, "INVALID_API_KEY", "Invalid key.")
    ),
    "garbage": Trouble(title="Answers with garbage", what={"garbage": True}),
}


def order(faults: Faults, service: str, name: str) -> None:
    """Have it happen at the next order. Raises KeyError."""
    faults.order(service, ORDERS[service], **TROUBLES[name].what)
