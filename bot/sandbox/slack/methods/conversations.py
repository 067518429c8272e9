"""Methods that read channels and threads."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.methods.arguments import signature, truth
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import Channel, Message, NoSuch

Json = dict[str, Any]


def replies(office: Office, args: Json) -> Json:
    """A thread, oldest first; its parent always comes along."""
    channel = _readable(office, args)
    try:
        first = office.workspace.message(channel.id, args["ts"])
    except NoSuch as error:
        raise SlackError("thread_not_found") from error
    below = [] if first.is_reply else office.workspace.replies(channel.id, first.ts)
    inside = _between(args)
    return _page(office, args, [first, *(m for m in below if inside(m))])


def history(office: Office, args: Json) -> Json:
    """A channel without its replies, newest first."""
    channel = _readable(office, args)
    inside = _between(args)
    messages = [
        m
        for m in office.workspace.visible(channel.id)
        if (m.broadcast or not m.is_reply) and inside(m)
    ]
    return _page(office, args, messages[::-1])


def info(office: Office, args: Json) -> Json:
    """A channel."""
    channel = office.channel(args["channel"])
    office.need_for(channel, "read")
    shape = office.shapes.channel(channel)
    if truth(args.get("include_num_members")):
        shape["num_members"] = len(channel.members)
    return {"channel": shape}


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


def _page(office: Office, args: Json, messages: Sequence[Message]) -> Json:
    try:
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    shown = messages[start : start + limit]
    more = start + limit < len(messages)
    metadata = truth(args.get("include_all_metadata"))
    return {
        "messages": [office.shapes.message(m, metadata=metadata) for m in shown],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }


WINDOW = "cursor include_all_metadata inclusive latest limit oldest"
METHODS = (
    Method("conversations.replies", signature(WINDOW, "channel ts", reads_json=False), replies, 3),
    Method("conversations.history", signature(WINDOW, "channel", reads_json=False), history, 3),
    Method(
        "conversations.info",
        signature("include_locale include_num_members", "channel", reads_json=False),
        info,
        3,
    ),
    Method(
        "conversations.open", signature("channel prevent_creation return_im users"), open_direct, 3
    ),
)
