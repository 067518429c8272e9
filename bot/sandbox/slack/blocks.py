"""Whether Slack would take these blocks, this view, and with which ids it then keeps them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack.elements import INTERACTIVE
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.layout import HOME, MAX_MARKDOWN, MESSAGE, MODAL
from bot.sandbox.slack.schema import Faults, Json, by_type, fault

MAX_VIEW_BYTES = 250_000
MAX_TABLES = 10_000  # characters in all tables of a message
MAX_CHARACTERS = 13_200  # measured, undocumented: see msg_blocks_too_long
COST_OF_A_BLOCK = 100
NewId = Callable[[str], str]


def check_blocks(blocks: Any, new_id: NewId) -> list[Json]:
    """A message's blocks with their ids filled in; raises SlackError."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    faults: Faults = []
    MESSAGE(blocks, "/blocks", faults)
    _refuse(faults or _odd(blocks, "/blocks"))
    _refuse(_overlong(blocks))
    if sum(map(len, _words(blocks))) + COST_OF_A_BLOCK * len(blocks) > MAX_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return _identified(blocks, new_id)


def check_view(view: Any, kind: str, new_id: NewId) -> Json:
    """A view with its ids filled in; raises SlackError."""
    faults: Faults = []
    by_type({"modal": MODAL} if kind == "modal" else {"home": HOME})(view, "/view", faults)
    if faults:
        raise SlackError("invalid_arguments", messages=faults)
    if len(json.dumps(view)) > MAX_VIEW_BYTES:
        raise SlackError("view_too_large")
    odd = _odd(view["blocks"], "/view/blocks")
    if kind == "modal" and "submit" not in view and _has_inputs(view["blocks"]):
        fault(odd, "missing required field: submit", "/view")
    if odd:
        raise SlackError("invalid_arguments", messages=odd)
    return {**view, "blocks": _identified(view["blocks"], new_id)}


def _refuse(faults: Faults) -> None:
    if faults:
        raise SlackError("invalid_blocks", messages=faults)


def _odd(blocks: list[Json], where: str) -> Faults:
    """What no single field shows: ids used twice, a section without words, an empty choice."""
    faults: Faults = []
    seen: set[str] = set()
    for number, block in enumerate(blocks):
        here = f"{where}/{number}"
        if (block_id := block.get("block_id")) in seen:
            fault(faults, f"block_id already exists: {block_id}", f"{here}/block_id")
        seen |= {block_id} if block_id else set()
        if block["type"] == "section" and not {"text", "fields"} & block.keys():
            fault(faults, "missing required field: text", here)
        if block["type"] == "image" and not {"image_url", "slack_file"} & block.keys():
            fault(faults, "missing required field: image_url", here)
        elements = list(_interactive(block))
        actions = [e["action_id"] for e in elements if "action_id" in e]
        for twice in {a for a in actions if actions.count(a) > 1}:
            fault(faults, f"action_id already exists: {twice}", here)
        for element in elements:
            _check_choice(element, here, faults)
    return faults


def _check_choice(element: Json, where: str, faults: Faults) -> None:
    if not element["type"].endswith("static_select"):
        return
    if not {"options", "option_groups"} & element.keys():
        fault(faults, "missing required field: options", where)
    groups = element.get("option_groups", [])
    options = element.get("options", []) + [o for group in groups for o in group["options"]]
    first = element.get("initial_option")
    if first is not None and first not in options:
        fault(faults, "initial_option must be one of the options", where)


def _overlong(blocks: list[Json]) -> Faults:
    faults: Faults = []
    markdown = sum(len(b["text"]) for b in blocks if b["type"] == "markdown")
    tables = sum(len(w) for b in blocks if b["type"] == "table" for w in _words(b))
    if markdown > MAX_MARKDOWN:
        fault(faults, f"markdown must be less than {MAX_MARKDOWN + 1} characters", "/blocks")
    if tables > MAX_TABLES:
        fault(faults, f"tables must be less than {MAX_TABLES + 1} characters", "/blocks")
    return faults


def _words(thing: Any) -> Iterator[str]:
    """Every text that people read in this."""
    if isinstance(thing, list):
        for item in thing:
            yield from _words(item)
    elif isinstance(thing, dict):
        for name, content in thing.items():
            if isinstance(content, str) and name in ("text", "title", "alt_text"):
                yield content
            else:
                yield from _words(content)


def _interactive(thing: Any) -> Iterator[Json]:
    """Every element that can be pressed, chosen or typed into."""
    if isinstance(thing, list):
        for item in thing:
            yield from _interactive(item)
    elif isinstance(thing, dict):
        if thing.get("type") in INTERACTIVE:
            yield thing
        for content in thing.values():
            yield from _interactive(content)


def _has_inputs(blocks: list[Json]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def _identified(blocks: list[Json], new_id: NewId) -> list[Json]:
    return [{"block_id": new_id("b")} | _named(block, new_id) for block in blocks]


def _named(thing: Any, new_id: NewId) -> Any:
    """A copy in which everything interactive has its id."""
    if isinstance(thing, list):
        return [_named(item, new_id) for item in thing]
    if not isinstance(thing, dict):
        return thing
    copied = {name: _named(content, new_id) for name, content in thing.items()}
    if copied.get("type") in INTERACTIVE:
        copied.setdefault("action_id", new_id("a"))
    return copied
