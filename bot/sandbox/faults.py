"""Ordered trouble: what goes wrong, at which call, how often."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Hook = Callable[[], Awaitable[None] | None]


@dataclass(slots=True)
class Fault:
    """One order. Without `effect` or `lose_answer` the call has no effect.

    `status`, `headers`, `body`: answer this. `error`: Slack's `ok: false` with this name.
    `delay`: seconds on the clock before anything else. `reset`: drop the connection before the
    effect. `lose_answer`: drop it after the effect. `garbage`: 200 with what is no JSON.
    `effect`: have the effect, then answer as ordered. `hook` runs before or after the effect;
    a fault with only a hook or a delay leaves the answer alone.
    """

    service: str
    call: str
    times: int | None = 1  # None: always
    after: int = 0  # so many calls go well before
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes | dict[str, Any] | None = None
    error: str | None = None
    delay: float = 0.0
    lose_answer: bool = False
    reset: bool = False
    garbage: bool = False
    effect: bool = False
    hook: Hook | None = None
    when: Literal["before", "after"] = "before"
    hits: int = 0  # how often it struck

    @property
    def answers(self) -> bool:
        """Whether it replaces the answer."""
        return self.status is not None or self.error is not None or self.garbage

    def meets(self, service: str, call: str) -> bool:
        """Whether it is meant for this call."""
        known = (call,) if "/" in self.call else (call, _head(call), "*")
        return self.service == service and self.call in known

    async def run_hook(self, when: str) -> None:
        """Run the hook if this is its moment."""
        if self.hook and self.when == when:
            outcome = self.hook()
            if inspect.isawaitable(outcome):
                await outcome


class Faults:
    """The orders that are open."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def order(self, service: str, call: str, **what: Any) -> Fault:
        """Order trouble; the keywords are the fields of `Fault`.

        `call` is a Web API method ("chat.postMessage"), "files.download", "files.upload",
        "socket", or for other services the verb and path ("GET /jobs/{id}", "PUT storage").
        """
        fault = Fault(service, call, **what)
        self._orders.append(fault)
        return fault

    def clear(self) -> None:
        """From now on everything goes well."""
        self._orders.clear()

    def strike(self, service: str, call: str) -> Fault | None:
        """The fault that this call meets, counted."""
        for fault in self._orders:
            if not fault.meets(service, call):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            if fault.times is None or fault.hits < fault.times:
                fault.hits += 1
                return fault
        return None


def _head(call: str) -> str:
    """A call of many addresses goes by its first word: "PUT storage" for "PUT /storage/{key}"."""
    verb, _, path = call.partition(" /")
    return f"{verb} {path.split('/', 1)[0]}"
