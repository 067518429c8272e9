"""The rest of a large answer, taken past aiohttp's parser straight from the connection.

That parser cuts, joins and copies the bytes of a body in which there is nothing to parse: without
it a relay costs a tenth less CPU. Small answers, and those of unknown length, stay with it.
"""

import asyncio
from collections import deque

import aiohttp

_WORTH = 1024 * 1024  # bytes from which on it is
_ROOM = 256 * 1024  # bytes at once


def inflow(response: aiohttp.ClientResponse) -> "Inflow | None":
    """The whole body of an answer, if it is worth it; then nobody else may read it."""
    connection, size = response.connection, response.content_length
    if connection is None or connection.transport is None or connection.protocol is None:
        return None
    if size is None or "Transfer-Encoding" in response.headers:
        return None
    if size - response.content.total_bytes < _WORTH or connection.transport.is_closing():
        return None
    return _taken_over(response, connection.transport, connection.protocol, size)


def _taken_over(
    response: aiohttp.ClientResponse,
    transport: asyncio.Transport,
    before: asyncio.BaseProtocol,
    size: int,
) -> "Inflow":
    """What the parser has is read first; while it gives that away, it may take more."""
    chunks = deque[bytes]()
    while chunk := response.content.read_nowait(-1):
        chunks.append(chunk)
        size -= len(chunk)
    taken = Inflow(transport, before, chunks, size)
    if size > 0:
        transport.set_protocol(taken)
        transport.resume_reading()  # the parser may have had it wait
    return taken


class Inflow(asyncio.BufferedProtocol):
    """Bytes as they come, `left` of them and those that are here already."""

    def __init__(
        self,
        transport: asyncio.Transport,
        before: asyncio.BaseProtocol,
        chunks: deque[bytes],
        left: int,
    ) -> None:
        self._transport = transport
        self._before = before
        self._chunks = chunks
        self._left = left
        self._room = memoryview(bytearray(_ROOM))
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._since = 0.0
        self._paused = self._lost = False

    @property
    def silence(self) -> float:
        """Seconds for which we have been waiting for the other side."""
        return 0.0 if self._waiter is None else self._loop.time() - self._since

    async def read(self) -> bytes:
        """The next bytes, b"" after the last. Raises aiohttp.ClientPayloadError when cut off."""
        while not self._chunks:
            if self._left <= 0:
                return b""
            if self._lost:
                raise aiohttp.ClientPayloadError("cut off")
            await self._more()
        return self._chunks.popleft()

    async def _more(self) -> None:
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        self._waiter, self._since = self._loop.create_future(), self._loop.time()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def cut(self) -> None:
        """No more is wanted: whoever reads hears of it at once."""
        self._lost = True
        self._transport.abort()
        self._wake()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Room for all that is there: asyncio's TLS drops the rest when the connection ends."""
        if sizehint >= len(self._room):
            self._room = memoryview(bytearray(sizehint + _ROOM))
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """Held until it is asked for: what comes beyond the told length belongs to nobody."""
        if count := min(nbytes, self._left):
            self._left -= count
            self._chunks.append(bytes(self._room[:count]))
        self._paused = True
        self._transport.pause_reading()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        self._wake()
        self._before.connection_lost(exc)  # whose books say that it is open

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
