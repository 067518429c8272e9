"""What happened in a world, call by call, so that two worlds can be compared."""

import hashlib
import json
from collections import deque
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.calls import Call
from tests.world.sound import WORD

LAST = 60  # lines that are shown when something went wrong


class Trace:
    """A line a call: when, what, about which recordings, how it ended."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.calls = 0
        self._clock = sandbox.clock
        self._hash = hashlib.sha256()
        self._last: deque[str] = deque(maxlen=LAST)
        sandbox.calls.listen(self._add)

    @property
    def digest(self) -> str:
        """Equal for two worlds in which the same happened."""
        return self._hash.hexdigest()[:16]

    @property
    def last(self) -> str:
        """The last lines."""
        return "\n".join(self._last)

    def _add(self, call: Call) -> None:
        at, about = self._clock.elapsed(), _about(call.args)
        line = f"{at:.3f} {call.service} {call.method} {about} {call.status}"
        self.calls += 1
        self._hash.update(f"{line}\n".encode())
        self._last.append(line)


def payload_of(args: dict[str, Any]) -> dict[str, Any]:
    """What a post's metadata says."""
    told = args.get("metadata") or {}
    if isinstance(told, str):
        told = json.loads(told)
    payload = told.get("event_payload", {}) if isinstance(told, dict) else {}
    return payload if isinstance(payload, dict) else {}


def _about(args: dict[str, Any]) -> str:
    part = str(payload_of(args).get("part", ""))
    return " ".join([part, *sorted(set(WORD.findall(json.dumps(args))))])
