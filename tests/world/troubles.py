"""What can go wrong with a call, and how often."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox import Sandbox

PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
HTML = {"Content-Type": "text/html; charset=utf-8"}
NEVER = 600.0  # seconds: longer than anybody waits for an answer

Order = Mapping[str, Any]  # what a fault of the sandbox is ordered with

TROUBLES: dict[str, Callable[[Sandbox], Order]] = {
    "never arrives": lambda _: {"delay": NEVER, "reset": True},
    "answer lost": lambda _: {"lose_answer": True},
    "reset": lambda _: {"reset": True},
    "429": lambda _: {"status": 429},
    "429, come back": lambda _: {"status": 429, "headers": {"Retry-After": "7"}},
    "500": lambda _: {"status": 500},
    "503": lambda _: {"status": 503},
    "402": lambda _: {"status": 402},
    "409": lambda _: {"status": 409},
    "410": lambda _: {"status": 410},
    "a page": lambda _: {"status": 200, "body": PAGE, "headers": HTML},
    "bad JSON": lambda _: {"garbage": True},
    "nothing": lambda _: {"status": 200, "body": b""},
    "hangs": lambda sandbox: {
        "lose_answer": True,
        "when": "after",
        "hook": lambda: sandbox.clock.sleep(NEVER),
    },
}

TIMES: dict[str, int | None] = {"once": 1, "three times": 3, "for ever": None}
