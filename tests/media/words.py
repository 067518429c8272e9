"""Recordings of somebody who says a word and pauses, again and again: where each word is, is known."""

import array
import functools
import io
import math
from fractions import Fraction

import av
import av.error

RATE = 16_000
WORD, PAUSE = 0.8, 0.5  # seconds
EACH = WORD + PAUSE
QUIET = 300  # of 32 768: a room that is never silent


@functools.cache
def pcm(words: int, *, pause: int = QUIET) -> array.array:
    """So many words as samples; `pause` is how loud it is between them."""
    loud = [int(9000 * math.sin(i / 9)) for i in range(int(WORD * RATE))]
    quiet = [int(pause * math.sin(i / 5)) for i in range(int(PAUSE * RATE))]
    return array.array("h", (loud + quiet) * words)


def recording(muxer: str, codec: str, words: int, *, rate: int = RATE, cover: bool = False, **more):
    """A file of so many words."""
    out = io.BytesIO()
    with av.open(out, "w", format=muxer) as target:
        picture = _picture(target) if cover else None
        track = target.add_stream(codec, rate=rate, layout="mono")
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
    samples = array.array("h")
    with av.open(str(path)) as source:
        assert not source.streams.video
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for packet in source.demux(source.streams.audio[0]):
            for frame in _decoded(packet):
                frame.pts = None
                for piece in resampler.resample(frame):
                    samples.frombytes(bytes(piece.planes[0])[: piece.samples * 2])
    step = RATE // 50
    loud = [max(map(abs, samples[i : i + step])) > 4000 for i in range(0, len(samples), step)]
    begins = sum(now and not before for before, now in zip([False, *loud], loud, strict=False))
    return begins, len(samples) / RATE


def in_a_word(seconds: float) -> bool:
    """Whether a cut there would be heard."""
    return seconds % EACH < WORD


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
