"""Reads a stream while it goes by: nothing is kept but the few bytes that a reader asks for."""

from collections.abc import Generator
from typing import NamedTuple

ANY = -1  # as a wish for bytes: whatever comes next


class Want(NamedTuple):
    """What a reader wants next: so many bytes, after so many that may pass unseen."""

    take: int
    skip: int = 0


Reader = Generator[Want, bytes, float | None]
"""Says what it wants, is sent it, and returns seconds; EOFError is thrown in where the stream ends."""


class Skim:
    """A reader, fed in pieces of any size. `seconds` is what it found."""

    def __init__(self, reader: Reader) -> None:
        self.seconds: float | None = None
        self._reader = reader
        self._held = b""
        self._over = False
        self._next(None)

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the stream."""
        at = 0
        while not self._over:
            passed = min(self._skip, len(chunk) - at)
            self._skip -= passed
            at += passed
            if at == len(chunk):
                return
            until = len(chunk) if self._take == ANY else at + self._take - len(self._held)
            self._held += chunk[at:until]
            at = min(until, len(chunk))
            if len(self._held) >= self._take:
                held, self._held = self._held, b""
                self._next(held)

    def end(self) -> None:
        """There is no more."""
        if self._over:
            return
        self._over = True
        try:
            self._reader.throw(EOFError())
        except StopIteration as found:
            self.seconds = found.value
        except EOFError:
            return

    def _next(self, data: bytes | None) -> None:
        try:
            self._take, self._skip = next(self._reader) if data is None else self._reader.send(data)
        except StopIteration as found:
            self.seconds, self._over = found.value, True
