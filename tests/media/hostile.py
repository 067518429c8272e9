"""Hundreds of files that no machine writes: broken, lying, disguised, and made to do harm."""

import functools
import random
import struct
import zlib
from collections.abc import Iterator

from tests.media import corpus

Named = Iterator[tuple[str, bytes]]

_PARENTS = {
    b"moov",
    b"trak",
    b"mdia",
    b"minf",
    b"stbl",
    b"edts",
    b"udta",
    b"dinf",
    b"moof",
    b"traf",
}
_CUT = (
    "wav 16 bit 16 kHz", "mp3 with tags", "aac adts", "flac", "ogg opus", "webm with a film",
    "avi mp3", "mpeg-ts aac", "wma", "amr", "aiff", "caf", "au", "w64", "flv", "ac3", "wavpack",
)  # fmt: skip
_PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile '{canary}'\n",
    "m3u8": "#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:6,\n{canary}\n#EXT-X-ENDLIST\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
    "mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{canary}'
    "</BaseURL></MPD>",
    "pls": "[playlist]\nFile1={canary}\nNumberOfEntries=1\n",
    "asx": '<asx version="3.0"><entry><ref href="{canary}"/></entry></asx>',
    "smil": '<smil><body><audio src="{canary}"/></body></smil>',
    "cue": 'FILE "{canary}" WAVE\n  TRACK 01 AUDIO\n',
}
_TEXTS = {
    "html": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "json": b'{"ok": false, "error": "not_authed"}',
    "xml": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "words": b"this is no recording at all\n" * 9,
    "base64": b"SUQzBAAAAAAAI1RTU0UAAAAPAAADTGF2ZjU4" * 40,
}
_BINARIES = {
    "zip": b"PK\x03\x04\x14\0\0\0\x08\0",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03",
    "7z": b"7z\xbc\xaf\x27\x1c\0\x04",
    "rar": b"Rar!\x1a\x07\x01\0",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "gif": b"GIF89a\x40\0\x30\0",
    "elf": b"\x7fELF\x02\x01\x01\0",
    "exe": b"MZ\x90\0\x03\0\0\0",
    "sqlite": b"SQLite format 3\0\x10\0",
    "tar": b"recording.mp3".ljust(257, b"\0") + b"ustar\x0000",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "midi": b"MThd\0\0\0\x06\0\x01\0\x01\0\x60MTrk",
    "zeros": bytes(16),
    "ones": b"\xff" * 16,
}


@functools.cache
def hostile(canary: str) -> list[tuple[str, bytes]]:
    """Each by what it is, playlists last."""
    makers = (
        _cut_boxes,
        _lying_boxes,
        _cut,
        _disguised,
        _grafted,
        _headers,
        _nested,
        _bombs,
        _bent,
    )
    made = [named for maker in makers for named in maker()]
    return [*made, *playlists(canary).items()]


def _cut_boxes() -> Named:
    for name in ("m4a", "m4a with its index in front"):
        data = _honest(name)
        for at, _, kind in _boxes(data, 0, len(data)):
            yield f"{name}, cut at {at} in {kind!r}", data[: at + 6]
    data = _honest("mp4 in fragments")
    for at, _, kind in _boxes(data, 0, len(data)):
        if kind in {b"moov", b"moof", b"mdat", b"mfra"}:
            yield f"mp4 in fragments, cut at {at} before {kind!r}", data[:at]


def _lying_boxes() -> Named:
    data = _honest("m4a with its index in front")
    for at, _, kind in _boxes(data, 0, len(data)):
        for lie in (0, 0x7FFF_FFFF):
            yield f"{kind!r} at {at} of {lie} bytes", _put(data, at, struct.pack(">I", lie))


def _cut() -> Named:
    for name in _CUT:
        data = _honest(name)
        yield f"{name}, cut early", data[:60]
        yield f"{name}, cut in the middle", data[: len(data) // 2]


def playlists(canary: str) -> dict[str, bytes]:
    """Each in three disguises; they name the canary, a recording that nobody may hear."""
    made = {}
    for name, text in _PLAYLISTS.items():
        playlist = text.format(canary=canary).encode()
        made[f"{name} named .mp3"] = playlist
        made[f"{name} that looks binary"] = playlist + b"\n#" + b"\x01" * 600
        made[f"{name} behind a tag"] = b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + playlist
    return made


def _disguised() -> Named:
    noise = random.Random(1).randbytes(5000)
    yield "0 bytes", b""
    for byte in (b"\0", b"\xff", b"A"):
        yield f"1 byte {byte!r}", byte
    yield "noise", noise
    yield from _TEXTS.items()
    for name, magic in _BINARIES.items():
        yield name, magic + noise
    for name in ("mp3 32 kb/s", "flac", "ogg opus", "wav 16 bit 16 kHz", "m4a", "au", "caf"):
        yield f"the first bytes of {name} before noise", _honest(name)[:12] + noise * 20
        yield f"the first bytes of {name} before nothing", _honest(name)[:12] + bytes(90_000)


def _grafted() -> Named:
    """Two things in one."""
    mp3, mp4 = _honest("mp3 32 kb/s"), _honest("mp4 with a film")
    for name in ("zip", "jpeg", "pdf", "gif", "exe"):
        yield f"{name} that is mp3 further on", _BINARIES[name] + bytes(500) + mp3
        yield f"{name} that is mp4 further on", _BINARIES[name] + bytes(22) + mp4
        yield f"mp3 that is {name} further on", mp3 + _BINARIES[name] + bytes(500)
    yield "page that is mp3 further on", _TEXTS["html"] * 20 + mp3
    yield "mp4 that is a page further on", mp4 + _TEXTS["html"] * 20


def _headers() -> Named:
    """Numbers that no recording has."""
    wav, au, flac = (_honest(name) for name in ("wav 16 bit 16 kHz", "au", "flac"))
    for place, form, lies in (
        (22, "<H", (0, 65_535)),  # channels
        (24, "<I", (0, 1, 2**32 - 1)),  # rate
        (32, "<H", (0, 65_535)),  # bytes of a sample
        (34, "<H", (0, 1, 65_535)),  # bits of it
        (20, "<H", (0, 0x2000, 0xFFFF)),  # codec
        (16, "<I", (0, 3, 2**32 - 1)),  # its own length
    ):
        for lie in lies:
            yield f"wav with {lie} at {place}", _put(wav, place, struct.pack(form, lie))
    for place in (4, 12, 16, 20):
        for lie in (0, 2**31, 2**32 - 1):
            yield f"au with {lie} at {place}", _put(au, place, struct.pack(">I", lie))
    yield "wav without sound", wav[:44]
    yield "flac of rate 0", _put(flac, 18, bytes(3))
    yield "flac of endless length", _put(flac, 21, b"\xff" * 5)
    aiff = _honest("aiff")
    rate = aiff.index(b"COMM") + 16
    for name, lie in (("infinite", b"\x7f\xff" + b"\xff" * 8), ("negative", b"\xff" * 10)):
        yield f"aiff of {name} rate", _put(aiff, rate, lie)
    yield "caf of rate nan", _put(_honest("caf"), 20, b"\x7f\xf8" + bytes(6))


def _nested() -> Named:
    """More tracks, tables and depths than anybody counts."""
    data = _honest("m4a with its index in front")
    tracks = [(at, size) for at, size, kind in _boxes(data, 0, len(data)) if kind == b"trak"]
    at, size = tracks[0]
    for count in (2, 150, 1000):
        yield f"{count} tracks", _insert(data, at, data[at : at + size] * (count - 1))
    for count in (30, 5000):
        yield f"moov in moov, {count} deep", _nest(b"moov", count)
        yield f"udta in udta, {count} deep", _insert(data, at, _nest(b"udta", count))
    yield "riff in riff", b"".join(b"RIFF\xff\xff\xff\x7fWAVE" for _ in range(5000))
    yield "tag in tag", b"ID3\x03\0\0\0\0\x7f\x7f" * 5000
    yield (
        "ebml without an end",
        b"\x1aE\xdf\xa3\x01" + b"\xff" * 7 + b"\x18S\x80g\x01" + b"\xff" * 900,
    )


def _endless() -> Named:
    """Tables that claim to have no end, and clocks that run away."""
    data = _honest("m4a with its index in front")
    for kind, place in ((b"stts", 12), (b"stsz", 16), (b"stsc", 12), (b"stco", 12), (b"stsd", 12)):
        for lie in (0, 2**31 - 1, 2**32 - 1):
            table = data.index(kind) - 4
            yield f"{kind!r} of {lie} rows", _put(data, table + place, struct.pack(">I", lie))
    for kind, place in ((b"mvhd", 20), (b"mdhd", 20), (b"mvhd", 24), (b"mdhd", 24)):
        for lie in (0, 2**32 - 1):
            box = data.index(kind) - 4
            yield f"{kind!r} with {lie} at {place}", _put(data, box + place, struct.pack(">I", lie))
    delta = data.index(b"stts") + 16
    for lie in (2**31, 2**32 - 1):
        yield f"a clock that goes by {lie}", _put(data, delta, struct.pack(">I", lie))
    edits = data.index(b"elst") + 16
    for lie in (-2, -(2**31), 2**31 - 1):
        yield f"a beginning at {lie}", _put(data, edits, struct.pack(">i", lie))


def _bombs() -> Named:
    """Small outside."""
    packed = zlib.compress(bytes(64 * 1024 * 1024), 9)
    mp3, flac = _honest("mp3 32 kb/s"), _honest("flac")
    body = struct.pack(">I", 64 * 1024 * 1024) + packed
    frame = b"TXXX" + struct.pack(">I", len(body)) + b"\0\x80" + body
    yield "a tag that unpacks to 64 MB", _tagged(frame) + mp3
    picture = b"\x89PNG\r\n\x1a\n" + _chunk(
        b"IHDR", struct.pack(">IIBBBBB", 65_500, 65_500, 8, 2, 0, 0, 0)
    )
    picture += _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")
    cover = b"\0image/png\0\x03\0" + picture
    frame = b"APIC" + struct.pack(">I", len(cover)) + b"\0\0" + cover
    yield "a cover of 4 gigapixels", _tagged(frame) + mp3
    block = (
        struct.pack(">I", 3) + b"\0\0\0\x09image/png" + bytes(20) + struct.pack(">I", len(picture))
    )
    block += picture
    yield "flac with such a cover", flac[:4] + b"\x06" + len(block).to_bytes(3) + block + flac[4:]
    inner = _box(b"dcom", b"zlib") + _box(b"cmvd", body)
    film = _honest("mov uncompressed")
    head = film[: film.index(b"moov") - 4]
    yield "an index that unpacks to 64 MB", head + _box(b"moov", _box(b"cmov", inner))
    opus = _honest("ogg opus")
    tags = opus.index(b"OpusTags") + 8
    yield "a comment of 4 GB", _put(opus, tags, b"\xff" * 4)
    yield "a page that is everywhere", _put(opus, 6, b"\xff" * 7 + b"\x7f")


def _bent() -> Named:
    """A hundredth of the bytes changed."""
    chance = random.Random(7)
    for name in ("m4a with its index in front", "mp4 with a film", "webm with a film", *_CUT):
        data = bytearray(_honest(name))
        for _ in range(len(data) // 100 + 1):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"{name}, bent", bytes(data)


def _honest(name: str) -> bytes:
    return corpus.honest()[name][0]


def _boxes(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        yield at, size, kind
        if kind in _PARENTS:
            yield from _boxes(data, at + 8, at + size)
        at += max(size, 8)


def _put(data: bytes, at: int, value: bytes) -> bytes:
    return data[:at] + value + data[at + len(value) :]


def _insert(data: bytes, at: int, more: bytes) -> bytes:
    """Put boxes into the index, which grows by that; what it points at moves, too."""
    moov = data.index(b"moov") - 4
    (size,) = struct.unpack_from(">I", data, moov)
    grown = _put(data, moov, struct.pack(">I", size + len(more)))
    return grown[:at] + more + grown[at:]


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _nest(kind: bytes, depth: int) -> bytes:
    return b"".join(struct.pack(">I4s", 8 * (depth - n), kind) for n in range(depth))


def _tagged(frame: bytes) -> bytes:
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frame


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))
