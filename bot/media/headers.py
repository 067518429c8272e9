"""What the headers of containers say about their length, as readers of a stream of `size` bytes.

Sources: RIFF and RF64 (EBU Tech 3306), RFC 9639 (FLAC), RFC 3533 and 7845 (Ogg, Opus),
ISO/IEC 14496-12, RFC 9559 (Matroska), and Microsoft's ASF specification.
"""

import struct
from collections.abc import Generator

from bot.media.skim import Reader, Want

_MOST = 10_000  # parts of one file that are looked at; with more than that it stays unknown
_TAIL = 128 * 1024  # bytes, two of Ogg's largest pages
_UNSET = 0xFFFFFFFF  # written by recorders that cannot go back
_SEGMENT, _INFO, _SCALE, _DURATION = 0x18538067, 0x1549A966, 0x2AD7B1, 0x4489
_CLUSTER = 0x1F43B675
_TIMES = {b"mvhd": 32, b"mehd": 8}  # bytes that are looked at
_FLOATS = {4: ">f", 8: ">d"}
_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")


def wav(size: int) -> Reader:
    """The bytes of sound that are there, by the bytes per second."""
    yield Want(12)
    at, skip, rate = 12, 0, 0
    for _ in range(_MOST):
        name, length = struct.unpack("<4sI", (yield Want(8, skip)))
        at += skip + 8
        skip = length + length % 2
        if name == b"data":
            left = size - at
            return _over(left if length in (0, _UNSET) else min(length, left), rate)
        if name == b"fmt " and length >= 16:  # noqa: PLR2004 - its smallest
            rate = int.from_bytes((yield Want(16))[8:12], "little")
            at += 16
            skip -= 16
    return None


def flac(_: int) -> Reader:
    """STREAMINFO, which is always the first block."""
    return _streaminfo((yield Want(26))[8:])


def ogg(size: int) -> Reader:
    """Where the last page ends."""
    head = yield Want(min(size, 512))
    rate, start = _ogg_clock(head)
    take = min(size - len(head), _TAIL)
    tail = (yield Want(take, skip=size - len(head) - take)) if take else b""
    page = _last_page(tail if take == _TAIL else head + tail)
    if page is None or page[14:18] != head[14:18]:  # the end of another stream
        return None
    return _over(int.from_bytes(page[6:14], "little") - start, rate)


def iso(size: int) -> Reader:
    """The movie's header, whether it stands before the sound or after it."""
    at, skip, scale = 0, 0, 0
    for _ in range(_MOST):
        length, name = struct.unpack(">I4s", (yield Want(8, skip)))
        at += skip + 8
        body = length - 8
        if length == 1:
            body = int.from_bytes((yield Want(8)), "big") - 16
            at += 8
        if body < 0 or at + body > size:
            return None
        skip = 0 if name in (b"moov", b"mvex") else body  # of these two the parts are looked at
        if name in _TIMES and body >= _TIMES[name]:
            box = yield Want(_TIMES[name])
            at += len(box)
            skip -= len(box)
            scale, units = _movie(box) if name == b"mvhd" else (scale, _fragments(box))
            if units:
                return _over(units, scale)
    return None


def matroska(_: int) -> Reader:
    """The segment's duration, where its writer could go back to fill it in."""
    scale, skip = 1_000_000, 0  # nanoseconds that a unit lasts, if nothing is said
    for _ in range(_MOST):
        number, length = yield from _element(skip)
        skip = 0
        if number in (_SEGMENT, _INFO):
            continue
        if number == _CLUSTER or length is None:
            return None  # the sound begins
        if number == _SCALE and 0 < length <= 8:  # noqa: PLR2004 - as wide as integers are
            scale = int.from_bytes((yield Want(length)), "big")
        elif number == _DURATION and length in _FLOATS:
            (units,) = struct.unpack(_FLOATS[length], (yield Want(length)))
            return float(units * scale / 1e9)
        else:
            skip = length
    return None


def asf(size: int) -> Reader:
    """The play duration of the file properties, less what is buffered before."""
    head = yield Want(min(size, 8192))
    at = head.find(_FILE_PROPERTIES)
    if at < 0 or len(head) < at + 88:
        return None
    ticks, _, before = struct.unpack_from("<QQQ", head, at + 64)
    return float(ticks / 1e7 - before / 1e3)


def _over(units: int, per_second: int) -> float | None:
    return units / per_second if units > 0 and per_second > 0 else None


def _streaminfo(block: bytes) -> float | None:
    """Twenty bits of rate and, four bits from there, 36 of samples: none when it was streamed."""
    rate, samples = _flac_rate(block), int.from_bytes(block[13:18], "big") & (1 << 36) - 1
    return _over(samples, rate)


def _flac_rate(block: bytes) -> int:
    return int.from_bytes(block[10:13], "big") >> 4


def _ogg_clock(head: bytes) -> tuple[int, int]:
    """Positions per second, and which one is the beginning; by the first packet."""
    if not head.startswith(b"OggS") or len(head) < 28:  # noqa: PLR2004 - the smallest page
        return 0, 0
    packet = head[27 + head[26] :]
    if packet.startswith(b"OpusHead"):
        return 48_000, int.from_bytes(packet[10:12], "little")
    if packet.startswith(b"\x01vorbis"):
        return int.from_bytes(packet[12:16], "little"), 0
    if packet.startswith(b"Speex   "):
        return int.from_bytes(packet[36:40], "little"), 0
    return (_flac_rate(packet[17:]), 0) if packet.startswith(b"\x7fFLAC") else (0, 0)


def _last_page(data: bytes) -> bytes | None:
    """The header of the last page on which something ends."""
    at = len(data)
    while (at := data.rfind(b"OggS", 0, at)) >= 0:
        page = data[at : at + 27]
        if len(page) == 27 and page[4] == 0 and page[6:14] != b"\xff" * 8:  # noqa: PLR2004
            return page
    return None


def _movie(box: bytes) -> tuple[int, int]:
    """Units per second and units; the second version has wider ones."""
    scale, units = (
        struct.unpack_from(">IQ", box, 20) if box[0] else struct.unpack(">II", box[12:20])
    )
    return scale, 0 if units in (_UNSET, (1 << 64) - 1) else units


def _fragments(box: bytes) -> int:
    return 0 if box[0] else int.from_bytes(box[4:8], "big")  # the wide ones are for centuries


def _element(skip: int) -> Generator[Want, bytes, tuple[int, int | None]]:
    """The next element's number and length, None when that is unknown or makes no sense."""
    number, width = yield from _vint(skip)
    if not width:
        return 0, None
    length, width = yield from _vint(0)
    most = (1 << 7 * width) - 1
    length &= most
    return number, None if length == most else length


def _vint(skip: int) -> Generator[Want, bytes, tuple[int, int]]:
    """An integer as wide as its first byte says, with that mark; (0, 0) when it says nothing."""
    first = yield Want(1, skip)
    width = 9 - first[0].bit_length()
    if width > 8:  # noqa: PLR2004
        return 0, 0
    rest = (yield Want(width - 1)) if width > 1 else b""
    return int.from_bytes(first + rest, "big"), width
