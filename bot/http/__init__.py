"""Calling out: JSON to services, recordings in bulk, and links of strangers through the guard."""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cache

import aiohttp
import httpx

from bot.domain.errors import Fault
from bot.domain.ports import Clock
from bot.http.api import Api
from bot.http.bulk import Bulk
from bot.http.exchange import Exchanges
from bot.http.gate import Gate
from bot.http.guard import Guard

_GRACE = 1.0  # seconds that exchanges get to end when we stop
_BULK_TIMES = aiohttp.ClientTimeout(total=None, sock_connect=10.0, sock_read=30.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Http:
    """Every way out of this program except Slack's Web API."""

    bulk: Bulk  # for addresses that Slack or a service gave us
    guarded: Bulk  # for addresses that people gave us
    guard: Guard
    _transport: httpx.AsyncHTTPTransport
    _exchanges: Exchanges
    _clock: Clock

    def api(self, service: str, base_url: str, headers: Mapping[str, str]) -> Api:
        """The JSON calls of one service; these headers go to nobody else."""
        return Api(
            self._transport,
            self._exchanges,
            self._clock,
            service=service,
            base_url=base_url,
            headers=headers,
        )

    def gate(self, fault: Fault) -> Gate:
        """Keeps the pauses of those who answer downloads."""
        return Gate(self._clock, fault)


@asynccontextmanager
async def open_http(
    clock: Clock, guard: Guard, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Http]:
    """Open all connections' pools; on leaving, what is under way may end first.

    The environment is never read: a proxy or netrc there must not decide where tokens go.
    """
    tls = tls or trusted()
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(_json_transport(tls))
        plain = aiohttp.TCPConnector(ssl=tls, limit=0, force_close=True)
        bulk = await stack.enter_async_context(_bulk_session(plain))
        guarded = await stack.enter_async_context(_bulk_session(guard.connector(tls)))
        exchanges = Exchanges()
        stack.push_async_callback(exchanges.close, _GRACE)
        yield Http(
            bulk=Bulk(bulk, exchanges, clock),
            guarded=Bulk(guarded, exchanges, clock),
            guard=guard,
            _transport=transport,
            _exchanges=exchanges,
            _clock=clock,
        )


@cache
def trusted() -> ssl.SSLContext:
    """Mozilla's authorities, which come with httpx, and the system's: slim images lack those."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


def _json_transport(tls: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    return httpx.AsyncHTTPTransport(
        verify=tls,
        trust_env=False,
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
    )


def _bulk_session(connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        timeout=_BULK_TIMES,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
