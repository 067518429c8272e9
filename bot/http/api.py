"""JSON calls to one service."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from bot.domain.errors import (
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.domain.ports import Clock, Order
from bot.http.exchange import Exchanges
from bot.http.pause import retry_after

M = TypeVar("M", bound=BaseModel)

_NONE: Mapping[str, str] = {}
LIMIT = 30.0  # seconds for a whole exchange
_CONNECT = 10.0  # seconds
_TIMES = httpx.Timeout(20.0, connect=_CONNECT)
_OURS = {
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
    "User-Agent": "threadscribe",
}
_SKEW = 5.0  # seconds by which what they call a moment may be too early
_DAY = 86_400.0
LARGEST = 64 * 1024 * 1024  # bytes; eight hours with every word's time fit many times over

# Nothing can have been sent yet.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a service answered, read whole. `service` is its name, `at` when it answered."""

    service: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: float

    @property
    def retry_after(self) -> float | None:
        """Seconds we are asked to wait."""
        return retry_after(self.headers, self.at)

    @property
    def behind(self) -> float:
        """Seconds by which their clock is behind ours, as far as they tell (RFC 9110 §6.6.1)."""
        try:
            return self.at - parsedate_to_datetime(self.headers["Date"]).timestamp()
        except (KeyError, ValueError):
            return 0.0

    @property
    def there(self) -> float:
        """When it answered, by their clock."""
        return self.at - self.behind

    def since(self, order: Order, moment: float | None) -> float:
        """By their clock: the earliest that this order can have been made, as `Provider.find` asks.

        A link has no upload to go by: within a day.
        """
        if moment is not None:
            return moment - self.behind - _SKEW
        given = order.handles.given_at if order.handles else None
        return self.there - _DAY if given is None else given - _SKEW

    @property
    def json(self) -> Any:
        """The body's JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError too
            return None

    def parse(self, model: type[M], garbled: type[Transient]) -> M:
        """The body as a checked value; raises `garbled` when it is not what was promised."""
        try:
            return model.model_validate(self.json)
        except ValidationError:
            # Not chained: pydantic quotes the input, and that is speech.
            raise garbled(f"{self.service}: not the JSON it promises") from None

    def __str__(self) -> str:
        return f"{self.service}: status {self.status}"


Faults = Mapping[int, Callable[[Reply], Exception]]

FAULTS: Faults = {
    401: lambda reply: NeedsOperator(str(reply), Fault.BAD_CREDENTIALS),
    402: lambda reply: NeedsOperator(str(reply), Fault.NO_CREDIT),
    403: lambda reply: NeedsOperator(str(reply), Fault.FORBIDDEN),
    408: lambda reply: Unclear(str(reply)),
    429: lambda reply: RateLimited(str(reply), retry_after=reply.retry_after),
}


def _later(reply: Reply) -> Exception:
    return Transient(str(reply), retry_after=reply.retry_after)


def misplaced(reply: Reply) -> Exception:
    """A path that is always there is not: this is not the service."""
    return NeedsOperator(f"{reply}: check its address", Fault.SERVICE_DOWN)


def lost(reply: Reply) -> Exception:
    """It does not know the job."""
    return Rejected(str(reply), Fault.LOST)


# A question cannot be refused: an odd answer is one to be asked again later.
_QUESTION: Faults = {**dict.fromkeys(range(400, 500), _later), **FAULTS}
READ: Faults = {**_QUESTION, 404: misplaced}
JOB: Faults = {**_QUESTION, 404: lost, 410: lost}


def account(service: str, secret: str) -> str:
    """A fingerprint of credentials: whose budget, and whose jobs, these are."""
    return f"{service}:{hashlib.sha256(secret.encode()).hexdigest()[:8]}"


def hook(public_url: str | None, secret: str) -> str | None:
    """The unguessable end of an address at which a service may tell us things; over TLS only."""
    if public_url is None or not public_url.startswith("https://"):
        return None
    return hashlib.sha256(f"hook {secret}".encode()).hexdigest()[:32]


class Api:
    """One service's endpoint: where it is and what every request carries.

    httpx without its client, a third of whose work would be to look for redirects, proxies and
    cookies: none is followed, asked or kept. No exception's text holds an address, a query or a
    token.
    """

    def __init__(
        self,
        transport: httpx.AsyncHTTPTransport,
        exchanges: Exchanges,
        clock: Clock,
        *,
        service: str,
        base_url: str,
        headers: Mapping[str, str],
    ) -> None:
        self.service = service
        self._transport = transport
        self._exchanges = exchanges
        self._clock = clock
        self._base_url = base_url.rstrip("/")
        self._headers = httpx.Headers(_OURS)
        self._headers.update(headers)

    async def call(
        self,
        method: str,
        path: str,
        *,
        faults: Faults = FAULTS,
        limit: float = LIMIT,
        headers: Mapping[str, str] = _NONE,
        **body: Any,
    ) -> Reply:
        """One request; `body` is httpx's `params`, `json` or `data`. Returns 2xx replies only.

        `headers` come on top of those that every request carries. With a `limit` (in seconds) beyond
        the usual one it may also be silent for so long.
        Raises Unreachable when nothing was sent, Unclear when it may have arrived, and for other
        statuses what `faults` says.
        """
        times = httpx.Timeout(limit, connect=_CONNECT) if limit > LIMIT else _TIMES
        body["extensions"] = {"timeout": times.as_dict()}
        reply = await self._exchange(method, path, limit, {"headers": headers, **body})
        if reply.status in range(200, 300):
            return reply
        raise faults.get(reply.status, _fault)(reply)

    async def _exchange(self, method: str, path: str, limit: float, body: dict[str, Any]) -> Reply:
        try:
            return await self._exchanges.run(self._send(method, path, body), limit=limit)
        except _UNSENT as error:
            raise Unreachable(f"{self.service}: {type(error).__name__}") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unclear(f"{self.service}: {type(error).__name__}") from error
        except httpx.InvalidURL:  # quotes the address: not chained
            raise NeedsOperator(f"{self.service}: bad address", Fault.SERVICE_DOWN) from None

    async def _send(self, method: str, path: str, body: dict[str, Any]) -> Reply:
        headers = self._headers.copy()
        headers.update(body.pop("headers"))
        request = httpx.Request(method, self._base_url + path, headers=headers, **body)
        response = await self._transport.handle_async_request(request)
        try:
            return Reply(
                service=self.service,
                status=response.status_code,
                headers=response.headers,
                body=await self._read(response),
                at=self._clock.now(),
            )
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        assert isinstance(response.stream, httpx.AsyncByteStream)
        parts = bytearray()
        async for part in response.stream:
            parts += part
            if len(parts) > LARGEST:
                raise Unclear(f"{self.service}: an answer without end")
        return bytes(parts)


def _fault(reply: Reply) -> Exception:
    if reply.status >= 500:  # noqa: PLR2004
        return Unclear(str(reply), retry_after=reply.retry_after)
    if reply.status < 400:  # noqa: PLR2004
        return NeedsOperator(f"{reply}: a redirect, check its address", Fault.SERVICE_DOWN)
    return Rejected(str(reply), Fault.REFUSED)
