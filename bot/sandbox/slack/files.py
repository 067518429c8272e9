"""Files: what people bring along, and what Slack makes of it."""

import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import quote

Mode = Literal["hosted", "external", "hidden_by_limit", "snippet"]
Json = dict[str, Any]
MIMETYPES = {
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".srt": "text/plain",
    ".vtt": "text/vtt",
    ".md": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in somebody's hands.

    `subtype` is "slack_audio" or "slack_video" for clips. `access` "check_file_info" makes its
    messages carry only a stub, as in Slack Connect. `scan` is how many seconds the malware scan
    takes, during which the types are empty. `external` is the link of a file on a drive.
    """

    name: str
    data: bytes = b""
    mimetype: str | None = None
    subtype: str | None = None
    duration_ms: int | None = None
    mode: Mode = "hosted"
    external: str = ""
    access: Literal["visible", "check_file_info", "access_denied", "file_not_found"] = "visible"
    scan: float = 0.0


@dataclass(slots=True, kw_only=True)
class File:
    """A file in Slack. `shares`: channel id to the messages that show it, once Slack says so."""

    id: str
    user: str
    team: str
    created: float
    upload: Upload
    title: str = ""
    scanned_at: float = 0.0
    deleted: bool = False
    shares: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.upload.name

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return self.upload.data

    @property
    def mimetype(self) -> str:
        """Its type, as a browser would be told."""
        return self.upload.mimetype or guess_mimetype(self.upload.name)


def guess_mimetype(name: str) -> str:
    """What Slack makes of a file's name."""
    suffix = PurePosixPath(name).suffix.lower()
    return MIMETYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def shape_file(file: File, url: str, now: float) -> Json:
    """The file object, as the API shows it at this time."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    if file.upload.mode == "hidden_by_limit":
        hidden = {"id": file.id, "mode": "hidden_by_limit", "date_delete": 0}
        return hidden | {"created": int(file.created), "timestamp": int(file.created)}
    return {
        "id": file.id,
        "created": int(file.created),
        "timestamp": int(file.created),
        "name": file.name,
        "title": file.title or file.name,
        "user": file.user,
        "user_team": file.team,
        "editable": False,
        "size": len(file.data),
        "mode": file.upload.mode,
        "is_public": True,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "file_access": "visible",
        "permalink": f"{url}/files/{file.user}/{file.id}/{quote(file.name)}",
        **_types(file, now),
        **_address(file, url),
        **_media(file),
    }


def shape_stub(file: File) -> Json:
    """All that a message from Slack Connect tells of a file."""
    stub = {"id": file.id, "mode": "file_access", "file_access": file.upload.access}
    return stub | {"created": 0, "timestamp": 0, "user": ""}


def _types(file: File, now: float) -> Json:
    if now < file.scanned_at:
        return {"mimetype": "", "filetype": "", "pretty_type": ""}
    filetype = PurePosixPath(file.name).suffix.removeprefix(".").lower() or "binary"
    filetype = "text" if filetype == "txt" else filetype
    pretty = {"text": "Plain Text", "mp4": "MPEG 4 Video", "m4a": "MPEG 4 Audio"}
    return {
        "mimetype": file.mimetype,
        "filetype": filetype,
        "pretty_type": pretty.get(filetype, filetype.upper()),
    }


def _address(file: File, url: str) -> Json:
    if file.upload.mode == "external":
        where = {"is_external": True, "external_type": "gdrive"}
        return where | {"external_url": file.upload.external, "url_private": file.upload.external}
    base = f"{url}/slack/files/{file.team}-{file.id}"
    return {
        "is_external": False,
        "external_type": "",
        "url_private": f"{base}/{quote(file.name)}",
        "url_private_download": f"{base}/download/{quote(file.name)}",
    }


def _media(file: File) -> Json:
    media: Json = {}
    kind = file.mimetype.split("/")[0]
    if file.upload.subtype:
        media["subtype"] = file.upload.subtype
        kind = file.upload.subtype.removeprefix("slack_")
    if kind in ("audio", "video"):
        media["media_display_type"] = kind
    if file.upload.duration_ms is not None:
        media["duration_ms"] = file.upload.duration_ms
    return media
