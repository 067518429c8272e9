"""Recordings of somebody who says a word and pauses, again and again: which word is where, is known.

Each word is a hum of its own pitch, by which `spoken` knows it again.
"""

import array
import functools
import io
import itertools
import math
from fractions import Fraction

import av
import av.error

RATE = 16_000
WORD, PAUSE = 0.8, 0.5  # seconds
LOWEST, STEP = 300, 25  # Hz
EACH = WORD + PAUSE
QUIET = 300  # of 32 768: a room that is never silent


@functools.cache
def pcm(words: int, *, pause: int = QUIET) -> array.array:
    """So many words as samples; `pause` is how loud it is between them."""
    samples = array.array("h")
    for word in range(words):
        samples.extend(_hum(9000, LOWEST + STEP * word, WORD))
        samples.extend(_hum(pause, 500, PAUSE))
    return samples


def recording(
    muxer: str,
    codec: str,
    words: int,
    *,
    rate: int = RATE,
    bits: int = 0,
    cover: bool = False,
    **more,
):
    """A file of so many words; `bits` a second, where it matters."""
    out = io.BytesIO()
    with av.open(out, "w", format=muxer) as target:
        picture = _picture(target) if cover else None
        track = target.add_stream(codec, rate=rate, layout="mono")
        if bits:
            track.bit_rate = bits
        if picture is not None:
            for packet in picture:
                target.mux(packet)
        resampler = av.AudioResampler(
            format=track.codec_context.format or "s16", layout="mono", rate=rate
        )
        for frame in _frames(pcm(words, **more)):
            for piece in resampler.resample(frame):
                target.mux(track.encode(piece))
        for piece in resampler.resample(None):
            target.mux(track.encode(piece))
        target.mux(track.encode(None))
    return out.getvalue()


def heard(path) -> tuple[int, float]:
    """How many words are in a file, and its seconds."""
    samples = _samples(str(path))
    return len(_stretches(samples)), len(samples) / RATE


def spoken(data: bytes) -> list[tuple[int, float, float]]:
    """Which words are in a recording, with the seconds of their beginnings and ends."""
    samples = _samples(io.BytesIO(data))
    return [
        (_word(samples[start:end]), start / RATE, end / RATE) for start, end in _stretches(samples)
    ]


def _word(samples) -> int:
    middle = samples[len(samples) // 4 : 3 * len(samples) // 4]
    crossings = sum((a < 0) != (b < 0) for a, b in itertools.pairwise(middle))
    return round((crossings / 2 / (len(middle) / RATE) - LOWEST) / STEP)


def _stretches(samples) -> list[tuple[int, int]]:
    """Where it is loud."""
    step = RATE // 50
    loud = [max(map(abs, samples[i : i + step])) > 4000 for i in range(0, len(samples), step)]
    edges = [
        i * step for i, (a, b) in enumerate(itertools.pairwise([False, *loud, False])) if a != b
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _samples(file) -> array.array:
    samples = array.array("h")
    with av.open(file) as source:
        assert not source.streams.video
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for packet in source.demux(source.streams.audio[0]):
            for frame in _decoded(packet):
                frame.pts = None
                for piece in resampler.resample(frame):
                    samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
    return samples


def in_a_word(seconds: float) -> bool:
    """Whether a cut there would be heard."""
    return seconds % EACH < WORD


def _hum(loud: int, pitch: float, seconds: float):
    turn = 2 * math.pi * pitch / RATE
    return (int(loud * math.sin(i * turn)) for i in range(int(seconds * RATE)))


def _decoded(packet):
    try:
        return packet.decode()
    except av.error.InvalidDataError:
        return []


def _picture(target):
    """The packets of a cover."""
    film = target.add_stream("mjpeg", rate=1)
    film.width, film.height, film.pix_fmt = 64, 48, "yuvj420p"
    film.disposition = av.stream.Disposition.attached_pic
    frame = av.VideoFrame(64, 48, "yuvj420p")
    for plane in frame.planes:
        plane.update(bytes([90]) * plane.buffer_size)
    frame.pts, frame.time_base = 0, Fraction(1, 1)
    return [*film.encode(frame), *film.encode(None)]


def _frames(samples: array.array):
    for start in range(0, len(samples), RATE // 10):
        piece = samples[start : start + RATE // 10]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        yield frame
