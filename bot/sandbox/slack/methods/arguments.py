"""How a Web API request becomes arguments: query, form or JSON, only what the method knows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.slack.errors import SlackError

Json = dict[str, Any]
STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view", "files"})
AUTHORSHIP = "as_user icon_emoji icon_url link_names parse username attachments "


@dataclass(frozen=True, slots=True)
class Signature:
    """What a method takes: all names, those that must be there, whether JSON bodies are read."""

    takes: frozenset[str]
    needs: tuple[str, ...] = ()
    reads_json: bool = True


def signature(takes: str, needs: str = "", *, reads_json: bool = True) -> Signature:
    """A signature from words."""
    needed = tuple(needs.split())
    names = (*takes.split(), *needed, "team_id")  # the last is for organisation-wide tokens
    return Signature(frozenset(names), needed, reads_json)


async def read_arguments(request: web.Request, expected: Signature) -> Json:
    """The arguments of a call, without its token; raises SlackError."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        if expected.reads_json:
            args |= await _json_body(request)
    elif request.body_exists:
        args |= dict(await request.post())
    args.pop("token", None)
    args = {name: _structure(name, value) for name, value in args.items()}
    _check(args, expected)
    return args


async def _json_body(request: web.Request) -> Mapping[str, Any]:
    try:
        said = json.loads(await request.read() or b"{}")
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(said, dict):
        raise SlackError("json_not_object")
    return said


def _structure(name: str, value: Any) -> Any:
    if name not in STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        wrong = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise SlackError(wrong.get(name, "invalid_arguments")) from error


def _check(args: Json, expected: Signature) -> None:
    faults = [f"[ERROR] missing required field: {n}" for n in expected.needs if not args.get(n)]
    faults += [f"[ERROR] unknown argument: {name}" for name in args.keys() - expected.takes]
    if faults:
        raise SlackError("invalid_arguments", messages=faults)


def truth(value: Any) -> bool:
    """A boolean as forms and JSON write it."""
    return value in (True, "true", "True", "1", 1)
