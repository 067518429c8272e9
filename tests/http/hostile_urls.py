"""Addresses that no link may lead to, in every spelling that some parser or resolver reads.

Deterministic: the same list at every run. `Names` is a resolver in which names of all kinds lead
inside; it reads figures as the system's does, so that what the check lets pass would be dialled.
"""

import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from itertools import product

PUBLIC = "93.184.216.34"
PUBLIC_V6 = "2606:4700::1111"

PRIVATE = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255"),
    *("100.64.0.1", "100.100.100.200", "100.127.255.254", "168.63.129.16"),
    *("169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.254"),
    *("192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.254"),
    *("198.18.0.1", "198.19.255.254", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
]
PRIVATE_V6 = [
    *("::", "::1", "100::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "febf::1"),
    *("fec0::1", "ff02::1", "ff0e::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1"),
    *("2001:db8::1", "2002::1", "3fff::1", "5f00::1", "64:ff9b::", "4000::1", "::ffff:0:7f00:1"),
]
LOCAL_NAMES = [
    *(
        "localhost",
        "LOCALHOST",
        "localhost.",
        "localhost.localdomain",
        "a.localhost",
        "ip6-localhost",
    ),
    *("loopback", "broadcasthost", "localtest.me", "lvh.me", "intranet", "router.lan", "nas.local"),
    *("kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "host.docker.internal"),
    *(
        "gateway.docker.internal",
        "metadata",
        "metadata.google.internal",
        "METADATA.Google.Internal",
    ),
    *("metadata.google.internal.", "metadata.azure.internal", "instance-data", "instance-data.ec2"),
    *(
        "metadata.oraclecloud.com",
        "metadata.packet.net",
        "rancher-metadata",
        "vault.service.consul",
    ),
    *("localhost.evil.example", "xn--lcalhost-54a.example", "_metadata.internal", "wpad"),
]
SCHEMES = [
    *(
        "file",
        "ftp",
        "sftp",
        "gopher",
        "dict",
        "ldap",
        "tftp",
        "jar:http",
        "view-source:http",
        "ws",
    ),
    *(
        "wss",
        "javascript",
        "data",
        "blob:http",
        "unix",
        "http+unix",
        "netdoc",
        "smb",
        "rtsp",
        "rtmp",
    ),
    *(
        "concat:http",
        "hls+http",
        "crypto:http",
        "cache:http",
        "httpx",
        "hxxp",
        "http\N{KELVIN SIGN}",
    ),
]
_SHAPES = [
    "http://{}/",
    "https://{}/a.mp3?x=1",
    "HTTP://{}:80",
    "https://{}:443/a.mp3#b",
    "http://{}:8080/",
    "http://{}:/",
    "http://{}:00080/",
    "http://user@{}/",
    "http://user:secret@{}/a",
    "http://public.example@{}/",
    "http://public.example:80@{}/",
    "http://public.example%40{}/",
    "http://public.example\\@{}/",
    "http://{}\\@public.example/",
    "http://{}\\.public.example/",
    "http:\\\\{}\\",
    "http:/\\{}/",
    "http:/{}/",
    "http:{}",
    "//{}/",
    "{}",
    "http:///{}/",
    "http:////{}/",
    "http://\t{}/",
    "http://{}\t/",
    "ht\ntp://{}/",
    "http://{}/\r\nHost: public.example\r\n\r\n",
    "http://{}%0d%0aHost:%20public.example/",
    "http://{}%00.public.example/",
    "http://{}%2f.public.example/",
    "http://{}%23.public.example/",
    "http:// {}/",
    "\x00http://{}/",
    "http://{}\N{FULLWIDTH SOLIDUS}.public.example/",
    "http://{}\N{SOFT HYPHEN}/",
    "http://\N{ZERO WIDTH SPACE}{}/",
]
_TWO_READINGS = [
    "http://public.example/@{}/",
    "http://public.example?@{}/",
    "http://public.example#@{}/",
    "http://public.example/;@{}:80/",
]
_PORTS = [*range(80), 81, 110, 442, 444, 2375, 3306, 5432, 6379, 8080, 9200, 11211, 65535, 65536]
_ZEROS = "\N{FULLWIDTH DIGIT ZERO}\N{MATHEMATICAL BOLD DIGIT ZERO}\N{ARABIC-INDIC DIGIT ZERO}"
_STOPS = "\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"


def hostile() -> list[str]:
    """All of them. A few lead to `public.example`, for who reads them as the standard says."""
    hosts = [*_hosts(), *LOCAL_NAMES]
    found = [shape.format(host) for host, shape in product(hosts, _SHAPES)]
    found += [f"{scheme}://{host}/a.mp3" for scheme, host in product(SCHEMES, hosts[::20])]
    found += [shape.format(host) for host, shape in product(hosts[::20], _TWO_READINGS)]
    found += [f"http://{host}:{port}/" for host in ("public.example", PUBLIC) for port in _PORTS]
    found += [f"http://{name}/a.mp3" for name in resolving()]
    return list(dict.fromkeys(found))


def spelled() -> list[str]:
    """Each spelling of a private address once, as a plain link."""
    return list(dict.fromkeys(f"http://{host}/" for host in _hosts()))


def resolving() -> list[str]:
    """Names with nothing odd about them, except for where they lead."""
    return [
        f"{kind}-{number}.example"
        for number in range(len(PRIVATE) + len(PRIVATE_V6))
        for kind in ("inside", "mixed", "last", "two")
    ]


class Names:
    """What names lead to; what is asked twice about `rebind-*` is answered differently."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        inside = [*PRIVATE, *PRIVATE_V6]
        self.known = {name.lower().rstrip("."): ["127.0.0.1", "::1"] for name in LOCAL_NAMES}
        self.known["public.example"] = [PUBLIC, PUBLIC_V6]
        for number, address in enumerate(inside):
            self.known[f"inside-{number}.example"] = [address]
            self.known[f"mixed-{number}.example"] = [address, PUBLIC]
            self.known[f"last-{number}.example"] = [PUBLIC, PUBLIC_V6, address]
            self.known[f"two-{number}.example"] = [address, inside[number - 1]]
            self.known[f"rebind-{number}.example"] = [address]

    async def look_up(self, host, port):
        """Every answer, as the system's resolver gives them."""
        self.asked.append(host)
        found = self._answers(host.lower().rstrip("."))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET6 if ":" in each else socket.AF_INET, each) for each in found]

    def _answers(self, host: str) -> list[str]:
        if host.startswith("rebind-") and self.asked.count(host) % 2:
            return [PUBLIC]
        if host.endswith((".nip.io", ".sslip.io")):
            return [host.rsplit(".", 2)[0].replace("-", ".")]
        try:
            return self.known.get(host) or [socket.inet_ntoa(socket.inet_aton(host))]
        except (OSError, UnicodeError):
            return []


def _hosts() -> Iterator[str]:
    for address in PRIVATE:
        yield from _v4(IPv4Address(address))
    for address in PRIVATE_V6:
        yield from _v6(IPv6Address(address))


def _v4(address: IPv4Address) -> Iterator[str]:
    yield from _figures(address)
    yield from _disguised(str(address))
    yield from _embedded(address)


def _figures(address: IPv4Address) -> Iterator[str]:
    """What the system's resolver reads as an IPv4 address, and what overflows one."""
    number, parts = int(address), address.packed
    a, b, c, d = parts
    yield from (str(address), str(number), hex(number), f"0X{number:X}", f"0{number:o}")
    yield from (f"0x{number:016x}", f"{number:020o}", f"{number}.", str(number + 2**32))
    yield from (f"{a}.{number & 0xFFFFFF}", f"{a}.{b}.{number & 0xFFFF}", f"{a}.0x{b:x}.{c}.0{d:o}")
    yield from (".".join(f"{part:{form}}" for part in parts) for form in ("#x", "08o", "03d"))
    yield ".".join(f"0{part:o}" for part in parts)
    yield ".".join(str(part + 256) for part in parts)


def _disguised(dotted: str) -> Iterator[str]:
    """What becomes an address once somebody unquotes, normalises or resolves it."""
    yield from (f"{dotted}.", f"{dotted}..", f".{dotted}", dotted.replace(".", "%2e"))
    yield "".join(f"%{ord(sign):02x}" for sign in dotted)
    for zero in _ZEROS:
        yield "".join(chr(ord(zero) + int(each)) if each.isdigit() else each for each in dotted)
    yield from (dotted.replace(".", stop) for stop in _STOPS)
    yield from (f"{dotted}.nip.io", f"{dotted.replace('.', '-')}.sslip.io")


def _embedded(address: IPv4Address) -> Iterator[str]:
    """IPv6 addresses that lead to an IPv4 one: mapped, compatible, NAT64, 6to4, Teredo, ISATAP."""
    high, low = divmod(int(address), 2**16)
    words = f"{high:x}:{low:x}"
    for last in (words, str(address)):
        yield from (f"[::ffff:{last}]", f"[0:0:0:0:0:FFFF:{last}]", f"[::{last}]")
        yield from (f"[64:ff9b::{last}]", f"[64:ff9b:1::{last}]", f"[::ffff:0:{last}]")
        yield from (f"[2606:4700::5efe:{last}]", f"[2606:4700::200:5efe:{last}]")
        yield from (f"[::ffff:{last}%25eth0]", f"[::ffff:{last}%eth0]", f"[v1.{last}]", f"[{last}]")
    yield from (f"[2002:{words}::]", f"[2002:{words}::1]", f"[fe80::5efe:{words}]")
    yield f"[2001:0:{words}:8000:63bf:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}]"


def _v6(address: IPv6Address) -> Iterator[str]:
    yield from (f"[{address}]", f"[{address.exploded}]", f"[{address.exploded.upper()}]")
    yield from (f"[{address}%25eth0]", f"[{address}%eth0]", f"[{address}%251]", f"[{address}%25]")
    yield from (f"[{address}].", f"[{address}", f"{address}]", f"{address}", f"[ {address}]")
    yield from (f"[{address}]evil.example", f"[{address}]@public.example", f"%5b{address}%5d")
    yield f"{address.reverse_pointer}"
