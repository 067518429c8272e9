"""The length of a recording, read from its bytes while they go by."""

import asyncio
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.media.length import Timed
from tests.media import sounds

LONG = 4.0
ID3 = b"ID3\x04\x00\x00" + bytes([0, 0, 7, 104]) + bytes(1000)  # a tag of 1,000 bytes


def timed(body: bytes, kind: str, step: int = 4096, size: int | None = None) -> float | None:
    """What is known once such a stream went by, in chunks of this size."""

    async def chunks():
        for at in range(0, len(body), step):
            yield body[at : at + step]

    async def whole() -> float | None:
        stream = Timed(chunks(), kind, len(body) if size is None else size)
        assert b"".join([chunk async for chunk in stream]) == body
        return stream.seconds()

    return asyncio.run(whole())


def boxes(*parts: tuple[bytes, bytes]) -> bytes:
    return b"".join(struct.pack(">I", 8 + len(body)) + name + body for name, body in parts)


def mvhd(seconds: int, *, wide: bool = False) -> bytes:
    times = struct.pack(">QQIQ", 0, 0, 1000, seconds * 1000)
    short = struct.pack(">IIII", 0, 0, 1000, seconds * 1000)
    return (b"\x01\0\0\0" + times if wide else bytes(4) + short) + bytes(80)


def m4a(moov: bytes, *, last: bool = False, sound: int = 40_000) -> bytes:
    parts = [(b"moov", moov), (b"mdat", bytes(sound))]
    return boxes((b"ftyp", b"M4A \0\0\0\0"), *(parts[::-1] if last else parts))


def made(kind: str) -> bytes:
    muxer, codec = {
        "mp3": ("mp3", "libmp3lame"),
        "m4a": ("ipod", "aac"),
        "aac": ("adts", "aac"),
        "flac": ("flac", "flac"),
        "opus": ("ogg", "libopus"),
        "ogg": ("ogg", "flac"),
        "webm": ("webm", "libopus"),
    }[kind]
    return sounds.encoded(muxer, codec, seconds=LONG)


@pytest.fixture(scope="module")
def recordings() -> dict[str, bytes]:
    kinds = ("mp3", "m4a", "aac", "flac", "opus", "ogg", "webm")
    return {"wav": sounds.wav(LONG), **{kind: made(kind) for kind in kinds}}


KINDS = ("wav", "mp3", "m4a", "aac", "flac", "opus", "ogg", "webm")


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_tells_its_length_wherever_the_stream_is_cut(kind, recordings):
    body = recordings[kind]
    for step in (len(body), 65_536, 997, 1):
        assert timed(body, kind, step) == pytest.approx(LONG, abs=0.15)


@pytest.mark.parametrize("kind", [*KINDS, "wma", "unheard-of"])
@given(data=some.data())
@settings(max_examples=30)
def test_no_bytes_end_an_upload_or_tell_what_cannot_be(kind, recordings, data):
    """Cut anywhere, damaged anywhere, in chunks of any size."""
    body = bytearray(recordings.get(kind, recordings["wav"]))
    for at in data.draw(some.lists(some.integers(0, 400), max_size=12)):
        body[at] = data.draw(some.integers(0, 255))
    whole = bytes(body[: data.draw(some.integers(1, len(body)))])
    seconds = timed(whole, kind, data.draw(some.integers(1, 9000)))
    assert seconds is None or 4_000 <= len(whole) * 8 / seconds <= 10_000_000


@given(junk=some.binary(max_size=3000), kind=some.sampled_from([*KINDS, "wma"]))
def test_junk_has_no_length_that_cannot_be(junk, kind):
    seconds = timed(junk, kind, 100)
    assert seconds is None or seconds > 0


def test_the_index_of_an_mp4_may_stand_before_the_sound_or_after_it():
    for wide in (False, True):
        moov = boxes((b"mvhd", mvhd(LONG_ISO, wide=wide)), (b"trak", bytes(300)))
        assert timed(m4a(moov), "m4a", 7) == LONG_ISO
        assert timed(m4a(moov, last=True), "m4a", 7) == LONG_ISO


LONG_ISO = 20


def test_an_mp4_with_more_sound_than_32_bits_can_tell_is_read_past_it():
    sound = struct.pack(">I4sQ", 1, b"mdat", 16 + 40_000) + bytes(40_000)
    body = boxes((b"ftyp", b"M4A \0\0\0\0")) + sound
    body += boxes((b"moov", boxes((b"mvhd", mvhd(LONG_ISO)))))
    assert timed(body, "m4a") == LONG_ISO


def test_a_fragmented_mp4_tells_its_length_beside_its_fragments():
    extended = boxes((b"mehd", struct.pack(">II", 0, LONG_ISO * 1000)))
    moov = boxes((b"mvhd", mvhd(0)), (b"trak", bytes(99)), (b"mvex", extended))
    assert timed(m4a(moov), "m4a") == LONG_ISO


LIARS = {
    "a box that is larger than the file": (
        boxes((b"ftyp", b"M4A \0\0\0\0")) + struct.pack(">I4s", 99_999, b"moov") + bytes(500),
        "m4a",
    ),
    "a box that is smaller than itself": (struct.pack(">I4s", 3, b"moov") + bytes(500), "m4a"),
    "a movie of a century": (m4a(boxes((b"mvhd", mvhd(4_000_000)))), "m4a"),
    "a movie of a moment": (m4a(boxes((b"mvhd", bytes(12) + b"\0\0\3\xe8\0\0\0\1" + bytes(80)))), "m4a"),
    "a movie without a clock": (m4a(boxes((b"mvhd", bytes(100)))), "m4a"),
    "boxes without end": (boxes((b"free", b"")) * 20_000, "m4a"),
    "a wave without a rate": (b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0" + bytes(16) + b"data" + bytes(900), "wav"),
    "a wave of a thousand headers": (b"RIFF\0\0\0\0WAVE" + b"junk\0\0\0\0" * 20_000, "wav"),
    "frames of a stranger": (b"\xff\xfb\x90\x00" + bytes(9_000), "mp3"),
    "a tag that is larger than the file": (b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + bytes(900), "mp3"),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIARS)
def test_a_lying_header_tells_nothing(lie):
    body, kind = LIARS[lie]
    assert timed(body, kind) is None


def test_a_wave_that_was_streamed_or_cut_is_as_long_as_its_bytes():
    """Recorders that cannot go back leave the sizes empty; a copy that was cut keeps the old."""
    whole = sounds.wav(LONG)
    at = whole.index(b"data") + 4
    for told in (0, 0xFFFFFFFF, 0x7FFFFFFF):
        streamed = whole[:at] + struct.pack("<I", told) + whole[at + 4 :]
        assert timed(streamed, "wav") == LONG
    assert timed(whole[: len(whole) // 2], "wav") == pytest.approx(LONG / 2, abs=0.01)


def test_a_wave_is_read_past_what_stands_before_and_behind_its_sound():
    whole = sounds.wav(LONG)
    extra = b"LIST\x05\0\0\0words\0"
    assert timed(whole[:12] + extra + whole[12:] + extra * 50, "wav") == LONG


def test_an_mp3_is_counted_where_its_table_is_missing_or_tells_of_another_file(recordings):
    whole = recordings["mp3"]
    for name in (b"Info", b"Xing"):
        untabled = whole.replace(name, bytes(4))
        assert timed(untabled, "mp3", 333) == pytest.approx(LONG, abs=0.15)
    half = whole[: len(whole) // 2]
    assert timed(half, "mp3", 333) == pytest.approx(LONG / 2, abs=0.15)


def test_an_mp3_is_read_past_its_tags(recordings):
    tagged = ID3 + recordings["mp3"] + b"TAG" + bytes(125)
    assert timed(tagged, "mp3", 5) == pytest.approx(LONG, abs=0.15)
    untabled = tagged.replace(b"Info", bytes(4)).replace(b"Xing", bytes(4))
    assert timed(untabled, "mp3", 5) == pytest.approx(LONG, abs=0.15)


def test_sound_that_turns_into_something_else_is_not_counted(recordings):
    untabled = recordings["mp3"].replace(b"Info", bytes(4)).replace(b"Xing", bytes(4))
    assert timed(untabled + bytes(len(untabled)), "mp3") is None


def test_a_file_of_windows_tells_how_long_it_plays():
    guid = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
    properties = guid + bytes(48) + struct.pack("<QQQ", 231_000_000, 0, 3_100)
    body = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + bytes(14) + properties
    assert timed(body + bytes(60_000), "wma", 11) == pytest.approx(20.0)


def test_a_stream_that_somebody_recorded_off_the_air_has_no_length(recordings):
    """A FLAC without its number of samples; a WebM whose writer could not go back."""
    flac = recordings["flac"]
    assert timed(flac[:21] + bytes([flac[21] & 0xF0]) + bytes(4) + flac[26:], "flac") is None
    webm = recordings["webm"]
    at = webm.index(b"\x44\x89")
    assert timed(webm[:at] + b"\xec" + webm[at + 2 :], "webm") is None


def test_the_end_of_another_stream_is_not_taken_for_ours(recordings):
    opus, other = recordings["opus"], recordings["ogg"]
    assert timed(opus + other, "opus") is None


def test_a_large_recording_costs_no_memory(recordings):
    body = recordings["aac"] + bytes(200)
    big = m4a(boxes((b"mvhd", mvhd(3000))), last=True, sound=12_000_000)
    for whole, kind in ((body * 100, "aac"), (big, "m4a"), (recordings["opus"] * 60, "opus")):
        tracemalloc.start()
        _skim(whole, kind)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 1_000_000


def _skim(body: bytes, kind: str) -> None:
    view = memoryview(body)

    async def chunks():
        for at in range(0, len(body), 65_536):
            yield bytes(view[at : at + 65_536])

    async def drained() -> None:
        async for _ in Timed(chunks(), kind, len(body)):
            pass

    asyncio.run(drained())
