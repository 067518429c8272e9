"""Sixty honest recordings, made on the spot: what people's machines and programs write."""

import array
import functools
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av

SECONDS = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a recording is made. `film` and `cover` are codecs of pictures."""

    muxer: str
    codec: str
    rate: int = 44_100
    layout: str = "mono"
    seconds: float = SECONDS
    film: str = ""
    cover: str = ""
    options: dict[str, str] = field(default_factory=dict)  # of the muxer
    coded: dict[str, str] = field(default_factory=dict)  # of the encoder
    bits: int = 0
    tags: dict[str, str] = field(default_factory=dict)
    late: float = 0.0  # seconds that its clock shows at the beginning


@functools.cache
def honest() -> dict[str, tuple[bytes, float]]:
    """Each recording by what it is, with its seconds."""
    made = {name: (record(kind), kind.seconds) for name, kind in KINDS.items()}
    return made | dict(_retouched(made))


def _k(muxer: str, codec: str, rate: int = 44_100, layout: str = "mono", **more: Any) -> Kind:
    return Kind(muxer=muxer, codec=codec, rate=rate, layout=layout, **more)


KINDS = {
    "wav 8 bit 8 kHz": _k("wav", "pcm_u8", 8_000),
    "wav 16 bit 16 kHz": _k("wav", "pcm_s16le", 16_000),
    "wav 16 bit stereo": _k("wav", "pcm_s16le", 44_100, "stereo"),
    "wav 24 bit stereo": _k("wav", "pcm_s24le", 48_000, "stereo"),
    "wav 32 bit": _k("wav", "pcm_s32le", 48_000),
    "wav float 96 kHz": _k("wav", "pcm_f32le", 96_000),
    "wav 64 bit float": _k("wav", "pcm_f64le", 22_050),
    "wav of six channels": _k("wav", "pcm_s16le", 48_000, "5.1"),
    "wav a-law": _k("wav", "pcm_alaw", 8_000),
    "wav mu-law": _k("wav", "pcm_mulaw", 8_000),
    "wav microsoft adpcm": _k("wav", "adpcm_ms", 22_050),
    "wav ima adpcm": _k("wav", "adpcm_ima_wav", 22_050),
    "wav rf64": _k("wav", "pcm_s16le", 16_000, options={"rf64": "always"}),
    "wav of a moment": _k("wav", "pcm_s16le", 16_000, seconds=0.05),
    "mp3 32 kb/s": _k("mp3", "libmp3lame", 16_000, bits=32_000),
    "mp3 128 kb/s stereo": _k("mp3", "libmp3lame", 44_100, "stereo", bits=128_000),
    "mp3 320 kb/s": _k("mp3", "libmp3lame", 48_000, "stereo", bits=320_000),
    "mp3 of version 2.5": _k("mp3", "libmp3lame", 8_000),
    "mp3 vbr": _k("mp3", "libmp3lame", coded={"q": "4", "flags": "+qscale"}),
    "mp3 without a header": _k(
        "mp3", "libmp3lame", options={"write_xing": "0", "id3v2_version": "0"}
    ),
    "mp3 with tags": _k(
        "mp3", "libmp3lame", tags={"title": "Weekly \u2013 Ümläut", "comment": "x" * 9000}
    ),
    "mp3 with a cover": _k("mp3", "libmp3lame", cover="png"),
    "mp3 of a moment": _k("mp3", "libmp3lame", 16_000, seconds=0.2),
    "aac adts": _k("adts", "aac", 16_000),
    "aac adts stereo": _k("adts", "aac", 44_100, "stereo"),
    "m4a": _k("ipod", "aac"),
    "m4a with its index in front": _k("ipod", "aac", options={"movflags": "faststart"}),
    "m4a of six channels": _k("ipod", "aac", 48_000, "5.1"),
    "m4a apple lossless": _k("ipod", "alac", 44_100, "stereo"),
    "m4a with a cover": _k("mp4", "aac", cover="mjpeg"),
    "mp4 of sound alone": _k("mp4", "aac", 48_000),
    "mp4 with a film": _k("mp4", "aac", 48_000, "stereo", film="mpeg4"),
    "mp4 film with its index in front": _k(
        "mp4", "aac", film="mpeg4", options={"movflags": "faststart"}
    ),
    "mp4 in fragments": _k(
        "mp4", "aac", film="mpeg4", options={"movflags": "frag_keyframe+empty_moov"}
    ),
    "mp4 with mp3": _k("mp4", "libmp3lame", film="mpeg4"),
    "mov with aac": _k("mov", "aac", film="mpeg4"),
    "mov uncompressed": _k("mov", "pcm_s16le", 48_000, "stereo", film="mpeg4"),
    "3gp": _k("3gp", "libopencore_amrnb", 8_000, bits=12_200),
    "flac": _k("flac", "flac", 16_000),
    "flac 24 bit 96 kHz stereo": _k("flac", "flac", 96_000, "stereo", coded={"sample_fmt": "s32"}),
    "flac with a cover": _k("flac", "flac", cover="png"),
    "ogg opus": _k("ogg", "libopus", 48_000),
    "ogg opus stereo": _k("ogg", "libopus", 48_000, "stereo"),
    "ogg vorbis": _k("ogg", "vorbis", 44_100, "stereo", coded={"strict": "experimental"}),
    "ogg flac": _k("ogg", "flac"),
    "webm of a browser": _k("webm", "libopus", 48_000, options={"live": "1"}),
    "webm with a film": _k("webm", "libopus", 48_000, film="libvpx"),
    "matroska aac": _k("matroska", "aac", film="mpeg4"),
    "matroska mp3": _k("matroska", "libmp3lame"),
    "matroska flac": _k("matroska", "flac"),
    "avi mp3": _k("avi", "libmp3lame", 44_100, "stereo", film="mpeg4"),
    "avi uncompressed": _k("avi", "pcm_s16le", 44_100, film="mpeg4"),
    "avi dolby": _k("avi", "ac3", 48_000, "5.1", film="mpeg4"),
    "mpeg-ts aac": _k("mpegts", "aac", 48_000, film="mpeg2video", late=7200.0),
    "mpeg-ts mp2": _k("mpegts", "mp2", 48_000),
    "mpeg-ps mp2": _k("mpeg", "mp2", 44_100, film="mpeg2video"),
    "wma": _k("asf", "wmav2", bits=64_000),
    "wmv": _k("asf", "wmav1", film="mpeg4", bits=64_000),
    "amr": _k("amr", "libopencore_amrnb", 8_000, bits=12_200),
    "aiff": _k("aiff", "pcm_s16be", 44_100, "stereo"),
    "caf": _k("caf", "pcm_s16be"),
    "caf apple lossless": _k("caf", "alac", seconds=1.0),
    "au": _k("au", "pcm_s16be", 16_000),
    "w64": _k("w64", "pcm_s24le", 48_000),
    "flv": _k("flv", "aac"),
    "ac3": _k("ac3", "ac3", 48_000),
    "wavpack": _k("wv", "wavpack"),
}


def record(kind: Kind) -> bytes:
    """A hum of this kind."""
    with tempfile.NamedTemporaryFile() as out:  # an index is moved to the front by a second look
        with av.open(out.name, "w", format=kind.muxer, options=kind.options) as target:
            _fill(target, kind)
        return Path(out.name).read_bytes()


def _fill(target: Any, kind: Kind) -> None:
    target.metadata.update(kind.tags)
    film = _picture(target, kind.film) if kind.film else None
    track = target.add_stream(kind.codec, rate=kind.rate, layout=kind.layout, options=kind.coded)
    if kind.bits:
        track.bit_rate = kind.bits
    cover = _picture(target, kind.cover) if kind.cover else None
    if cover is not None:
        cover.disposition = av.stream.Disposition.attached_pic
        _draw(target, cover, 1)
    if film is not None:
        _draw(target, film, int(kind.seconds * 5) + 1)
    _sound(target, track, kind)


def _picture(target: Any, codec: str) -> Any:
    film = target.add_stream(codec, rate=25 if codec == "mpeg2video" else 5)
    film.width, film.height = 64, 48
    film.pix_fmt = {"png": "rgb24", "mjpeg": "yuvj420p"}.get(codec, "yuv420p")
    return film


def _draw(target: Any, film: Any, frames: int) -> None:
    for n in range(frames):
        frame = av.VideoFrame(64, 48, film.pix_fmt)
        for plane in frame.planes:
            plane.update(bytes([n * 40 % 256]) * plane.buffer_size)
        frame.pts, frame.time_base = n, 1 / film.average_rate
        target.mux(film.encode(frame))
    target.mux(film.encode(None))


def _sound(target: Any, track: Any, kind: Kind) -> None:
    form = track.codec_context.format.name if track.codec_context.format else "s16"
    resampler = av.AudioResampler(format=form, layout=kind.layout, rate=kind.rate)
    for frame in _hum(kind):
        for piece in resampler.resample(frame):
            target.mux(track.encode(piece))
    for piece in resampler.resample(None):
        target.mux(track.encode(piece))
    target.mux(track.encode(None))


def _hum(kind: Kind) -> Iterator[Any]:
    channels = av.AudioLayout(kind.layout).nb_channels
    left, step, at = round(kind.seconds * kind.rate), kind.rate // 10, round(kind.late * kind.rate)
    tone = (int(9000 * math.sin(i * 440 * math.tau / kind.rate)) for i in range(step))
    piece = array.array("h", (value for value in tone for _ in range(channels))).tobytes()
    while left > 0:
        samples = min(step, left)
        frame = av.AudioFrame(format="s16", layout=kind.layout, samples=samples)
        frame.planes[0].update(
            piece[: samples * channels * 2].ljust(frame.planes[0].buffer_size, b"\0")
        )
        frame.rate, frame.pts, frame.time_base = kind.rate, at, Fraction(1, kind.rate)
        yield frame
        left, at = left - samples, at + samples


def _retouched(made: dict[str, tuple[bytes, float]]) -> Iterator[tuple[str, tuple[bytes, float]]]:
    """What no muxer of ours writes."""
    wav, mp3, flac = (made[name][0] for name in ("wav 16 bit 16 kHz", "mp3 32 kb/s", "flac"))
    unset, at = b"\xff" * 4, wav.index(b"data") + 4
    streamed = wav[:4] + unset + wav[8:at] + unset + wav[at + 4 :]
    yield "wav that was streamed", (streamed, SECONDS)
    lengthless = flac[:21] + bytes([flac[21] & 0xF0]) + bytes(4) + flac[26:]
    yield "flac that does not know its length", (lengthless, SECONDS)
    tag = b"ID3\x04\0\0" + bytes([0, 6, 0, 0]) + bytes(6 * 128 * 128)
    yield "mp3 behind a long tag", (tag + mp3[mp3.index(b"\xff\xf3") :], SECONDS)
    yield "mp3 with an old tag behind", (mp3 + b"TAG" + b"Weekly".ljust(125), SECONDS)
