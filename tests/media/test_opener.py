"""From what was shared to a stream that a service takes."""

import asyncio
import json
import struct
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.errors import Fault, RateLimited, Rejected, Transient
from bot.domain.front import FileFacts
from bot.domain.ports import Stopped
from bot.domain.recording import Link, LocalFile, SlackFile
from bot.media.container import UNKNOWN, container_of
from bot.media.conversion import Wanted, convert
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers.tuplets.traits import STANDARD
from tests.http.servers import calling_out, serve, serve_bytes
from tests.media import sounds

TOKEN = "xoxb-canary"
LOGIN = b"\n<!DOCTYPE html><html><head><title>Sign in to Slack</title>"
WANTED = Wanted(containers={"mp3"}, seconds=60.0, other=Fault.NOT_MEDIA)
SHARED = SlackFile(id="F1", seconds=20.0)


class Files:
    """Slack's file index, as the adapter of Slack tells of it."""

    def __init__(self, url, size=None, seconds=20.0):
        self.url, self.size, self.seconds = url, size, seconds

    async def facts(self, file_id):
        return FileFacts(
            id=file_id,
            name="Ümlaut\r\nX-Evil: 1.mp4",
            mimetype="",
            media=True,
            size=self.size,
            seconds=self.seconds,
            url=self.url,
        )


class Slack:
    """A file store that wants the token, and whatever a test wants it to be instead."""

    def __init__(self, body, **response):
        self.body, self.response, self.seen = body, response, []

    async def answer(self, request):
        self.seen.append(request.headers.get("Authorization"))
        if self.seen[-1] != f"Bearer {TOKEN}":
            return web.Response(body=LOGIN, content_type="text/html")
        return web.Response(body=self.body, **self.response)


def never():
    return False


@asynccontextmanager
async def opener(base, tmp_path, *allowed, files=None, path="/files-pri/T1-F1/x", size=None):
    async with calling_out(*allowed) as http:
        access = SlackAccess(TOKEN, f"{base}/api/")
        yield Opener(files or Files(f"{base}{path}", size), http, access, tmp_path / "data")


async def collect(media, source=SHARED, traits=STANDARD, stop=never):
    async with media.open(source, traits, stop) as audio:
        body = b"".join([chunk async for chunk in audio.chunks])
        assert len(body) == audio.size
        return audio, body


async def shared(tmp_path, body, *, size=None, **response):
    slack = Slack(body, **response)
    async with serve(slack.answer) as base, opener(base, tmp_path, size=size) as media:
        return await collect(media)


async def refused(tmp_path, body, **options):
    with pytest.raises(Rejected) as refusal:
        await shared(tmp_path, body, **options)
    assert _nothing_left(tmp_path)
    return refusal.value.fault


def _nothing_left(tmp_path: Path) -> bool:
    return not list((tmp_path / "data").glob("*"))


AS_THEY_ARE = {
    "wav": sounds.wav,
    "mp3": lambda: sounds.encoded("mp3", "libmp3lame"),
    "m4a": lambda: sounds.encoded("ipod", "aac"),
    "aac": lambda: sounds.encoded("adts", "aac"),
    "flac": lambda: sounds.encoded("flac", "flac"),
    "opus": lambda: sounds.encoded("ogg", "libopus"),
    "webm": lambda: sounds.encoded("webm", "libopus"),
}


@pytest.mark.parametrize("kind", AS_THEY_ARE)
async def test_a_container_that_the_service_takes_passes_untouched_and_unnamed(tmp_path, kind):
    original = AS_THEY_ARE[kind]()
    audio, body = await shared(tmp_path, original, size=len(original))
    assert body == original
    assert audio.name == f"recording.{kind}"
    assert audio.content_type.startswith("audio/")
    assert audio.seconds == 20.0
    assert not (tmp_path / "data").exists()


CONVERTED = {
    "a clip with picture": (("mp4", "aac", True), ("m4a", "aac")),
    "an mp4 of unknown layout": (("mp4", "aac", False), ("m4a", "aac")),
    "a screen recording": (("mov", "pcm_s16le", True), ("mp3", "mp3float")),
    "a matroska film": (("matroska", "libmp3lame", True), ("mp3", "mp3float")),
    "a film of a browser": (("webm", "libopus", True), ("opus", "opus")),
    "an apple sound": (("aiff", "pcm_s16be", False), ("mp3", "mp3float")),
}


@pytest.mark.parametrize("kind", CONVERTED)
async def test_what_the_service_does_not_take_becomes_sound_alone(tmp_path, kind):
    (muxer, codec, picture), (extension, made) = CONVERTED[kind]
    original = sounds.encoded(muxer, codec, picture=picture, seconds=6.0)
    audio, body = await shared(tmp_path, original, size=len(original))
    (tmp_path / "made").write_bytes(body)
    _, codec, seconds, has_picture = sounds.facts(tmp_path / "made")
    assert audio.name == f"recording.{extension}"
    assert (codec, has_picture) == (made, False)
    assert seconds == pytest.approx(6.0, abs=0.2)
    assert audio.seconds == pytest.approx(6.0, abs=0.2)
    assert _nothing_left(tmp_path)


NO_SOUND = {
    "login page": (LOGIN, {}, Fault.LOGIN_PAGE),
    "login page, labelled": (b"Sign in", {"content_type": "text/html"}, Fault.LOGIN_PAGE),
    "json": (b'{"ok": false}', {"content_type": "application/json"}, Fault.NOT_MEDIA),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", {}, Fault.NOT_MEDIA),
    "concat": (b"ffconcat version 1.0\nfile /etc/passwd\n", {}, Fault.NOT_MEDIA),
    "zip": (b"PK\x03\x04" + bytes(500), {}, Fault.NOT_MEDIA),
    "empty": (b"", {}, Fault.FILE_EMPTY),
    "noise": (bytes(range(1, 9)) * 900, {}, Fault.NOT_MEDIA),
    "half a film": (b"\0\0\0\x18ftypisom" + bytes(9000), {}, Fault.NOT_MEDIA),
    "packed": (b"\x1f\x8b", {"headers": {"Content-Encoding": "gzip"}}, Fault.NOT_MEDIA),
}


LOOKALIKES = {"empty", "half a film", "noise"}


@pytest.mark.parametrize("size", [None, 10**6], ids=["size unknown", "size known"])
@pytest.mark.parametrize("kind", sorted(NO_SOUND.keys() - LOOKALIKES))
async def test_what_is_no_recording_is_told_from_one_whatever_its_size(tmp_path, kind, size):
    body, response, fault = NO_SOUND[kind]
    assert await refused(tmp_path, body, size=size, **response) is fault


@pytest.mark.parametrize("kind", sorted(LOOKALIKES))
async def test_what_only_looks_like_a_recording_is_told_from_one(tmp_path, kind):
    body, response, fault = NO_SOUND[kind]
    assert await refused(tmp_path, body, **response) is fault


async def test_a_voice_memo_that_ends_before_its_index_is_refused_at_its_last_bytes(tmp_path):
    memo = sounds.encoded("ipod", "aac", seconds=6.0)
    _, body = await shared(tmp_path, memo, size=len(memo))
    assert body == memo
    cut = memo[: memo.index(b"moov") - 4]
    assert len(cut) > 2 * 4096
    assert await refused(tmp_path, cut, size=len(cut)) is Fault.NOT_MEDIA


async def test_sound_that_goes_on_for_longer_than_the_service_takes_is_not_all_converted(tmp_path):
    hours = b".snd" + struct.pack(">5I", 24, 2**32 - 1, 1, 8000, 1) + bytes(9 * 3600 * 8000)
    began = asyncio.get_running_loop().time()
    brief = replace(STANDARD, max_seconds=10.0)
    slack = Slack(hours)
    async with serve(slack.answer) as base:
        files = Files(f"{base}/files-pri/T1-F1/x", seconds=None)
        async with opener(base, tmp_path, files=files) as media:
            with pytest.raises(Rejected) as refusal:
                await collect(media, SlackFile(id="F1"), traits=brief)
    assert refusal.value.fault is Fault.TOO_LONG
    assert asyncio.get_running_loop().time() - began < 20
    assert _nothing_left(tmp_path)


async def test_a_film_without_a_sound_track_is_refused(tmp_path):
    silent = sounds.encoded("mp4", None, picture=True)
    assert await refused(tmp_path, silent) is Fault.NO_AUDIO


async def test_a_disguised_playlist_opens_no_other_file(tmp_path):
    """It passes the look at its first bytes: the converter's own lists must hold."""
    (tmp_path / "canary.wav").write_bytes(sounds.wav(6.0))
    playlist = b"ffconcat version 1.0\nfile canary.wav\n#" + b"\x01" * 600
    assert container_of(playlist) is UNKNOWN
    (tmp_path / "original").write_bytes(playlist)
    with pytest.raises(Rejected) as refusal:
        await convert(tmp_path / "original", tmp_path / "audio", WANTED, never)
    assert refusal.value.fault is Fault.NOT_MEDIA
    assert not (tmp_path / "audio").exists()


@pytest.mark.parametrize(
    ("status", "fault"), [(403, Fault.FILE_DENIED), (404, Fault.FILE_GONE), (410, Fault.FILE_GONE)]
)
async def test_a_file_that_slack_keeps_from_us_is_not_tried_again(tmp_path, status, fault):
    assert await refused(tmp_path, b"no", status=status) is fault


async def test_a_pause_that_a_links_host_asks_for_is_kept_for_all_links_to_it_and_only_there(
    tmp_path,
):
    asked = []

    async def answer(request):
        asked.append(request.path)
        if request.path == "/first":
            return web.Response(status=429, headers={"Retry-After": "9"})
        return web.Response(body=sounds.wav())

    async with serve(answer) as base, opener(base, tmp_path, base.removeprefix("http://")) as media:
        for path in ("/first", "/second"):
            with pytest.raises(RateLimited) as limited:
                await collect(media, Link(url=f"{base}{path}"))
            assert limited.value.retry_after == 9.0
        await collect(media)
    assert asked == ["/first", "/files-pri/T1-F1/x"]


async def test_a_slack_that_is_busy_or_broken_is_tried_again(tmp_path):
    with pytest.raises(RateLimited) as limited:
        await shared(tmp_path, b"no", status=429, headers={"Retry-After": "9"})
    assert limited.value.retry_after == 9.0
    with pytest.raises(Transient):
        await shared(tmp_path, b"no", status=502)


@pytest.mark.parametrize(
    ("seconds", "fault"), [(4.9, Fault.TOO_SHORT), (8 * 3600 + 1, Fault.TOO_LONG)]
)
async def test_a_length_beyond_the_service_costs_no_download(tmp_path, seconds, fault):
    slack = Slack(sounds.wav())
    async with serve(slack.answer) as base:
        files = Files(f"{base}/x", seconds=seconds)
        async with opener(base, tmp_path, files=files) as media:
            with pytest.raises(Rejected) as refusal:
                await collect(media)
    assert refusal.value.fault is fault
    assert not slack.seen


async def test_a_converted_recording_is_measured_again(tmp_path):
    film = sounds.encoded("mp4", "aac", picture=True, seconds=2.0)
    assert await refused(tmp_path, film) is Fault.TOO_SHORT


async def test_a_size_beyond_the_service_is_refused_before_it_is_read(tmp_path):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: 1000000001\r\n\r\n"
    async with (
        serve_bytes(head + sounds.wav(), hang=True) as base,
        opener(base, tmp_path) as media,
    ):
        with pytest.raises(Rejected) as refusal:
            await collect(media)
    assert refusal.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize("size", [9, 10**6], ids=["less", "more"])
async def test_another_length_than_slack_told_is_tried_again(tmp_path, size):
    with pytest.raises(Transient) as odd:
        await shared(tmp_path, sounds.wav(), size=size)
    assert odd.value.fault is Fault.FILE_CUT


@pytest.mark.parametrize("muxer", ["wav", "mp4"], ids=["streamed", "converted"])
async def test_a_cut_connection_is_never_taken_for_the_end(tmp_path, muxer):
    body = sounds.wav(6.0) if muxer == "wav" else sounds.encoded("mp4", "aac", seconds=6.0)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    async with (
        serve_bytes(head + body[:-100]) as base,
        opener(base, tmp_path, size=len(body)) as media,
    ):
        with pytest.raises(Transient) as cut:
            await collect(media)
    assert cut.value.fault is Fault.FILE_CUT
    assert _nothing_left(tmp_path)


async def test_a_recording_of_unknown_length_is_kept_until_its_length_is_known(tmp_path):
    original = sounds.wav()

    async def drip(request):
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(original), 5000):
            await response.write(original[start : start + 5000])
        return response

    async with serve(drip) as base, opener(base, tmp_path) as media:
        _, body = await collect(media)
    assert body == original
    assert _nothing_left(tmp_path)


async def test_the_token_goes_to_slack_and_not_where_slack_redirects_to(tmp_path):
    original, elsewhere = sounds.wav(), []

    async def far(request):
        elsewhere.append(request.headers.get("Authorization"))
        return web.Response(body=original)

    async with serve(far) as other:

        async def near(request):
            assert request.headers["Authorization"] == f"Bearer {TOKEN}"
            raise web.HTTPFound(f"{other}/cdn")

        async with serve(near) as base, opener(base, tmp_path) as media:
            _, body = await collect(media)
    assert body == original
    assert elsewhere == [None]


async def test_a_redirect_to_the_login_page_is_a_login_page(tmp_path):
    async def answer(request):
        if request.path != "/login":
            raise web.HTTPFound("/login")
        return web.Response(body=LOGIN, content_type="text/html")

    async with serve(answer) as base, opener(base, tmp_path) as media:
        with pytest.raises(Rejected) as refusal:
            await collect(media)
    assert refusal.value.fault is Fault.LOGIN_PAGE


@pytest.mark.parametrize(
    "address",
    [
        "https://drive.example/file.mp3",
        "https://files.slack.com.evil.example/x",
        "https://evil-slack.com/x",
        "http://files.slack.com/x",
        "https://files.slack.com:8443/x",
        "https://files.slack.com@evil.example/x",
        "file:///etc/passwd",
        "http://[::1",
        "",
    ],
)
def test_a_file_that_is_not_at_slack_is_never_called(address):
    with pytest.raises(Rejected) as refusal:
        SlackAccess(TOKEN, "http://127.0.0.1:3000/api/").entrance(address)
    assert refusal.value.fault is Fault.FILE_EXTERNAL


@pytest.mark.parametrize(
    "address",
    [
        "https://files.slack.com/files-pri/T1-F1/download/a%20b.mp3",
        "https://files.slack-gov.com/x",
        "https://slack.com/x",
        "http://127.0.0.1:3000/files/x",
    ],
)
def test_slacks_own_hosts_and_the_api_get_the_token(address):
    access = SlackAccess(TOKEN, "http://127.0.0.1:3000/api/")
    url = access.entrance(address)
    assert access.headers(url) == {"Authorization": f"Bearer {TOKEN}"}
    assert TOKEN not in repr(access)


async def test_a_stop_ends_a_running_download(tmp_path):
    body = sounds.wav(6.0)
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    stopped = asyncio.Event()
    async with serve_bytes(head + body[:9000], hang=True) as base, opener(base, tmp_path) as media:
        asyncio.get_running_loop().call_later(0.05, stopped.set)
        with pytest.raises(Stopped):
            await collect(media, stop=stopped.is_set)


async def test_a_stop_kills_a_running_conversion_and_leaves_nothing(tmp_path):
    film = sounds.encoded("mov", "pcm_s16le", seconds=600.0)
    began = tmp_path / "data"

    def stop():
        return any(began.glob("*/audio"))  # the converter has opened its output

    slack = Slack(film)
    async with serve(slack.answer) as base, opener(base, tmp_path) as media:
        with pytest.raises(Stopped):
            await collect(media, stop=stop)
    assert _nothing_left(tmp_path)


async def test_a_local_file_is_opened_as_it_is_or_converted(tmp_path):
    (tmp_path / "a.mp3").write_bytes(sounds.wav(6.0))  # named wrongly
    (tmp_path / "b.mov").write_bytes(sounds.encoded("mov", "aac", seconds=6.0))
    async with opener("http://127.0.0.1:9", tmp_path) as media:
        plain, _ = await collect(media, LocalFile(path=str(tmp_path / "a.mp3")))
        made, _ = await collect(media, LocalFile(path=str(tmp_path / "b.mov")))
        with pytest.raises(Rejected) as missing:
            await collect(media, LocalFile(path=str(tmp_path / "c.wav")))
    assert (plain.name, plain.seconds) == ("recording.wav", None)
    assert made.name == "recording.m4a"
    assert missing.value.fault is Fault.FILE_GONE


async def test_a_link_to_the_operators_own_server_is_fetched_without_any_token(tmp_path):
    seen = []

    async def answer(request):
        seen.append(request.headers.get("Authorization"))
        return web.Response(body=sounds.wav())

    async with serve(answer) as base, opener(base, tmp_path, base.removeprefix("http://")) as media:
        link = f"<{base}/meeting.wav?a=1&amp;b=2|meeting>"
        assert await media.check_link(link)
        audio, _ = await collect(media, Link(url=link))
    assert audio.name == "recording.wav"
    assert seen == [None]


@pytest.mark.parametrize(
    ("response", "fault"),
    [
        ({"body": LOGIN}, Fault.LINK_NOT_MEDIA),
        ({"body": json.dumps({"error": "x"}).encode()}, Fault.LINK_NOT_MEDIA),
        ({"status": 404}, Fault.LINK_UNREACHABLE),
        ({"status": 403}, Fault.LINK_UNREACHABLE),
        ({"status": 302, "headers": {"Location": "http://10.0.0.1/"}}, Fault.LINK_PRIVATE),
    ],
    ids=["page", "json", "missing", "forbidden", "redirect inside"],
)
async def test_a_link_that_leads_to_no_recording_says_so(tmp_path, response, fault):
    async def answer(_):
        return web.Response(**response)

    async with serve(answer) as base, opener(base, tmp_path, base.removeprefix("http://")) as media:
        with pytest.raises(Rejected) as refusal:
            await collect(media, Link(url=f"{base}/a"))
    assert refusal.value.fault is fault


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("https://files.slack.com/files-pri/T1-F2/secret.mp3", Fault.LINK_SLACK),
        ("<https://acme.slack.com/files/U1/F2/secret.mp3>", Fault.LINK_SLACK),
        ("http://127.0.0.1/a.mp3", Fault.LINK_PRIVATE),
        ("http://localhost/a.mp3", Fault.LINK_PRIVATE),
    ],
)
async def test_links_to_slack_and_to_private_places_are_refused(tmp_path, link, fault):
    """Whose file it is in Slack cannot be told from a link, so nobody gets it through one."""
    async with opener("http://127.0.0.1:9", tmp_path) as media:
        with pytest.raises(Rejected) as refusal:
            await media.check_link(link)
    assert refusal.value.fault is fault


async def test_a_public_address_may_be_handed_on(tmp_path):
    async with opener("http://127.0.0.1:9", tmp_path) as media:
        assert not await media.check_link("https://93.184.216.34/a.mp3")
