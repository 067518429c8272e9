"""Keeps what strangers ask us to fetch away from private networks.

The name is resolved once, every answer must be public, and the address that was checked is the
one that is dialled: a name that changes its mind between two lookups gains nothing.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from aiohttp import TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.domain.errors import Fault, Rejected, Transient
from bot.http.address import is_public

Address = tuple[socket.AddressFamily, str]
Lookup = Callable[[str, int], Awaitable[Sequence[Address]]]
MakeSocket = Callable[[Any], socket.socket]

_PATIENCE = 10.0  # seconds for a name to be looked up
_QUICK = 1.2  # seconds, where somebody waits for the answer
_PORTS = frozenset({80, 443})
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?")  # what resolvers read as an IPv4 address
_ODD = re.compile(r"[\x00-\x20\x7f\\]")


async def look_up(host: str, port: int) -> Sequence[Address]:
    """All addresses of a name, by the system's resolver. Raises socket.gaierror."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, str(address[0])) for family, _, _, _, address in found]


def make_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for one address."""
    family, kind, protocol, *_ = info
    return socket.socket(family=family, type=kind, proto=protocol)


class Guard(AbstractResolver):
    """Decides which addresses may be called for a link.

    `allow` holds the operator's own `host[:port]`, which may be private. `lookup` and `dial` are
    the only two ways to the network: tests watch them.
    """

    def __init__(
        self, allow: Iterable[str] = (), lookup: Lookup = look_up, dial: MakeSocket = make_socket
    ) -> None:
        self._allow = frozenset(entry.strip().lower() for entry in allow if entry.strip())
        self._lookup = lookup
        self._dial = dial
        self._checked: set[tuple[str, int]] = set()  # private, but the operator's

    def connector(self, tls: Any) -> TCPConnector:
        """An aiohttp connector that cannot dial anything else."""
        return TCPConnector(
            resolver=self,
            socket_factory=self._make_socket,
            use_dns_cache=False,
            force_close=True,
            ssl=tls,
        )

    def parse(self, text: str) -> URL:
        """A link that may be looked at: http(s), a usual port, a real host, no user. No network.

        Raises Rejected.
        """
        if _ODD.search(text):
            raise _refused("odd characters")
        try:
            url = URL(text, encoded=text.isascii())
            fine = self._well_formed(url)
        except ValueError:  # quotes the address: not chained
            raise _refused("not an address") from None
        if not fine:
            raise _refused("not a public web address")
        return url

    def allowed(self, url: URL) -> bool:
        """Whether the operator named this host (and port) as their own."""
        return self._allows(url.raw_host or "", url.port or 0)

    async def check(self, url: URL) -> None:
        """Resolve a parsed link without calling it. Raises Rejected, Transient."""
        host, port = url.raw_host or "", url.port or 0
        if not self._allows(host, port) and not is_public(host):
            self._public(host, port, await self._answers(host, port, _QUICK))

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name, all of them checked. Raises Rejected, Transient."""
        answers = await self._answers(host, port, _PATIENCE)
        self._public(host, port, answers)
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)
            for kind, address in answers
            if family in (socket.AF_UNSPEC, kind)
        ]

    async def close(self) -> None:
        """Nothing is held."""

    def _public(self, host: str, port: int, answers: Sequence[Address]) -> None:
        if self._allows(host, port):
            self._checked.update((address, port) for _, address in answers)
        elif not answers or not all(is_public(address) for _, address in answers):
            raise _refused("a private address")

    async def _answers(self, host: str, port: int, patience: float) -> Sequence[Address]:
        try:
            async with asyncio.timeout(patience):
                return await self._lookup(host, port)
        except TimeoutError as error:
            raise Transient("link: its name is not looked up in time") from error
        except UnicodeError:
            raise _refused("not a host name") from None
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise Transient("link: its name cannot be looked up now") from error
            raise Rejected("link: no such host", Fault.LINK_UNREACHABLE) from error

    def _make_socket(self, info: Any) -> socket.socket:
        address, port = info[4][:2]
        ours = (address, port) in self._checked or self._allows(address, port)
        if not ours and not (is_public(address) and port in _PORTS):
            raise _refused("a private address")
        return self._dial(info)

    def _well_formed(self, url: URL) -> bool:
        host, port = url.raw_host or "", url.port
        if url.scheme not in ("http", "https") or url.raw_user or url.raw_password or not host:
            return False
        if "@" in url.raw_authority or port is None:
            return False
        return self._allows(host, port) or (port in _PORTS and _is_host(host))

    def _allows(self, host: str, port: int) -> bool:
        host = f"[{host}]" if ":" in host else host.lower()
        return f"{host}:{port}" in self._allow or (host in self._allow and port in _PORTS)


def _is_host(host: str) -> bool:
    if ":" in host or re.fullmatch(r"\d+(\.\d+){3}", host):
        return is_public(host)
    last = host.rstrip(".").rpartition(".")[2]
    return bool(_NAME.fullmatch(host.lower())) and not _NUMBER.fullmatch(last.lower())


def _refused(why: str) -> Rejected:
    return Rejected(f"link: {why}", Fault.LINK_PRIVATE)
