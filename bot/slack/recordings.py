"""Tells recordings from other files, in all the disguises that Slack gives them.

A clip says so in its `subtype` while its type may be anything; a fresh upload has no type until
Slack has scanned it; a file from another workspace is a stub that only `files.info` can fill.
"""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.domain.recording import SlackFile

CLIPS = frozenset({"slack_audio", "slack_video"})
WITHHELD = frozenset({"access_denied", "check_file_info", "file_not_found"})
HIDDEN = frozenset({"tombstone", "hidden_by_limit"})

_EXTENSIONS = frozenset(
    [
        *("3ga", "3gp", "aac", "ac3", "aif", "aifc", "aiff", "alac", "amr", "ape", "asf", "au"),
        *("avi", "caf", "dss", "flac", "flv", "m2ts", "m4a", "m4b", "m4v", "mka", "mkv", "mov"),
        *("mp2", "mp3", "mp4", "mpeg", "mpg", "mpga", "mts", "oga", "ogg", "ogv", "opus", "qt"),
        *("ra", "spx", "wav", "wave", "weba", "webm", "wma", "wmv", "wv"),
    ]
)
# Media by type, and nothing in them to hear.
_MUTE = frozenset({"m3u", "m3u8", "mid", "midi", "pls", "xspf"})
_VAGUE = frozenset({"", "application/octet-stream", "application/ogg", "application/mp4"})


def recordings(message: Mapping[str, Any], *, addressed: bool) -> tuple[SlackFile, ...]:
    """What there is to transcribe in a message, forwarded files included.

    When the message addresses us, files of which nothing is known are taken too: whoever asks gets
    an answer, whoever just shares something is left alone.
    """
    found = {
        file.id: file for raw in _files(message) if (file := _recording(raw, addressed=addressed))
    }
    return tuple(found.values())


def is_media(file: Mapping[str, Any]) -> bool | None:
    """Whether a file is audio or video; None when nobody can say yet."""
    if file.get("subtype") in CLIPS:
        return True
    extension, kind = _extension(file), _text(file, "mimetype").lower().partition(";")[0].strip()
    if extension in _MUTE:
        return False
    if kind.startswith(("audio/", "video/")):
        return True
    if kind in _VAGUE or file.get("mode") == "external":  # a drive's types are its own
        return True if extension in _EXTENSIONS else _undecided(kind, extension)
    return False


def name_of(file: Mapping[str, Any]) -> str:
    """What people call a file; its name may be null."""
    return _text(file, "name") or _text(file, "title")


def number(value: object) -> float | None:
    """A number that may be missing, null or zero for "unknown"."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return float(value) if known and isinstance(value, int | float) else None


def _files(message: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    holders = [message, *_mappings(message.get("attachments"))]
    for holder in holders:
        yield from _mappings(holder.get("files"))


def _recording(file: Mapping[str, Any], *, addressed: bool) -> SlackFile | None:
    file_id = _text(file, "id")
    media = is_media(file)
    blank = not name_of(file) and not _text(file, "mimetype")
    if not file_id or (media is not True and not _may_be(file, addressed=addressed, blank=blank)):
        return None
    size, milliseconds = number(file.get("size")), number(file.get("duration_ms"))
    return SlackFile(
        id=file_id,
        name=name_of(file),
        size=int(size) if size else None,
        seconds=milliseconds / 1000 if milliseconds else None,
        sure=media is True,
    )


def _may_be(file: Mapping[str, Any], *, addressed: bool, blank: bool) -> bool:
    if file.get("mode") in HIDDEN or file.get("file_access") in WITHHELD:
        return blank  # what it was nobody tells; `files.info` tells why
    return is_media(file) is None and (addressed or not blank)


def _undecided(kind: str, extension: str) -> bool | None:
    """No type and no extension: the scan may still be running."""
    return None if not kind and not extension else False


def _extension(file: Mapping[str, Any]) -> str:
    suffix = PurePosixPath(name_of(file)).suffix.lstrip(".").lower()
    return suffix or _text(file, "filetype").lower()


def _mappings(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
