"""Fetching a remote URL as services do (Tuplets, "Remote URL rules"): public hosts only, at every hop."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Mapping
from urllib.parse import urljoin, urlsplit

import aiohttp

UNSAFE = "remote_url must be an http or https URL on a public internet host."
_HOPS = 5
_OK = 200
_PATIENCE = aiohttp.ClientTimeout(total=600, sock_connect=10, sock_read=30)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NotPublic(Exception):
    """The address is not one of the public internet."""


class Unfetchable(Exception):
    """The recording could not be fetched; the text is for the job."""


async def check_url(url: str, allowed: Collection[str]) -> None:
    """Raises NotPublic for an address that is not public, unless `host[:port]` is allowed."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotPublic from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotPublic
    if parts.netloc in allowed or host in allowed:
        return
    if not await _is_public(host, port or (443 if parts.scheme == "https" else 80)):
        raise NotPublic


async def fetch(
    url: str, allowed: Collection[str], known: Mapping[str, bytes], max_bytes: int
) -> bytes:
    """The bytes behind a URL; those in `known` need no network. Raises Unfetchable."""
    if url in known:
        return known[url]
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
            return await _follow(http, url, allowed, max_bytes)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise Unfetchable("The remote URL could not be fetched.") from error


async def _follow(
    http: aiohttp.ClientSession, url: str, allowed: Collection[str], max_bytes: int
) -> bytes:
    for _ in range(_HOPS):
        try:
            await check_url(url, allowed)
        except NotPublic as refused:
            raise Unfetchable("The remote URL redirects to a non-public host.") from refused
        async with http.get(url, allow_redirects=False) as response:
            if response.status not in _REDIRECTS:
                return await _read(response, max_bytes)
            url = urljoin(url, response.headers.get("Location", ""))
    raise Unfetchable("The remote URL redirects too often.")


async def _read(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if response.status != _OK:
        raise Unfetchable(f"The remote URL answered with status {response.status}.")
    data = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        data += chunk
        if len(data) > max_bytes:
            raise Unfetchable("The remote file is too large: the limit is 1 GB.")
    return bytes(data)


async def _is_public(host: str, port: int) -> bool:
    try:
        return _is_global(host)
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(_is_global(str(where[4][0])) for where in found)


def _is_global(address: str) -> bool:
    return ipaddress.ip_address(address.split("%", 1)[0]).is_global
