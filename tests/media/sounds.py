"""Makes small recordings of every kind: a hum, with a picture or without."""

import array
import io
import math
import wave
from fractions import Fraction

import av

RATE = 16_000


def wav(seconds: float = 1.0) -> bytes:
    """A hum, uncompressed."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(_hum(int(seconds * RATE)).tobytes())
    return out.getvalue()


def encoded(muxer: str, codec: str | None, *, picture: bool = False, seconds: float = 1.0) -> bytes:
    """A hum in a container, by this codec; without a codec, no sound track at all."""
    out = io.BytesIO()
    with av.open(out, "w", format=muxer) as target:
        film = _film(target, muxer) if picture else None
        track = target.add_stream(codec, rate=_rate(codec)) if codec else None
        if film:
            _draw(target, film)
        if track:
            _sound(target, track, seconds)
    return out.getvalue()


def facts(path) -> tuple[str, str, float, bool]:
    """(muxer, codec, seconds, whether it has a picture) of a file."""
    with av.open(str(path)) as source:
        track = source.streams.audio[0]
        seconds = float(source.duration / av.time_base)
        return source.format.name, track.codec_context.name, seconds, bool(source.streams.video)


def _rate(codec):
    return 48_000 if codec == "libopus" else RATE


def _hum(samples: int) -> array.array:
    return array.array("h", (int(9000 * math.sin(i / 9)) for i in range(samples)))


def _film(target, muxer):
    film = target.add_stream("libvpx" if muxer == "webm" else "mpeg4", rate=5)
    film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
    return film


def _draw(target, film):
    for n in range(5):
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([n * 40]) * plane.buffer_size)
        frame.pts, frame.time_base = n, Fraction(1, 5)
        target.mux(film.encode(frame))
    target.mux(film.encode(None))


def _sound(target, track, seconds):
    rate = track.rate
    samples = _hum(int(seconds * rate))
    for start in range(0, len(samples), rate // 10):
        piece = samples[start : start + rate // 10]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        target.mux(track.encode(frame))
    target.mux(track.encode(None))
