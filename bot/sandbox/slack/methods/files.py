"""Methods about files."""

from typing import Any

from bot.sandbox.slack.blocks import check_blocks
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.files import File
from bot.sandbox.slack.methods.arguments import signature
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import NoSuch

Json = dict[str, Any]


def info(office: Office, args: Json) -> Json:
    """All that Slack knows of a file."""
    file = _visible(office, str(args["file"]))
    if file.upload.access in ("access_denied", "file_not_found"):
        raise SlackError(
            "not_visible" if file.upload.access == "access_denied" else "file_not_found"
        )
    return {"file": office.shapes.file(file), "comments": [], "content": None}


def get_upload_url(office: Office, args: Json) -> Json:
    """Step one of an upload."""
    _allowed(office)
    try:
        length = int(args["length"])
    except ValueError as error:
        raise SlackError("invalid_arguments") from error
    if length <= 0:
        raise SlackError("missing_argument")
    return office.shelf.announce(str(args["filename"]), length)


def complete_upload(office: Office, args: Json) -> Json:
    """Step three: share what was uploaded. The answer knows neither message nor shares."""
    _allowed(office)
    files = args["files"]
    if not isinstance(files, list) or not all(isinstance(f, dict) and "id" in f for f in files):
        raise SlackError("invalid_arguments", messages=["[ERROR] files must be [{id, title}]"])
    channel = office.own_channel(args["channel_id"]) if args.get("channel_id") else None
    thread = office.thread(channel, args.get("thread_ts")) if channel else None
    blocks = check_blocks(args.get("blocks") or [], office.workspace.new_id)
    done = [_completed(office, file) for file in files]
    if channel is not None:
        text = args.get("initial_comment") or ""
        said = {"text": text, "blocks": [] if text else blocks, "files": done}
        message = office.post(channel, said, thread=thread)
        office.shelf.show_late(message)
    return {"files": [{"id": f.id, "title": f.title or f.name} for f in done]}


def delete(office: Office, args: Json) -> Json:
    """Delete a file of the app's own."""
    file = _visible(office, str(args["file"]))
    if file.user != office.workspace.app.id:
        raise SlackError("cant_delete_file")
    file.deleted = True
    office.herald.file_deleted(file)
    return {}


def _allowed(office: Office) -> None:
    if office.shelf.refusal:
        raise SlackError(office.shelf.refusal)


def _visible(office: Office, file_id: str) -> File:
    """A file of the app's own, or one in a message that the app can see."""
    try:
        file = office.shelf.file(file_id)
    except NoSuch as error:
        raise SlackError("file_not_found") from error
    app = office.workspace.app.id
    places = {c.id for c in office.workspace.channels if app in c.members}
    if file.user != app and not places & file.shares.keys():
        raise SlackError("file_not_found")
    if file.deleted:
        raise SlackError("file_deleted")
    return file


def _completed(office: Office, told: Json) -> File:
    try:
        return office.shelf.complete(
            str(told["id"]), office.workspace.app.id, str(told.get("title") or "")
        )
    except NoSuch as error:
        raise SlackError("file_not_found") from error


METHODS = (
    Method(
        "files.info",
        signature("count cursor limit page", "file", reads_json=False),
        info,
        4,
        ("files:read",),
    ),
    Method(
        "files.getUploadURLExternal",
        signature("alt_txt snippet_type", "filename length", reads_json=False),
        get_upload_url,
        4,
        ("files:write",),
    ),
    Method(
        "files.completeUploadExternal",
        signature("blocks channel_id channels initial_comment thread_ts", "files"),
        complete_upload,
        4,
        ("files:write",),
    ),
    Method("files.delete", signature("", "file"), delete, 3, ("files:write",)),
)
