"""Decides what concerns us of everything that Slack tells; pure.

Other people's chatter becomes None and leaves no trace. What concerns us becomes a `Notice`: ids,
and those words only that were addressed to us.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.notice import Kind, Notice
from bot.domain.recording import SlackFile
from bot.slack.recordings import recordings

_SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message"})


def notice(body: Mapping[str, Any], bot_user: str) -> Notice | None:
    """What an event means to us; None when nothing.

    The key is made of the content, so the same message has one key however often and in whatever
    form (`message` and `app_mention`) we hear of it.
    """
    event = _mapping(body.get("event"))
    team = _text(body, "context_team_id") or _text(body, "team_id")
    match event.get("type"):
        case "message":
            return _message(event, team, bot_user)
        case "app_mention":
            return _said(event, team, bot_user)
        case "file_deleted":
            return _file_deleted(event, team)
        case "member_joined_channel":
            return _invited(event, team, bot_user)
        case _:
            return None


def revoked(body: Mapping[str, Any]) -> str | None:
    """Why our token is worth nothing any more, in Slack's word for it; None when it is."""
    event = _mapping(body.get("event"))
    match event.get("type"):
        case "app_uninstalled":
            return "account_inactive"
        case "tokens_revoked":
            return "token_revoked" if _mapping(event.get("tokens")).get("bot") else None
        case _:
            return None


def _message(event: Mapping[str, Any], team: str, bot_user: str) -> Notice | None:
    match _text(event, "subtype"):
        case "message_deleted":
            gone = _mapping(event.get("previous_message"))
            return _deleted(event, gone, team, bot_user) if _ours(event, gone, bot_user) else None
        case "message_changed":
            # A deleted message that has replies is told as a change into a tombstone.
            now, gone = _mapping(event.get("message")), _mapping(event.get("previous_message"))
            if now.get("subtype") != "tombstone" or not _ours(event, gone, bot_user):
                return None
            return _deleted({**event, "deleted_ts": now.get("ts")}, gone, team, bot_user)
        case subtype if subtype in _SPOKEN:
            return _said(event, team, bot_user)
        case _:
            return None


def _said(event: Mapping[str, Any], team: str, bot_user: str) -> Notice | None:
    """A message of a person: with recordings, with words for us, or neither."""
    user, ts, channel = _text(event, "user"), _text(event, "ts"), _text(event, "channel")
    if not (user and ts and channel) or _is_bot(event, bot_user):
        return None
    words = _words_for_us(event, bot_user)
    files = recordings(event, addressed=words is not None)
    if not files and words is None:
        return None
    return Notice(
        key=f"message:{team}:{channel}:{ts}",
        kind=Kind.SHARED if files else Kind.MENTION,
        team=team,
        channel=channel,
        user=user,
        ts=ts,
        thread_ts=_text(event, "thread_ts") or None,
        files=files,
        words=words or "",
    )


def _words_for_us(event: Mapping[str, Any], bot_user: str) -> str | None:
    """What was said to us; None when we were not addressed. In a direct message everything is."""
    text, mention = _text(event, "text"), f"<@{bot_user}"
    before, found, after = text.partition(mention)
    if found and after[:1] in {">", "|"}:
        return f"{before} {after.partition('>')[2]}".replace(f"{mention}>", " ").strip()
    addressed = event.get("type") == "app_mention" or event.get("channel_type") == "im"
    return text.strip() if addressed else None


def _ours(event: Mapping[str, Any], gone: Mapping[str, Any], bot_user: str) -> bool:
    """Whether a deleted message may have been a recording's: it had one, or spoke to us, or is ours.

    What is not told about it counts as ours: looking it up costs one query.
    """
    if not gone:
        return True
    mine = _text(gone, "user") == bot_user
    asked = f"<@{bot_user}" in _text(gone, "text") or event.get("channel_type") == "im"
    return mine or asked or bool(gone.get("files") or gone.get("attachments"))


def _deleted(
    event: Mapping[str, Any], gone: Mapping[str, Any], team: str, bot_user: str
) -> Notice | None:
    channel = _text(event, "channel")
    ts = _text(event, "deleted_ts") or _text(gone, "ts")
    if not (channel and ts):
        return None
    return Notice(
        key=f"deleted:{team}:{channel}:{ts}",
        kind=Kind.MESSAGE_DELETED,
        team=team,
        channel=channel,
        user=_text(gone, "user") or bot_user,
        ts=ts,
        thread_ts=_text(gone, "thread_ts") or None,
    )


def _file_deleted(event: Mapping[str, Any], team: str) -> Notice | None:
    file_id = _text(event, "file_id") or _text(_mapping(event.get("file")), "id")
    if not file_id:
        return None
    return Notice(
        key=f"file_deleted:{team}:{file_id}",
        kind=Kind.FILE_DELETED,
        team=team,
        channel="",
        user=_text(event, "user_id"),
        ts=_text(event, "event_ts"),
        files=(SlackFile(id=file_id, sure=False),),
    )


def _invited(event: Mapping[str, Any], team: str, bot_user: str) -> Notice | None:
    inviter, channel = _text(event, "inviter"), _text(event, "channel")
    if event.get("user") != bot_user or not inviter or not channel:
        return None
    ts = _text(event, "event_ts")
    return Notice(
        key=f"invited:{team}:{channel}:{ts}",
        kind=Kind.INVITED,
        team=team,
        channel=channel,
        user=inviter,
        ts=ts,
    )


def _is_bot(event: Mapping[str, Any], bot_user: str) -> bool:
    return bool(event.get("bot_id")) or event.get("user") in {bot_user, "USLACKBOT"}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
