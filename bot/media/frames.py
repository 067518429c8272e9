"""How long MP3 and AAC (ADTS) play, as a reader of a stream of `size` bytes.

By the table that encoders put into the first frame, if it fits the file (a piece that was cut out
keeps the table of the whole), else by counting frames. Sources: ISO/IEC 11172-3 and 13818-3 for
the frames, id3.org for the tags, Xing's and Fraunhofer's tables as LAME writes and reads them.
"""

from collections.abc import Generator
from functools import lru_cache
from typing import NamedTuple

from bot.media.skim import ANY, Reader, Want

_TAGS = 16  # that may stand before the sound
_TAG = 10  # bytes of its header, and of its footer
_FOREVER = 7_000_000  # frames, about two days; with more of them it stays unknown
_TABLE = 200  # bytes of the first frame in which the table is
_KINDS = 4096  # headers that are remembered: a recording has few, a hostile file many
_HEADER = 6  # bytes that tell a frame's length
_RATES = (44_100, 48_000, 32_000)
_LOW_RATES = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BIT_RATES = {  # kb/s by version and layer
    (1, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (2, 2): _LOW_RATES,
    (2, 3): _LOW_RATES,
}
_SAMPLES = {(1, 1): 384, (1, 2): 1152, (1, 3): 1152, (2, 1): 384, (2, 2): 1152, (2, 3): 576}
_ADTS_RATES = (
    *(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000),
    *(22_050, 16_000, 12_000, 11_025, 8_000, 7_350),
)


class Frame(NamedTuple):
    """So many bytes that play so many seconds."""

    size: int
    seconds: float


def frames(size: int) -> Reader:
    """Seconds, by the table or by counting."""
    at, head = yield from _after_tags()
    frame = frame_at(head, 0)
    if frame is None:
        return None
    head += yield Want(_TABLE)
    left = size - at
    told = _told(head, left)
    return told * frame.seconds if told else (yield from _counted(head, left))


def tag_bytes(head: bytes) -> int:
    """How long the ID3v2 tag is with which a file begins; 0 without one."""
    if not head.startswith(b"ID3"):
        return 0
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F  # seven bits of each count
    return _TAG + size + (_TAG if head[5] & 0x10 else 0)  # with a footer


def frame_at(data: bytes, at: int) -> Frame | None:
    """The frame that begins there, by its header; None when none does."""
    if len(data) - at < _HEADER or data[at] != 0xFF:  # noqa: PLR2004
        return None
    if data[at + 1] & 0xF6 != 0xF0:  # noqa: PLR2004 - ADTS leaves the layer empty
        return _mpeg(data[at + 1], data[at + 2])
    size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    rate = data[at + 2] >> 2 & 15
    return _adts(size, rate)


def _after_tags() -> Generator[Want, bytes, tuple[int, bytes]]:
    """Where the sound begins, and its first ten bytes."""
    at = skip = 0
    for _ in range(_TAGS):
        head = yield Want(_TAG, skip)
        at += skip
        size = tag_bytes(head)
        if not size:
            return at, head
        at += len(head)
        skip = size - len(head)
    return at, b""


def _told(head: bytes, left: int) -> int | None:
    """How many frames the table tells, if it tells of as many bytes as there are."""
    at = max(head.find(b"Xing", 0, 48), head.find(b"Info", 0, 48))
    if at > 0 and head[at + 7] & 3 == 3:  # noqa: PLR2004 - it has both numbers
        count, size = head[at + 8 : at + 12], head[at + 12 : at + 16]
    elif head[36:40] == b"VBRI":
        size, count = head[46:50], head[50:54]
    else:
        return None
    fits = abs(int.from_bytes(size, "big") - left) <= _rest(left)
    return int.from_bytes(count, "big") if fits else None


def _rest(size: int) -> int:
    """Bytes that may stand behind the sound, for tags and padding."""
    return max(1024, size // 100)


def _counted(held: bytes, size: int) -> Reader:
    at, left, seconds = 0, size, 0.0
    try:
        for _ in range(_FOREVER):
            while len(held) - at < _HEADER:
                held, at = held[at:] + (yield Want(ANY, max(0, at - len(held)))), 0
            frame = frame_at(held, at)
            if frame is None:
                return seconds if left <= _rest(size) else None
            at += frame.size
            left -= frame.size
            seconds += frame.seconds
    except EOFError:
        return seconds
    return None


@lru_cache(_KINDS)
def _adts(size: int, rate: int) -> Frame | None:
    if size <= _HEADER or rate >= len(_ADTS_RATES):
        return None
    return Frame(size, 1024 / _ADTS_RATES[rate])


@lru_cache(_KINDS)
def _mpeg(second: int, third: int) -> Frame | None:
    """By the second and third byte of its header."""
    version, layer = {3: 1, 2: 2, 0: 4}.get(second >> 3 & 3), 4 - (second >> 1 & 3)
    rate, bit_rate = third >> 2 & 3, third >> 4
    sync = second >> 5 == 7  # noqa: PLR2004 - three set bits
    if not sync or version is None or layer == 4 or rate == 3 or bit_rate in (0, 15):  # noqa: PLR2004
        return None
    kind = (min(version, 2), layer)
    per_second = _RATES[rate] // version
    slot = 4 if layer == 1 else 1
    slots = _SAMPLES[kind] // 8 // slot * _BIT_RATES[kind][bit_rate - 1] * 1000 // per_second
    return Frame((slots + (third >> 1 & 1)) * slot, _SAMPLES[kind] / per_second)
