"""No link of a stranger reaches a private address, however it is written."""

import socket

import pytest
from aiohttp import web
from yarl import URL

from bot.domain.errors import BotError, Fault, Rejected, Transient
from bot.http.address import is_public
from bot.http.guard import Guard
from tests.http.servers import calling_out, serve

PUBLIC = "93.184.216.34"

# Every address class that answers from inside, in the spellings that parsers and resolvers know.
HOSTILE = [
    "http://127.0.0.1/",
    "http://127.0.0.1:80/a.mp3",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://127。0。0。1/",
    "http://\N{FULLWIDTH DIGIT ONE}27.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://0/",
    "http://0.0.0.0/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://169.254.43518/",
    "http://168.63.129.16/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://192.168.1.1/",
    "http://198.18.0.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2002:a9fe:a9fe::1]/",
    "http://[2001::7f00:1]/",
    "http://[2001:db8::1]/",
    "http://[2606:4700::5efe:7f00:1]/",
    "http://[2606:4700::200:5efe:a00:1]/",
    "http://[3fff::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[fe80::1]/",
    "http://[fe80::1%25eth0]/",
    "http://[fec0::1]/",
    "http://[ff02::1]/",
    "http://[100::1]/",
    "http://localhost/",
    "http://metadata.internal/",
    "http://mixed.example/",
    "http://v6only.example/",
    "http://nothing.example/",
    "http://user@public.example/",
    "http://user:pass@public.example/",
    "http://public.example@127.0.0.1/",
    "http://public.example\\@127.0.0.1/",
    "http://127.0.0.1\\@public.example/",
    "http://public.example#@127.0.0.1:22/x\n",
    "http://public.example:22/",
    "http://public.example:8080/",
    "http://public.example:0/",
    "http://public.example:99999/",
    "http://[::1",
    "http:///etc/passwd",
    "http://",
    "//127.0.0.1/",
    "file:///etc/passwd",
    "ftp://public.example/a.mp3",
    "gopher://127.0.0.1:6379/_INFO",
    "data:audio/mpeg;base64,AAAA",
    "javascript:alert(1)",
    "http://public.example/\r\nHost: 127.0.0.1",
    "http://pub lic.example/",
    "http://%31%32%37.0.0.1/",
    "http://public..example/",
    "http://" + "a" * 300 + ".example/",
    "",
]

NAMES = {
    "localhost": ["127.0.0.1", "::1"],
    "metadata.internal": ["169.254.169.254"],
    "mixed.example": [PUBLIC, "10.0.0.7"],
    "v6only.example": ["fd00::1"],
    "nothing.example": [],
    "public.example": [PUBLIC],
}


class Dialler:
    """Stands where sockets are made: nothing is really called, everything is seen."""

    def __init__(self, names: dict[str, list[str]]) -> None:
        self.names = names
        self.looked_up: list[str] = []
        self.dialled: list[tuple[str, int]] = []

    async def look_up(self, host, port):
        self.looked_up.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(_family(address), address) for address in self.names[host]]

    def dial(self, info):
        self.dialled.append(info[4][:2])
        raise OSError("watched")

    def guard(self, *allowed):
        return Guard(allowed, lookup=self.look_up, dial=self.dial)


def _family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


async def _fetch(http, text):
    """As a link is fetched: parsed, and every hop parsed again."""
    guard = http.guard
    url = guard.parse(text)
    async with http.guarded.get(url, lambda hop: guard.parse(str(hop)) and {}, lambda: False):
        raise AssertionError("it opened")


@pytest.mark.parametrize("link", HOSTILE, ids=map(str, range(len(HOSTILE))))
async def test_a_hostile_link_is_never_dialled(link):
    dialler = Dialler(NAMES)
    async with calling_out(guard=dialler.guard()) as http:
        with pytest.raises(BotError):
            await _fetch(http, link)
    assert not dialler.dialled


@pytest.mark.parametrize("link", ["http://127.0.0.1/", "http://[::1]/", f"http://{PUBLIC}:22/"])
async def test_what_nobody_parsed_is_not_dialled_either(link):
    """An address in figures needs no resolver: the socket is the last to look at it."""
    dialler = Dialler({})
    async with calling_out(guard=dialler.guard()) as http:
        with pytest.raises(Rejected):
            async with http.guarded.get(URL(link), lambda _: {}, lambda: False):
                raise AssertionError("it opened")
    assert not dialler.dialled


async def test_a_public_link_is_dialled_at_the_address_that_was_checked():
    dialler = Dialler({"public.example": [PUBLIC]})
    async with calling_out(guard=dialler.guard()) as http:
        with pytest.raises(Transient):
            await _fetch(http, "https://public.example/a.mp3?signature=1")
    assert dialler.dialled == [(PUBLIC, 443)]
    assert dialler.looked_up == ["public.example"]


async def test_a_name_that_turns_private_between_two_lookups_is_refused():
    """Rebinding: the check sees a public address, the connection would get a private one."""
    dialler = Dialler({"rebind.example": [PUBLIC]})
    async with calling_out(guard=dialler.guard()) as http:
        url = http.guard.parse("http://rebind.example/")
        await http.guard.check(url)
        dialler.names["rebind.example"] = ["127.0.0.1"]
        with pytest.raises(Rejected):
            await _fetch(http, "http://rebind.example/")
    assert not dialler.dialled


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/", "http://localhost/", "http://[::1]/", "file:///etc/passwd"],
)
async def test_a_redirect_to_a_private_address_is_not_followed(status, target):
    async def redirect(_):
        return web.Response(status=status, headers={"Location": target})

    async with serve(redirect) as base, calling_out(base.removeprefix("http://")) as http:
        with pytest.raises(Rejected) as refused:
            await _fetch(http, f"{base}/a.mp3")
    assert refused.value.fault is Fault.LINK_PRIVATE


async def test_redirects_in_circles_end():
    calls = []

    async def circle(request):
        calls.append(request.path)
        return web.Response(status=302, headers={"Location": f"/{len(calls)}"})

    async with serve(circle) as base, calling_out(base.removeprefix("http://")) as http:
        with pytest.raises(Rejected):
            await _fetch(http, f"{base}/a.mp3")
    assert len(calls) == 6


async def test_the_operators_own_host_is_allowed_exactly():
    guard = Guard(["media.corp", "10.0.0.5:9000", " Files.Corp:8443 "])
    for link in ("http://media.corp/a", "https://media.corp/a", "http://10.0.0.5:9000/a"):
        assert guard.allowed(guard.parse(link))
    assert guard.allowed(guard.parse("HTTPS://FILES.corp:8443/x"))
    for link in (
        "http://media.corp:8080/a",
        "http://10.0.0.5/a",
        "http://10.0.0.5:9001/a",
        "https://files.corp:8444/x",
    ):
        with pytest.raises(Rejected):
            guard.parse(link)
    assert not guard.allowed(guard.parse("http://a.media.corp/x"))


async def test_an_allowed_name_may_be_private_and_no_other_port_of_its_host_opens():
    dialler = Dialler({"media.corp": ["10.0.0.5"], "evil.example": ["10.0.0.5"]})
    async with calling_out(guard=dialler.guard("media.corp:9000")) as http:
        with pytest.raises(Transient):
            await _fetch(http, "http://media.corp:9000/a.mp3")
        with pytest.raises(Rejected):
            await _fetch(http, "http://evil.example/")
    assert dialler.dialled == [("10.0.0.5", 9000)]


async def test_a_name_that_nobody_knows_is_unreachable_and_a_mute_resolver_may_speak_later():
    dialler = Dialler({})
    guard = dialler.guard()
    with pytest.raises(Rejected) as unknown:
        await guard.check(guard.parse("https://nowhere.example/"))
    assert unknown.value.fault is Fault.LINK_UNREACHABLE

    async def mute(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    with pytest.raises(Transient):
        await Guard(lookup=mute).check(URL("https://public.example/"))


async def test_no_refusal_quotes_the_link():
    guard = Dialler(NAMES).guard()
    for link in HOSTILE:
        secret = link + "?token=canary"
        with pytest.raises(BotError) as refused:
            await guard.check(guard.parse(secret))
        assert "canary" not in repr(refused.value)
        assert refused.value.__cause__ is None or "canary" not in str(refused.value.__cause__)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", PUBLIC, "172.15.255.255", "172.32.0.1", "2606:4700::1", "2a00:1450::8"]
)
def test_the_public_internet_is_public(address):
    assert is_public(address)
