"""Methods that read channels and threads."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods.arguments import signature, truth
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import Channel, NoSuch

Json = dict[str, Any]
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
MOST = 999
A_TS, AN_ID = "next_ts:", "next_id:"  # where the next page begins, whatever appears meanwhile


def replies(office: Office, args: Json) -> Json:
    """A thread, oldest first; its parent always comes along."""
    channel = _readable(office, args)
    try:
        first = office.workspace.message(channel.id, args["ts"])
    except NoSuch as error:
        raise SlackError("thread_not_found") from error
    below = [] if first.is_reply else office.workspace.replies(channel.id, first.ts)
    inside = _between(args)
    return _page(office, args, [first, *(m for m in below if inside(m))], newest_first=False)


def history(office: Office, args: Json) -> Json:
    """A channel without its replies, newest first."""
    channel = _readable(office, args)
    inside = _between(args)
    messages = [
        m
        for m in office.workspace.visible(channel.id)
        if (m.broadcast or not m.is_reply) and inside(m)
    ]
    return _page(office, args, messages[::-1], newest_first=True)


def info(office: Office, args: Json) -> Json:
    """A channel."""
    channel = office.channel(args["channel"])
    office.need_for(channel, "read")
    shape = office.shapes.channel(channel)
    if truth(args.get("include_num_members")):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


def members(office: Office, args: Json) -> Json:
    """Who is in a channel, by their ids."""
    channel = office.channel(args["channel"])
    office.need_for(channel, "read")
    start = _cursor(args, AN_ID)
    page, rest = _cut(args, sorted(member for member in channel.members if member >= start))
    following = _pointer(AN_ID, rest[0]) if rest else ""
    return {"members": page, "response_metadata": {"next_cursor": following}}


def of_somebody(office: Office, args: Json) -> Json:
    """The channels that the app or a person is a member of.

    Of a person's channels that are not public, only those that the app is in, too.
    """
    app = office.workspace.app.id
    user = args.get("user") or app
    kinds = [KINDS.get(kind) for kind in str(args.get("types") or "public_channel").split(",")]
    if None in kinds:
        raise SlackError("invalid_types")
    for kind in kinds:
        office.need(SCOPES[str(kind)])
    if user != app and all(user != person.id for person in office.workspace.people):
        raise SlackError("user_not_found")
    living = truth(args.get("exclude_archived"))
    shown = [
        office.shapes.channel(channel)
        for channel in office.workspace.channels
        if channel.kind in kinds and user in channel.members
        if channel.kind == "channel" or app in channel.members
        if not (living and channel.archived)
    ]
    if start := _cursor(args, AN_ID):
        ids = [channel["id"] for channel in shown]
        if start not in ids:
            raise SlackError("invalid_cursor")
        shown = shown[ids.index(start) :]
    page, rest = _cut(args, shown)
    following = _pointer(AN_ID, rest[0]["id"]) if rest else ""
    return {"channels": page, "response_metadata": {"next_cursor": following}}


def open_direct(office: Office, args: Json) -> Json:
    """The direct messages with somebody."""
    office.need("im:write")
    users = str(args.get("users") or "").split(",")
    if args.get("channel"):
        return {"channel": {"id": office.channel(args["channel"]).id}}
    if len(users) != 1 or not any(users[0] == p.id for p in office.workspace.people):
        raise SlackError("user_not_found" if users != [""] else "users_list_not_supplied")
    channel = office.workspace.direct(users[0])
    return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}


def _readable(office: Office, args: Json) -> Channel:
    channel = office.channel(args["channel"])
    office.need_for(channel, "history")
    if office.workspace.app.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _between(args: Json) -> Callable[[Message], bool]:
    oldest, latest = _ts(args, "oldest", 0.0), _ts(args, "latest", float("inf"))
    if truth(args.get("inclusive")):
        return lambda message: oldest <= float(message.ts) <= latest
    return lambda message: oldest < float(message.ts) < latest


def _ts(args: Json, name: str, default: float) -> float:
    try:
        return float(args.get(name) or default)
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error


def _page(office: Office, args: Json, messages: Sequence[Message], *, newest_first: bool) -> Json:
    if start := _cursor(args, A_TS):
        messages = [m for m in messages if (m.ts <= start if newest_first else m.ts >= start)]
    shown, rest = _cut(args, messages)
    metadata = truth(args.get("include_all_metadata"))
    return {
        "messages": [office.shapes.message(m, metadata=metadata) for m in shown],
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": _pointer(A_TS, rest[0].ts) if rest else ""},
    }


def _cut(args: Json, things: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """One page of these, and what comes after it."""
    try:
        limit = int(args.get("limit") or 100)
    except ValueError as error:
        raise SlackError("invalid_limit") from error
    if not 0 < limit <= MOST:
        raise SlackError("invalid_limit")
    return things[:limit], things[limit:]


def _pointer(kind: str, start: str) -> str:
    return base64.b64encode(f"{kind}{start}".encode()).decode()


def _cursor(args: Json, kind: str) -> str:
    try:
        told = base64.b64decode(str(args.get("cursor") or ""), validate=True).decode()
    except (binascii.Error, ValueError) as error:
        raise SlackError("invalid_cursor") from error
    if told and not told.startswith(kind):
        raise SlackError("invalid_cursor")
    return told.removeprefix(kind)


WINDOW = "cursor include_all_metadata inclusive latest limit oldest"
METHODS = (
    Method("conversations.replies", signature(WINDOW, "channel ts", reads_json=False), replies, 3),
    Method("conversations.history", signature(WINDOW, "channel", reads_json=False), history, 3),
    Method(
        "users.conversations",
        signature("cursor exclude_archived exclude_muted limit types user", reads_json=False),
        of_somebody,
        3,
    ),
    Method(
        "conversations.info",
        signature("include_locale include_num_members", "channel", reads_json=False),
        info,
        3,
    ),
    Method(
        "conversations.members",
        signature("cursor limit", "channel", reads_json=False),
        members,
        4,
    ),
    Method(
        "conversations.open", signature("channel prevent_creation return_im users"), open_direct, 3
    ),
)
