"""Methods that say things."""

from typing import Any

from bot.sandbox.slack.blocks import check_blocks
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.methods.arguments import AUTHORSHIP, signature, truth
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import Channel, NoSuch

Json = dict[str, Any]
MAX_POST = 40_000  # longer texts are cut
MAX_UPDATE = 4_000  # longer texts are refused
MAX_METADATA = 16_000


def post_message(office: Office, args: Json) -> Json:
    """Say something new."""
    channel = office.addressed(args["channel"])
    said = read_words(args, office)
    thread = office.thread(channel, args.get("thread_ts"))
    office.limits.count_post(channel.id)
    said["metadata"] = read_metadata(args)
    said["broadcast"] = thread is not None and truth(args.get("reply_broadcast"))
    message = office.post(channel, said, thread=thread)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": office.shapes.message(message),
    }


def update(office: Office, args: Json) -> Json:
    """Say the same thing anew."""
    channel = office.own_channel(args["channel"])
    message = own_message(office, channel, args["ts"], "cant_update_message")
    if len(args.get("text") or "") > MAX_UPDATE:
        raise SlackError("msg_too_long")
    said = read_words(args, office)
    before = office.shapes.message(message)
    message.text = said["text"]
    message.blocks = said["blocks"]
    message.metadata = read_metadata(args) or message.metadata
    message.edited = office.workspace.new_ts()
    office.herald.changed(message, before)
    now = office.shapes.message(message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": now}


def post_ephemeral(office: Office, args: Json) -> Json:
    """Say something to one person alone."""
    channel = office.own_channel(args["channel"])
    said = read_words(args, office)
    if args["user"] not in channel.members:
        raise SlackError("user_not_in_channel")
    thread = office.thread(channel, args.get("thread_ts"))
    message = office.post(channel, said | {"for_person": args["user"]}, thread=thread)
    return {"message_ts": message.ts}


def delete(office: Office, args: Json) -> Json:
    """Take back a message of the app's own."""
    channel = office.own_channel(args["channel"])
    message = own_message(office, channel, args["ts"], "cant_delete_message")
    before = office.shapes.message(message)
    if office.workspace.remove(message):
        office.herald.changed(message, before)
    else:
        office.herald.deleted(message, before)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(office: Office, args: Json) -> Json:
    """Where a message is to be seen."""
    channel = office.channel(args["channel"])
    try:
        message = office.workspace.message(channel.id, args["message_ts"])
    except NoSuch as error:
        raise SlackError("message_not_found") from error
    return {"channel": channel.id, "permalink": office.shapes.permalink(message)}


def read_words(args: Json, office: Office) -> Json:
    """The text and the checked blocks of a message; raises SlackError."""
    text, blocks = args.get("text") or "", args.get("blocks") or []
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", messages=["[ERROR] must be a string: text"])
    if args.get("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        blocks = [{"type": "markdown", "text": args["markdown_text"]}]
    if not text and not blocks:
        raise SlackError("no_text")
    checked = check_blocks(blocks, office.workspace.new_id)
    return {"text": text[:MAX_POST], "blocks": checked}


def read_metadata(args: Json) -> Json | None:
    """The message's metadata, flat as Slack wants it; raises SlackError."""
    metadata = args.get("metadata")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or metadata.keys() != {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_format")
    kind, payload = metadata["event_type"], metadata["event_payload"]
    if not isinstance(kind, str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if not all(isinstance(value, str | int | float | bool) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")
    if len(str(metadata)) > MAX_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def own_message(office: Office, channel: Channel, ts: str, foreign: str) -> Message:
    """A message of the app's own; raises SlackError, with `foreign` for somebody else's."""
    try:
        message = office.workspace.message(channel.id, ts)
    except NoSuch as error:
        raise SlackError("message_not_found") from error
    if message.tombstone:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(foreign)
    return message


WORDS = "text blocks markdown_text "
METHODS = (
    Method(
        "chat.postMessage",
        signature(
            WORDS
            + AUTHORSHIP
            + "metadata mrkdwn reply_broadcast thread_ts unfurl_links unfurl_media",
            "channel",
        ),
        post_message,
        None,
        ("chat:write",),
    ),
    Method(
        "chat.update",
        signature(WORDS + "as_user attachments file_ids link_names metadata parse", "channel ts"),
        update,
        3,
        ("chat:write",),
    ),
    Method(
        "chat.postEphemeral",
        signature(WORDS + AUTHORSHIP + "thread_ts", "channel user"),
        post_ephemeral,
        4,
        ("chat:write",),
    ),
    Method("chat.delete", signature("as_user", "channel ts"), delete, 3, ("chat:write",)),
    Method(
        "chat.getPermalink",
        signature("", "channel message_ts", reads_json=False),
        get_permalink,
        None,
    ),
)
