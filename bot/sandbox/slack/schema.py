"""A few words to say what a piece of Block Kit must look like.

A check takes a value, where it stands (a JSON pointer), and the list that it writes faults to, in
Slack's own wording.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Faults = list[str]
Check = Callable[[Any, str, Faults], None]


def fault(faults: Faults, what: str, where: str) -> None:
    """Write down a fault as Slack words it."""
    faults.append(f"[ERROR] {what} [json-pointer:{where}]")


def string(high: int, low: int = 1) -> Check:
    """A string of `low` to `high` characters."""

    def check(value: Any, where: str, faults: Faults) -> None:
        if not isinstance(value, str):
            fault(faults, "must be a string", where)
        elif len(value) > high:
            fault(faults, f"must be less than {high + 1} characters", where)
        elif len(value) < low:
            fault(faults, f"must be more than {low - 1} characters", where)

    return check


def flag(value: Any, where: str, faults: Faults) -> None:
    """True or false."""
    if not isinstance(value, bool):
        fault(faults, "must be a boolean", where)


def integer(low: int, high: int) -> Check:
    """A whole number within bounds."""

    def check(value: Any, where: str, faults: Faults) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            fault(faults, f"must be an integer from {low} to {high}", where)

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, where: str, faults: Faults) -> None:
        if value not in allowed:
            fault(faults, f"must be one of: {', '.join(allowed)}", where)

    return check


def items(each: Check, high: int, low: int = 1) -> Check:
    """A list of `low` to `high` things."""

    def check(value: Any, where: str, faults: Faults) -> None:
        if not isinstance(value, list):
            fault(faults, "must be an array", where)
            return
        if len(value) > high:
            fault(faults, f"no more than {high} items allowed", where)
        if len(value) < low:
            fault(faults, f"no fewer than {low} items allowed", where)
        for number, item in enumerate(value):
            each(item, f"{where}/{number}", faults)

    return check


def record(needed: Mapping[str, Check], allowed: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    fields = {**needed, **(allowed or {})}

    def check(value: Any, where: str, faults: Faults) -> None:
        if not isinstance(value, dict):
            fault(faults, "must provide an object", where)
            return
        for name in needed:
            if name not in value:
                fault(faults, f"missing required field: {name}", where)
        for name, content in value.items():
            if name not in fields:
                fault(faults, f"invalid additional property: {name}", where)
            else:
                fields[name](content, f"{where}/{name}", faults)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object that says in its `type` which of these it is."""

    def check(value: Any, where: str, faults: Faults) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind is None:
            fault(faults, "missing required field: type", where)
        elif kind not in kinds:
            fault(faults, f"unsupported type: {kind}", f"{where}/type")
        else:
            rest = {name: content for name, content in value.items() if name != "type"}
            kinds[kind](rest, where, faults)

    return check
