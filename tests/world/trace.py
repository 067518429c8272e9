"""What happened in a world, call by call, so that two worlds can be compared."""

import hashlib
import json
from collections import deque
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.calls import Call

LAST = 60  # lines that are shown when something went wrong
NAMED = ("channel", "ts", "thread_ts", "file", "user", "trigger_id", "id")


class Trace:
    """A line a call: when, what, about what, how it ended. Names are numbered as they appear."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.calls = 0
        self._began = sandbox.clock.now()
        self._hash = hashlib.sha256()
        self._names: dict[str, int] = {}
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
        at = f"{call.t - self._began:.3f}"
        line = f"{at} {call.service} {call.method} {self._about(call.args)} {call.status}"
        self.calls += 1
        self._hash.update(line.encode() + b"\n")
        self._last.append(line)

    def _about(self, args: dict[str, Any]) -> str:
        named = [self._number(args[name]) for name in NAMED if isinstance(args.get(name), str)]
        return ",".join([*named, part_of(args)])

    def _number(self, name: str) -> str:
        return str(self._names.setdefault(name, len(self._names)))


def part_of(args: dict[str, Any]) -> str:
    """The part of a job that a post is, or nothing."""
    return str(payload_of(args).get("part", ""))


def payload_of(args: dict[str, Any]) -> dict[str, Any]:
    """What a post's metadata says."""
    told = args.get("metadata") or {}
    if isinstance(told, str):
        told = json.loads(told)
    payload = told.get("event_payload", {}) if isinstance(told, dict) else {}
    return payload if isinstance(payload, dict) else {}
