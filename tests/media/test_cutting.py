"""Recordings that are too large for a service are cut where nobody speaks."""

import itertools

import pytest

from bot.domain.errors import Fault, Rejected
from bot.domain.ports import Stopped
from bot.media.cutting import Cutting
from tests.media import words
from tests.media.sounds import encoded, wav

WORDS = 30
MOST = (150_000, 15.0)
PLAYLIST = b"ffconcat version 1.0\nfile other.wav\n"
KINDS = {
    "mp3": (("mp3", "libmp3lame"), {}, "mp3"),
    "mp3 with a cover": (("mp3", "libmp3lame"), {"cover": True}, "mp3"),
    "mp3 at another rate": (("mp3", "libmp3lame"), {"rate": 44_100}, "mp3"),
    "m4a": (("ipod", "aac"), {}, "m4a"),
    "aac without a container": (("adts", "aac"), {}, "m4a"),
    "aac of a television": (("mpegts", "aac"), {}, "m4a"),
    "opus": (("ogg", "libopus"), {"rate": 48_000}, "ogg"),
    "opus of a browser": (("webm", "libopus"), {"rate": 48_000}, "ogg"),
    "wav": (("wav", "pcm_s16le"), {}, "mp3"),
    "flac": (("flac", "flac"), {}, "mp3"),
    "alac": (("caf", "alac"), {}, "mp3"),
}


async def cut(folder, recording, most=MOST, stop=lambda: False):
    (folder / "recording").write_bytes(recording)
    (folder / "pieces").mkdir()
    return await Cutting().cut(folder / "recording", folder / "pieces", most=most, stop=stop)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_word_is_in_one_piece_whole(tmp_path, kind):
    (muxer, codec), more, container = KINDS[kind]
    pieces = await cut(tmp_path, words.recording(muxer, codec, WORDS, **more))
    assert len(pieces) > 2
    assert {(piece.container, piece.path.suffix) for piece in pieces} == {
        (container, f".{container}")
    }
    assert [piece.offset for piece in pieces if words.in_a_word(piece.offset)] == [0.0]
    heard = [words.heard(piece.path) for piece in pieces]
    assert sum(said for said, _ in heard) == WORDS
    for piece, (said, seconds) in zip(pieces, heard, strict=True):
        assert said == round(piece.seconds / words.EACH)
        assert seconds == pytest.approx(piece.seconds, abs=0.3)  # an encoder's first and last frame
        assert piece.path.stat().st_size <= MOST[0]
        assert piece.seconds <= MOST[1]
    for one, other in itertools.pairwise(pieces):
        assert one.offset + one.seconds == pytest.approx(other.offset)
    assert pieces[-1].offset + pieces[-1].seconds == pytest.approx(WORDS * words.EACH, abs=0.3)


async def test_pieces_are_no_larger_than_wished_however_long_they_may_be(tmp_path):
    pieces = await cut(tmp_path, words.recording("mp3", "libmp3lame", WORDS), (50_000, 1e9))
    assert len(pieces) > 2
    assert max(piece.path.stat().st_size for piece in pieces) <= 50_000


async def test_without_any_silence_it_is_cut_at_the_quietest_place(tmp_path):
    recording = words.recording("wav", "pcm_s16le", WORDS, pause=6000)
    pieces = await cut(tmp_path, recording)
    assert len(pieces) > 2
    assert [piece.offset for piece in pieces if words.in_a_word(piece.offset)] == [0.0]


async def test_what_is_equally_loud_throughout_is_cut_all_the_same(tmp_path):
    pieces = await cut(tmp_path, encoded("mp3", "libmp3lame", seconds=40.0))
    assert len(pieces) >= 3
    assert sum(piece.seconds for piece in pieces) == pytest.approx(40.0, abs=0.2)


async def test_the_sound_of_a_film_is_cut(tmp_path):
    pieces = await cut(tmp_path, encoded("mp4", "aac", picture=True, seconds=20.0), (10**6, 8.0))
    assert len(pieces) >= 3
    assert all(words.heard(piece.path) for piece in pieces)


async def test_what_fits_is_one_piece(tmp_path):
    (piece,) = await cut(tmp_path, words.recording("mp3", "libmp3lame", 5))
    assert (piece.offset, piece.container, piece.content_type) == (0.0, "mp3", "audio/mpeg")


@pytest.mark.parametrize(
    ("recording", "fault"),
    [
        (b"", Fault.NOT_MEDIA),
        (b"<!doctype html><p>Hello", Fault.NOT_MEDIA),
        (PLAYLIST, Fault.NOT_MEDIA),
        (bytes(range(256)) * 40, Fault.NOT_MEDIA),
        (encoded("webm", None, picture=True), Fault.NO_AUDIO),
        (wav(0.0), Fault.NO_AUDIO),
        (words.recording("ipod", "aac", 5)[:2000], Fault.NOT_MEDIA),
    ],
    ids=["empty", "page", "playlist", "noise", "a film without sound", "no samples", "half a file"],
)
async def test_what_cannot_be_cut_ends_with_a_reason(tmp_path, recording, fault):
    (tmp_path / "other.wav").write_bytes(words.recording("wav", "pcm_s16le", 5))
    with pytest.raises(Rejected) as refused:
        await cut(tmp_path, recording)
    assert refused.value.fault is fault


async def test_a_damaged_place_costs_only_itself(tmp_path):
    mp3 = bytearray(words.recording("mp3", "libmp3lame", WORDS))
    mp3[50_000:51_000] = b"\xff" * 1000
    pieces = await cut(tmp_path, bytes(mp3))
    assert sum(words.heard(piece.path)[0] for piece in pieces) >= WORDS - 2


async def test_a_cut_that_is_stopped_ends_at_once(tmp_path):
    with pytest.raises(Stopped):
        await cut(tmp_path, words.recording("mp3", "libmp3lame", WORDS), stop=lambda: True)
