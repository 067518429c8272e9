"""Ten thousand links that must not lead inside, two hundred that must work: seen at the dialler."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from yarl import URL

from bot.domain.errors import BotError, Fault, Rejected, Transient
from bot.http.guard import Guard, make_socket
from tests.http.hostile_urls import (
    LOCAL_NAMES,
    PRIVATE,
    PRIVATE_V6,
    PUBLIC,
    PUBLIC_V6,
    Names,
    hostile,
    resolving,
    spelled,
)
from tests.http.servers import calling_out

OUTSIDE = {(address, port) for address in (PUBLIC, PUBLIC_V6) for port in (80, 443)}


class Watch:
    """Where sockets are made: sees all, and opens only those to a server of the test's own."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.dialled: set[tuple[str, int]] = set()

    def dial(self, info):
        if info[4][:2] == ("127.0.0.1", self.port):
            return make_socket(info)
        self.dialled.add(info[4][:2])
        raise OSError("watched")


async def _failure(http, text):
    """How a link ends that never opens: fetched as the bot does, each hop parsed again."""
    with pytest.raises((Rejected, Transient)) as failure:
        await _open(http, text)
    assert failure.value.fault in Fault
    return failure.value


async def _open(http, text):
    guard = http.guard
    url = guard.parse(text)
    async with http.guarded.get(url, lambda hop: guard.parse(str(hop)) and {}, _never):
        raise AssertionError("it opened")


def _never():
    return False


async def test_none_of_ten_thousand_hostile_links_dials_inside():
    links, names, watch = hostile(), Names(), Watch()
    assert len(links) >= 10_000
    async with calling_out(guard=Guard(lookup=names.look_up, dial=watch.dial)) as http:
        for link in links:
            await _failure(http, link)
    assert watch.dialled <= OUTSIDE
    assert len(names.asked) > 400, "the resolver is one of the ways inside"


async def test_no_spelling_of_a_private_address_is_dialled_even_if_nobody_parsed_it():
    """The resolver and the dialler hold alone, for an address that came past the parser."""
    names, watch = Names(), Watch()
    guard = Guard(lookup=names.look_up, dial=watch.dial)
    async with calling_out(guard=guard) as http:
        for link in spelled():
            with pytest.raises(BotError):
                async with http.guarded.get(_unparsed(link), lambda _: {}, _never):
                    raise AssertionError("it opened")
    assert not watch.dialled


def _unparsed(link: str) -> URL:
    try:
        return URL(link)
    except ValueError as error:
        raise Rejected("no address at all", Fault.LINK_PRIVATE) from error


async def test_a_redirect_to_any_of_them_is_not_followed():
    targets = [*spelled()[::2], *(f"http://{name}/" for name in [*LOCAL_NAMES, *resolving()])]
    names = Names()
    async with _redirecting(targets) as port:
        watch = Watch(port)
        guard = Guard([f"127.0.0.1:{port}"], lookup=names.look_up, dial=watch.dial)
        async with calling_out(guard=guard) as http:
            for number in range(len(targets)):
                await _failure(http, f"http://127.0.0.1:{port}/{number}")
    assert not watch.dialled


@asynccontextmanager
async def _redirecting(targets):
    """Answers `/n` with a redirect to the nth of the targets, by each of the five statuses."""

    async def answer(reader, writer):
        number = int((await reader.readuntil(b"\r\n\r\n")).split()[1][1:])
        status = (301, 302, 303, 307, 308)[number % 5]
        head = f"HTTP/1.1 {status} Elsewhere\r\nLocation: {targets[number]}\r\n"
        writer.write(f"{head}Content-Length: 0\r\n\r\n".encode())
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def test_a_name_that_turns_private_after_the_check_is_never_dialled_there():
    """Rebinding: every second answer leads inside."""
    names, watch = Names(), Watch()
    guard = Guard(lookup=names.look_up, dial=watch.dial)
    async with calling_out(guard=guard) as http:
        for number in range(len(PRIVATE) + len(PRIVATE_V6)):
            link = f"http://rebind-{number}.example/"
            await guard.check(guard.parse(link))
            assert isinstance(await _failure(http, link), Rejected)
            assert isinstance(await _failure(http, link), Transient)
    assert watch.dialled == {(PUBLIC, 80)}


GOOD_HOSTS = [
    *("public.example", "PUBLIC.example", "public.example.", "cdn-7.public.example", "a_b.example"),
    *("127.0.0.1.public.example", "localhost.public.example", "10.example", "0x7f.example", "t.co"),
    *(
        "bücher.example",
        "xn--bcher-kva.example",
        "例え.テスト",
        "müsli.straße.example",
        f"{'a' * 63}.example",
    ),
    *("8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"),
    *("126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255"),
    *(
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "223.255.255.255",
    ),
    *("[2606:4700::1111]", "[2A00:1450:4001::8]", "[2001:4860:4860::8888]", "[::ffff:8.8.8.8]"),
]
GOOD_SHAPES = [
    "http://{}/a.mp3",
    "https://{}/a/b%2Fc.m4a?X-Amz-Signature=a%2Bb%3D&e=1#t=10",
    "HTTPS://{}",
    "http://{}:80/?u=http://127.0.0.1/",
    "https://{}:443/@user/über.mp3",
    "https://{}/a:b@c/d;e,f/(1).wav",
]


async def test_two_hundred_good_links_pass_and_are_dialled_at_the_address_that_was_checked():
    links = [shape.format(host) for host in GOOD_HOSTS for shape in GOOD_SHAPES]
    assert len(links) >= 200
    watch = Watch()

    async def look_up(host, port):
        return await Names().look_up("public.example", port)

    guard = Guard(lookup=look_up, dial=watch.dial)
    async with calling_out(guard=guard) as http:
        for link in links:
            watch.dialled.clear()
            await guard.check(guard.parse(link))
            assert isinstance(await _failure(http, link), Transient)
            assert len({port for _, port in watch.dialled}) == 1, link
