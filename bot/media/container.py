"""What kind of file this is, by its first bytes and never by its name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Container:
    """A file format that holds sound. `extension` is None when only a decoder can tell."""

    extension: str | None
    content_type: str = "application/octet-stream"


UNKNOWN = Container(None)
M4A = Container("m4a", "audio/mp4")
MP3 = Container("mp3", "audio/mpeg")
AAC = Container("aac", "audio/aac")
WAV = Container("wav", "audio/wav")
FLAC = Container("flac", "audio/flac")
OGG = Container("ogg", "audio/ogg")
OPUS = Container("opus", "audio/ogg")
WMA = Container("wma", "audio/x-ms-wma")
WEBM = Container("webm", "audio/webm")

MADE = {made.extension: made for made in (M4A, MP3, OGG, OPUS)}  # what a conversion makes

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_VIDEO = bytes.fromhex("c0ef19bc4d5bcf11a8fd00805f5c442b")
_EBML = b"\x1aE\xdf\xa3"
_MP4_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_NOT_SOUND = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"\x7fELF",
    b"MZ",
)


def container_of(head: bytes) -> Container | None:
    """The container of a file that begins with these bytes; None when it holds no sound."""
    if is_text(head) or head.startswith(_NOT_SOUND):
        return None
    for look in (_by_signature, _iso, _riff, _ogg, _asf, _matroska, _mpeg):
        found = look(head)
        if found is not None:
            return found
    return UNKNOWN


def is_page(head: bytes) -> bool:
    """Whether it is an HTML page: a login page, most often."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<!--"))


def is_text(head: bytes) -> bool:
    """Whether it is text of any kind: JSON, a playlist, an XML error."""
    start = head[:512]
    if not start or any(byte < 9 or 13 < byte < 32 for byte in start):  # noqa: PLR2004 - controls
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4  # only the last letter is cut
    return True


def _by_signature(head: bytes) -> Container | None:
    return FLAC if head.startswith(b"fLaC") else None


def _iso(head: bytes) -> Container | None:
    """MP4 and its kin: only the brand of M4A promises that there is no picture."""
    if head[4:8] not in _MP4_BOXES:
        return None
    audio = head[4:12] in (b"ftypM4A ", b"ftypM4B ") and b"vmhd" not in head
    return M4A if audio else UNKNOWN


def _riff(head: bytes) -> Container | None:
    if head[:4] not in (b"RIFF", b"RF64"):
        return None
    return WAV if head[8:12] == b"WAVE" else UNKNOWN


def _ogg(head: bytes) -> Container | None:
    if not head.startswith(b"OggS"):
        return None
    if b"theora" in head[:128]:
        return UNKNOWN
    return OPUS if b"OpusHead" in head[:128] else OGG


def _asf(head: bytes) -> Container | None:
    if not head.startswith(_ASF):
        return None
    return UNKNOWN if _ASF_VIDEO in head else WMA


def _matroska(head: bytes) -> Container | None:
    if not head.startswith(_EBML):
        return None
    return WEBM if b"webm" in head[:64] else UNKNOWN


def _mpeg(head: bytes) -> Container | None:
    """MPEG audio's frame header: eleven set bits, then version and layer."""
    if head.startswith(b"ID3"):
        return MP3
    if len(head) < 3 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:  # noqa: PLR2004
        return None
    layer, version = head[1] & 0x06, head[1] & 0x18
    if layer == 0 and head[1] & 0xF0 == 0xF0:  # noqa: PLR2004
        return AAC  # ADTS leaves the layer empty
    return MP3 if layer and version != 0x08 and head[2] >> 4 != 0xF else None  # noqa: PLR2004
