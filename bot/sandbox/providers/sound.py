"""What is in a file: its container by content, its length, and a print of its sound track.

Blocks: call it in a thread. Only reads packets, except `outline`, which decodes.
"""

import hashlib
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import av
from av.error import FFmpegError

# Without the lists a file that calls itself a playlist opens other files and hosts.
READABLE = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,w64,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,flv,ac3"
    ),
}
_STEP = 0.1  # seconds
_SHIFTS = range(-4, 5)  # steps by which encoders move the sound
_RATE = 8000
_ALIKE = 0.7  # two different recordings stay below 0.2
_HUSH = 10_000  # the power below which encoders do as they like


class NotSound(Exception):
    """There is no sound track in this file, or it is no media file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A file's facts. `container` is what it is, whatever it is called."""

    container: str
    picture: bool
    seconds: float
    fingerprint: str  # of the encoded sound, so it survives a change of container


def examine(data: bytes) -> Sound:
    """The facts of a file. Raises NotSound."""
    try:
        with av.open(io.BytesIO(data), options=READABLE, metadata_errors="replace") as source:
            track = source.streams.best("audio")
            if track is None:
                raise NotSound
            seconds, fingerprint = _measure(source, track)
            picture = any(not _is_cover(stream) for stream in source.streams.video)
            container = _container(source.format.name, data, picture, track.codec_context.name)
    except (FFmpegError, ValueError) as error:
        raise NotSound from error
    return Sound(container=container, picture=picture, seconds=seconds, fingerprint=fingerprint)


def outline(data: bytes) -> list[float]:
    """How loud it is, step by step: what stays alike when the sound is encoded anew."""
    loudness: list[float] = []
    rest: list[int] = []
    step = int(_RATE * _STEP)
    try:
        for piece in _decoded(data):
            rest.extend(piece)
            while len(rest) >= step:
                loudness.append(_loudness(rest[:step]))
                del rest[:step]
    except (FFmpegError, ValueError):
        return []
    return loudness


def alike(one: list[float], other: list[float]) -> bool:
    """Whether two outlines are of the same recording."""
    return any(
        _correlation(one[max(shift, 0) :], other[max(-shift, 0) :]) > _ALIKE for shift in _SHIFTS
    )


def _measure(source: Any, track: Any) -> tuple[float, str]:
    digest = hashlib.sha256(track.codec_context.name.removesuffix("float").encode())
    first, last = math.inf, 0  # in ticks of the track: fractions are slow to count with
    for packet in source.demux(track):
        if (start := packet.pts) is None:
            continue  # the empty packet at the end
        digest.update(packet)
        first, last = min(first, start), max(last, start + (packet.duration or 0))
    if last <= 0:
        raise NotSound
    return float((last - max(first, 0)) * track.time_base), digest.hexdigest()


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _container(muxer: str, data: bytes, picture: bool, codec: str) -> str:
    if muxer.startswith("mov,"):
        return _of_mp4_family(data[8:12], picture)
    if muxer.startswith("matroska"):
        return "webm" if b"webm" in data[:64] else "mkv"
    if muxer == "ogg":
        return "opus" if codec.endswith("opus") else "ogg"
    if muxer == "asf":
        return "wmv" if picture else "wma"
    return muxer


def _of_mp4_family(brand: bytes, picture: bool) -> str:
    if brand == b"qt  ":
        return "mov"
    return "mp4" if picture else "m4a"


def _decoded(data: bytes) -> Iterator[memoryview]:
    with av.open(io.BytesIO(data), options=READABLE, metadata_errors="replace") as source:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        for frame in source.decode(source.streams.best("audio")):
            frame.pts = None
            for piece in resampler.resample(frame):
                yield memoryview(bytes(piece.planes[0])[: piece.samples * 2]).cast("h")


def _loudness(samples: list[int]) -> float:
    power = sum(sample * sample for sample in samples) / len(samples)
    return math.log10(power + _HUSH)


def _correlation(one: list[float], other: list[float]) -> float:
    length = min(len(one), len(other))
    if not length:
        return 0.0
    mean_one, mean_other = sum(one[:length]) / length, sum(other[:length]) / length
    pairs = [(a - mean_one, b - mean_other) for a, b in zip(one, other, strict=False)]
    spread = math.sqrt(sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs))
    return sum(a * b for a, b in pairs) / spread if spread else 0.0
