"""What a file's first bytes tell, and whether they leave any doubt."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from bot.media.boxes import Boxes, is_mp4
from bot.media.container import AAC, FLAC, M4A, MP3, WAV, Container, container_of
from bot.media.frames import frame_at, tag_bytes

_FRAMES = 3  # of one kind, end to end: chance does not make that
_LAYER_3, _ADTS = 0x02, 0x00  # the bits in which a frame tells its layer
_WAV_BITS = {8, 16, 24, 32, 64}
_WAV_CODECS = {1, 3, 6, 7, 0xFFFE}  # PCM, float, A-law, mu-law, told further on


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a file seems to be.

    `sure`: it need not be opened to know. `late`: what says so may come later in the file, so
    that opening its beginning may fail.
    """

    container: Container
    sure: bool
    late: bool


def glance(head: bytes, size: int | None) -> Glance | None:
    """At a file of so many bytes that begins like this; None when it holds no sound."""
    container = container_of(head)
    if container is None:
        return None
    if is_mp4(head):
        return _mp4(container, head, size)
    sure = container in _CERTAIN and _CERTAIN[container](head)
    return Glance(container=container, sure=sure, late=_late(head))


def _mp4(container: Container, head: bytes, size: int | None) -> Glance | None:
    """With its index at the end, as recorders write it, its boxes are all that can be known."""
    boxes = Boxes()
    boxes.feed(head)
    cut = size is not None and boxes.promised > size
    if boxes.broken or (cut and not boxes.indexed):
        return None
    late = not boxes.indexed
    return Glance(container=container, sure=late and boxes.media and container is M4A, late=late)


def _late(head: bytes) -> bool:
    """Whether a tag with a picture goes on beyond, or the chunks may come in any order."""
    return (
        tag_bytes(head) > len(head)
        or _flac_frames(head) > len(head)
        or head[:4] in {b"FORM", b"caff"}
    )


def _mp3(head: bytes) -> bool:
    return _in_a_row(head, tag_bytes(head), layers=_LAYER_3)


def _aac(head: bytes) -> bool:
    return _in_a_row(head, 0, layers=_ADTS)


def _in_a_row(head: bytes, at: int, layers: int) -> bool:
    """Whether whole frames of this kind stand there, end to end and each as long as the others."""
    lasting = set()
    for _ in range(_FRAMES):
        frame = frame_at(head, at)
        if frame is None or head[at + 1] & 0x06 != layers:
            return False
        at += frame.size
        lasting.add(frame.seconds)
    return len(lasting) == 1 and at <= len(head)


def _wav(head: bytes) -> bool:
    at, known = 12, False
    while len(head) >= at + 24:
        name, size = struct.unpack_from("<4sI", head, at)
        if name == b"data":
            return known
        if name == b"fmt ":
            known = _wav_format(*struct.unpack_from("<HHIIHH", head, at + 8))
        at += 8 + size + size % 2
    return False


def _wav_format(*told: int) -> bool:
    codec, channels, rate, _, block, bits = told
    fits = bits in _WAV_BITS and block == channels * bits // 8
    return codec in _WAV_CODECS and fits and 0 < channels <= 64 and 4000 <= rate <= 384_000  # noqa: PLR2004


def _flac(head: bytes) -> bool:
    at = _flac_frames(head)
    return head[at : at + 1] == b"\xff" and head[at + 1 : at + 2] in {b"\xf8", b"\xf9"}


def _flac_frames(head: bytes) -> int:
    """Where the sound begins (RFC 9639, 8.1); 0 when it is no FLAC."""
    at, last = 4, not head.startswith(b"fLaC\x00\x00\x00\x22") and head[4:8] != b"\x80\0\0\x22"
    if last:
        return 0
    while not last and at + 4 <= len(head):
        last = head[at] >= 128  # noqa: PLR2004 - its flag
        at += 4 + int.from_bytes(head[at + 1 : at + 4])
    return at if last else max(at, len(head) + 1)


_CERTAIN: dict[Container, Callable[[bytes], bool]] = {
    MP3: _mp3,
    AAC: _aac,
    WAV: _wav,
    FLAC: _flac,
}
