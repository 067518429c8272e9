"""Recordings in bulk: read from one machine and written to another as a stream.

aiohttp, because it relays a gigabyte at a quarter of httpx's CPU time. Unlike httpx it takes its
connection down cleanly when it is cut off, so here a stalled transfer may be. Errors are never
chained: aiohttp quotes addresses, and those may be signed.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import aiohttp
from yarl import URL

from bot.domain.errors import BotError, Fault, Rejected, Transient, Unreachable
from bot.domain.ports import Clock, Stopped
from bot.http.exchange import Exchanges
from bot.http.inflow import inflow
from bot.http.pause import retry_after

Stop = Callable[[], bool]
Admit = Callable[[URL], Mapping[str, str]]

_HOPS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_IDLE = 30.0  # seconds without a single byte
_CONNECT = 10.0  # seconds
_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_SLOWEST = 20_000  # bytes per second, on the average of a whole transfer
_ENDLESS = 30 * 86400.0  # seconds
_GLANCE = 0.25  # seconds between two questions whether we are to stop
_PLAIN = ("", "identity")
_OURS = {"Accept-Encoding": "identity", "User-Agent": "threadscribe"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was answered to an upload."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    at: float  # when, in epoch seconds

    @property
    def retry_after(self) -> float | None:
        """Seconds we are asked to wait."""
        return retry_after(self.headers, self.at)


class Download:
    """An open answer; iterating yields its bytes as they come.

    Raises Transient when the source ends early or stalls, Stopped when `stop` says so.
    """

    def __init__(
        self, response: aiohttp.ClientResponse, stop: Stop, clock: Clock, lost: Fault
    ) -> None:
        self.status = response.status
        self.host = response.url.raw_host or ""  # who answered in the end
        self.content_type = response.content_type.lower()
        self.size = response.content_length
        self.plain = response.headers.get("Content-Encoding", "").lower() in _PLAIN
        self.retry_after = retry_after(response.headers, clock.now())
        self._response = response
        self._inflow = inflow(response)
        self._stop = stop
        self._lost = lost
        self._began = time.monotonic()
        self._got = 0

    def __aiter__(self) -> "Download":
        return self

    async def __anext__(self) -> bytes:
        chunk = await self._read()
        if self._stop():
            raise Stopped
        if not chunk:
            raise StopAsyncIteration
        self._got += len(chunk)
        if time.monotonic() - self._began > _IDLE + self._got / _SLOWEST:
            raise Transient("download: too slow", fault=self._lost)
        return chunk

    async def _read(self) -> bytes:
        try:
            if self._inflow:
                return await self._inflow.read()
            return await self._response.content.readany()
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            if self._stop():
                raise Stopped from None
            message = f"download: {type(error).__name__}"
            raise Transient(message, fault=self._lost) from None

    def hurry(self) -> None:
        """Look for a stop even while the other side is silent, and whether it is so for long."""
        if self._inflow and (self._stop() or self._inflow.silence > _IDLE):
            self._inflow.cut()
        elif self._stop():
            self._response.close()  # a waiting read fails at once
        elif not self._response.closed:
            asyncio.get_running_loop().call_later(_GLANCE, self.hurry)


class Bulk:
    """Streams large bodies in and out."""

    def __init__(self, session: aiohttp.ClientSession, exchanges: Exchanges, clock: Clock) -> None:
        self._session = session
        self._exchanges = exchanges
        self._clock = clock

    @asynccontextmanager
    async def get(
        self, url: URL, admit: Admit, stop: Stop, lost: Fault = Fault.FILE_CUT
    ) -> AsyncIterator[Download]:
        """Open an address, following redirects by hand.

        `admit` sees every hop before it is called, refuses it by raising, and says which headers
        it gets: no token travels where it does not belong. `lost` is what to tell people when it
        never works.
        Raises Unreachable, Transient, Rejected, Stopped, and what `admit` raises.
        """
        try:
            response = await self._follow(url, admit, stop)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _failure("download", error, lost) from None
        try:
            download = Download(response, stop, self._clock, lost)
            download.hurry()
            yield download
        finally:
            response.close()

    async def put(
        self, url: str, chunks: AsyncIterator[bytes], *, size: int, headers: Mapping[str, str]
    ) -> Receipt:
        """Put exactly `size` bytes there with exactly these headers, nothing of ours added.

        Raises Unreachable, Transient, and whatever the chunks raise.
        """
        return await self.send("PUT", url, chunks, size=size, headers=headers)

    async def send(
        self,
        method: str,
        url: str,
        chunks: AsyncIterator[bytes],
        *,
        size: int,
        headers: Mapping[str, str],
        patience: float = _IDLE * 2,
    ) -> Receipt:
        """The same with any method; `patience` is in seconds, for each chunk and for the answer."""
        body = _Body(chunks, patience)
        upload = self._exchanges.start(self._upload(method, url, body, size, headers))
        with _told(body):
            return await asyncio.shield(upload)

    async def post(
        self,
        url: str,
        chunks: AsyncIterator[bytes],
        *,
        size: int,
        headers: Mapping[str, str],
        stop: Stop,
    ) -> Receipt:
        """Post as exactly, and wait for the answer, for hours if need be, until `stop` says so.

        Raises Stopped then.
        """
        body = _Body(chunks, _ENDLESS)
        upload = self._upload("POST", url, body, size, headers)
        with _told(body):
            return await self._exchanges.run_until(upload, stop)

    async def _follow(self, url: URL, admit: Admit, stop: Stop) -> aiohttp.ClientResponse:
        for _ in range(_HOPS + 1):
            response = await self._open(url, admit(url), stop)
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or location is None:
                return response
            response.close()
            url = _next(url, location)
        raise Rejected("download: redirected in circles", Fault.LINK_UNREACHABLE)

    async def _open(
        self, url: URL, headers: Mapping[str, str], stop: Stop
    ) -> aiohttp.ClientResponse:
        try:
            return await self._exchanges.run_until(self._request(url, headers), stop)
        except aiohttp.InvalidURL:
            raise Rejected("download: a bad address", Fault.LINK_UNREACHABLE) from None

    async def _request(self, url: URL, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        async with asyncio.timeout(_IDLE):
            return await self._session.get(
                url,
                headers={**_OURS, **headers},
                allow_redirects=False,
            )

    async def _upload(
        self, method: str, url: str, body: "_Body", size: int, headers: Mapping[str, str]
    ) -> Receipt:
        async with (
            asyncio.timeout(body.patience) as left,
            self._session.request(
                method,
                URL(url, encoded=True),  # signed: not to be quoted anew
                data=body.sent(left),
                headers={**headers, "Content-Length": str(size)},
                skip_auto_headers=("Content-Type", "User-Agent", "Accept"),
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(sock_connect=_CONNECT, sock_read=body.patience),
            ) as response,
        ):
            return Receipt(
                status=response.status,
                headers=response.headers,
                body=await _whole(response),
                at=self._clock.now(),
            )


class _Body:
    """An upload's bytes, and why they stopped: aiohttp hides that in an error of its own."""

    def __init__(self, chunks: AsyncIterator[bytes], patience: float) -> None:
        self.failure: BotError | Stopped | None = None
        self.patience = patience
        self._chunks = chunks

    async def sent(self, left: asyncio.Timeout) -> AsyncIterator[bytes]:
        """The bytes; each one taken puts off the end of patience."""
        loop = asyncio.get_running_loop()
        try:
            async for chunk in self._chunks:
                left.reschedule(loop.time() + self.patience)
                yield chunk
        except (BotError, Stopped) as error:
            self.failure = error
            raise


@contextmanager
def _told(body: _Body) -> Iterator[None]:
    """Why an upload failed, in our words."""
    try:
        yield
    except ValueError:  # of aiohttp, and what yarl and the IDNA codec say of ports and hosts
        raise Transient("upload: a bad address") from None
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise body.failure or _failure("upload", error, Fault.SERVICE_DOWN) from None


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """An answer's body; what is larger than any answer is cut, and then is no JSON."""
    parts = bytearray()
    async for chunk in response.content.iter_any():
        parts += chunk
        if len(parts) > _LARGEST:
            break
    return bytes(parts)


def _next(url: URL, location: str) -> URL:
    try:
        target = url.join(URL(location, encoded=location.isascii()))
        str(target)  # yarl reads a port late, and raises only then
    except ValueError:
        raise Rejected("download: redirected to nowhere", Fault.LINK_UNREACHABLE) from None
    return target


def _failure(what: str, error: Exception, fault: Fault) -> Transient:
    unsent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    kind = Unreachable if unsent else Transient
    return kind(f"{what}: {type(error).__name__}", fault=fault)
