"""An MP4's outermost boxes (ISO/IEC 14496-12, 4.2), followed while its bytes pass."""

import math
import re
import struct
from collections.abc import AsyncIterator

from bot.domain.errors import Fault, Rejected

_FIRST = {b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_NAME = re.compile(rb"[A-Za-z0-9 _\xa9-]{4}")
_SHORT, _LONG = 8, 16  # bytes of a box's header


def is_mp4(head: bytes) -> bool:
    """Whether a file that begins like this is an MP4 or of its kin."""
    return head[4:8] in _FIRST


class Boxes:
    """What was seen of a file's boxes: `indexed` once its index, which may come last, is whole."""

    def __init__(self) -> None:
        self.broken = False  # whether something stands where a box should
        self.indexed = False
        self.media = False  # whether its sound, or picture, has begun
        self._sound = False
        self._name = b""
        self._header = b""
        self._left = 0.0  # bytes of the box that one is in
        self._got = 0
        self._tail = b""

    @property
    def playable(self) -> bool:
        """Whether all was seen that a player needs to find sound in it."""
        return self.indexed and self._sound and self.media

    @property
    def promised(self) -> float:
        """How many bytes the file has at least, if its boxes tell the truth."""
        return self._got + (0 if math.isinf(self._left) else self._left)

    def feed(self, chunk: bytes) -> None:
        """What comes next."""
        self._got += len(chunk)
        while chunk and not self.broken and not self.playable:
            chunk = self._pass(chunk) if self._left else self._begin(chunk)

    def _begin(self, chunk: bytes) -> bytes:
        """Take of a header what is there; returns what follows it."""
        missing = self._length() - len(self._header)
        self._header += chunk[:missing]
        if len(self._header) == self._length():
            self._enter(self._header)
            self._header = b""
        return chunk[missing:]

    def _length(self) -> int:
        long = len(self._header) >= _SHORT and self._header[:4] == b"\0\0\0\1"
        return _LONG if long else _SHORT

    def _enter(self, header: bytes) -> None:
        size, self._name = struct.unpack_from(">I4s", header)
        if size == 1:
            (size,) = struct.unpack_from(">Q", header, _SHORT)
        self._left = size - len(header) if size else math.inf
        self.broken = self._left < 0 or not _NAME.fullmatch(self._name)
        self.media = self.media or self._name in {b"mdat", b"moof"}

    def _pass(self, chunk: bytes) -> bytes:
        """Take of a box what is there; returns what follows it."""
        taken = chunk if self._left > len(chunk) else chunk[: int(self._left)]
        self._left -= len(taken)
        if self._name == b"moov":
            self._sound = self._sound or b"soun" in self._tail + taken
            self._tail = taken[-3:]
            self.indexed = not self._left
        return chunk[len(taken) :]


class Indexed:
    """An MP4's chunks, whose last one is only given when there was an index. Raises Rejected."""

    def __init__(self, chunks: AsyncIterator[bytes], size: int | None, other: Fault) -> None:
        self._chunks = chunks
        self._left = size
        self._other = other
        self._boxes = Boxes()

    def __aiter__(self) -> "Indexed":
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            self._check()
            raise
        self._boxes.feed(chunk)
        if self._left is not None:
            self._left -= len(chunk)
            if not self._left:
                self._check()
        return chunk

    def _check(self) -> None:
        if not self._boxes.playable:
            raise Rejected("media: an MP4 without its index", self._other)
