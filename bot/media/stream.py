"""Streams of a recording's bytes: looked at without being used up, and counted."""

from collections.abc import AsyncIterator

from bot.domain.errors import Fault, Transient

_HEAD = 4096  # bytes that tell what it is, most often


async def peek(
    chunks: AsyncIterator[bytes], length: int = _HEAD
) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, and a stream that still has them."""
    seen, size = [], 0
    async for chunk in chunks:
        seen.append(chunk)
        size += len(chunk)
        if size >= length:
            break
    return b"".join(seen)[:length], _Joined(seen, chunks)


class Exact:
    """A stream that ends neither early nor late. Raises Transient."""

    def __init__(self, chunks: AsyncIterator[bytes], size: int) -> None:
        self._chunks = chunks
        self._left = size

    def __aiter__(self) -> "Exact":
        return self

    async def __anext__(self) -> bytes:
        try:
            chunk = await anext(self._chunks)
        except StopAsyncIteration:
            if self._left:
                message = f"media: {self._left} bytes are missing"
                raise Transient(message, fault=Fault.FILE_CUT) from None
            raise
        self._left -= len(chunk)
        if self._left < 0:
            raise Transient(f"media: {-self._left} bytes too many", fault=Fault.FILE_CUT)
        return chunk


class _Joined:
    """The first bytes that were looked at, then the rest."""

    def __init__(self, head: list[bytes], rest: AsyncIterator[bytes]) -> None:
        self._head = head
        self._rest = rest

    def __aiter__(self) -> "_Joined":
        return self

    async def __anext__(self) -> bytes:
        return self._head.pop(0) if self._head else await anext(self._rest)
