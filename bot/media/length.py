"""How long a recording is that nobody told the length of, read while it is uploaded.

By small readers of its headers, on the loop: they touch a few hundred bytes of most files, cost
nothing that can be measured, and know where an index stands behind the sound. A child process with
a decoder would have to be fed a copy of every byte and cannot seek to that index. What headers say
is believed only where it fits the number of bytes.
"""

from collections.abc import AsyncIterator, Callable, Mapping

from bot.media.frames import frames
from bot.media.headers import asf, flac, iso, matroska, ogg, wav
from bot.media.skim import Reader, Skim

_READERS: Mapping[str | None, Callable[[int], Reader]] = {
    "wav": wav,
    "flac": flac,
    "ogg": ogg,
    "opus": ogg,
    "m4a": iso,
    "mp3": frames,
    "aac": frames,
    "webm": matroska,
    "wma": asf,
}
_SLOWEST, _FASTEST = 4_000, 10_000_000  # bits per second of what may be a recording


class Timed:
    """The same bytes, `size` of them; afterwards `seconds()` is their length, if they tell it."""

    def __init__(self, chunks: AsyncIterator[bytes], extension: str | None, size: int) -> None:
        self._chunks = chunks
        self._size = self._left = size
        reader = _READERS.get(extension)
        self._skim = Skim(reader(size)) if reader else None

    def seconds(self) -> float | None:
        """None as long as it is not known, and when it cannot be."""
        seconds = self._skim.seconds if self._skim else None
        if seconds is None or not _SLOWEST * seconds <= self._size * 8 <= _FASTEST * seconds:
            return None
        return seconds

    def __aiter__(self) -> "Timed":
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._chunks)
        if self._skim:
            self._skim.feed(chunk)
            self._left -= len(chunk)
            if self._left <= 0:
                self._skim.end()
        return chunk
