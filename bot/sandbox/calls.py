"""Every call that reached the sandbox, in order."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One exchange. `args` never hold a token; `status` is 0 when the connection was dropped."""

    t: float
    service: str
    method: str
    args: dict[str, Any]
    response: Any
    status: int

    @property
    def web_api(self) -> bool:
        """Whether this was a Web API method of Slack's."""
        return self.service == "slack" and not self.method.startswith(("files.down", "files.upl"))

    def line(self) -> str:
        """The call as a line of a record."""
        told = {"t": self.t, "method": self.method, "args": self.args, "response": self.response}
        return json.dumps(told, ensure_ascii=False)


class Calls(list[Call]):
    """What was called; `listen` to hear of each as it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._listeners: list[Callable[[Call], None]] = []

    def listen(self, listener: Callable[[Call], None]) -> None:
        """Call back with each further call."""
        self._listeners.append(listener)

    def record(self, file: TextIO) -> None:
        """Write each further Web API call of Slack's as a line of JSON."""

        def write(call: Call) -> None:
            if call.web_api:
                file.write(call.line() + "\n")
                file.flush()

        self.listen(write)

    def add(self, call: Call) -> None:
        """Keep a call and tell of it."""
        self.append(call)
        for listener in self._listeners:
            listener(call)

    def of(self, service: str, method: str | None = None) -> list[Call]:
        """The calls of one service, or of one of its methods."""
        return [c for c in self if c.service == service and method in (None, c.method)]
