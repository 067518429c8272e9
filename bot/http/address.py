"""Which addresses belong to the public internet.

A table of our own: `ipaddress.is_global` calls several private and tunnelled addresses public
(NAT64, 6to4, IPv4-compatible, cloud metadata), differently in each Python version.
"""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

_PRIVATE_V4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host service: a public address that answers from inside
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_V6 = IPv6Network("2000::/3")
_PRIVATE_V6 = tuple(
    IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})  # the word before an embedded IPv4 address


def is_public(literal: str) -> bool:
    """Whether an address, written out, is one of the public internet."""
    try:
        address = ip_address(literal)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    return _is_public_v6(address)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in net for net in _PRIVATE_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return _is_public_v4(address.ipv4_mapped)
    if address.scope_id is not None or address not in _GLOBAL_V6:
        return False
    if any(address in net for net in _PRIVATE_V6):
        return False
    low = int(address) & (2**64 - 1)
    return low >> 32 not in _ISATAP or _is_public_v4(IPv4Address(low & (2**32 - 1)))
