"""Which recordings are taken ("Formats", "Limits"), and what their names promise."""

from pathlib import PurePosixPath

from bot.sandbox.providers.scriptivox.refused import Refused
from bot.sandbox.providers.sound import Sound

TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "wma": "audio/x-ms-wma",
    "aiff": "audio/aiff",
    "opus": "audio/opus",
    "caf": "audio/x-caf",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "mkv": "video/x-matroska",
    "webm": "video/webm",
    "wmv": "video/x-ms-wmv",
    "flv": "video/x-flv",
    "m4v": "video/x-m4v",
    "3gp": "video/3gpp",
    "mpeg": "video/mpeg",
    "mts": "video/mp2t",
    "ogv": "video/ogg",
    "ts": "video/mp2t",
    "vob": "video/mpeg",
    "f4v": "video/mp4",
}
CONTAINERS = TYPES.keys() | {"mpegts"}  # as their content tells them
_SHORTEST = 1.0
_LONGEST = 10 * 3600.0
_LONGEST_NAME = 255  # characters; the page gives no number


def type_of(filename: object) -> str:
    """The content type under which a file of this name is to be put. Raises Refused."""
    if not isinstance(filename, str) or not 0 < len(filename) <= _LONGEST_NAME:
        raise Refused(400, "INVALID_FILENAME", "filename is required.")
    if not filename.isprintable() or filename.startswith(".") or set(filename) & set('/\\:*?"<>|'):
        raise Refused(400, "INVALID_FILENAME", "filename has characters that are not allowed.")
    extension = PurePosixPath(filename.lower()).suffix[1:]
    if extension not in TYPES:
        raise Refused(400, "INVALID_MEDIA_FORMAT", f"Unsupported file extension: {extension}.")
    return TYPES[extension]


def check_length(sound: Sound) -> None:
    """Raises Refused for a recording that is too short or too long."""
    if sound.seconds < _SHORTEST:
        told = f"Audio is {sound.seconds:.2f} seconds long, the minimum is 1 second."
        raise Refused(400, "INVALID_MEDIA_FORMAT", told)
    if sound.seconds > _LONGEST:
        raise Refused(400, "DURATION_TOO_LONG", "Audio exceeds 10 hours.")
