"""The converter, a program of its own: `python -m bot.media.convert ORIGINAL MADE`.

It ends in one line of JSON. Sound that services take is copied as it is, everything else becomes
AAC, mono, 16 kHz.
"""

import json
import sys
from typing import Any

import av
from av.error import FFmpegError

from bot.media.decoding import ONLY, confine, frames

_COPIED = {"aac": ("m4a", "ipod"), "mp3": ("mp3", "mp3"), "mp3float": ("mp3", "mp3")}
_RATE = 16_000
_BITS = 48_000


def main() -> None:
    """Convert, and say on standard output what came out or why nothing did."""
    confine()
    original, made = sys.argv[1:]
    try:
        said = _convert(original, made)
    except (FFmpegError, ValueError):
        said = {"fault": "not_media"}
    print(json.dumps(said))  # noqa: T201 - this line is what the program is for


def _convert(original: str, made: str) -> dict[str, Any]:
    with av.open(original, options=ONLY, metadata_errors="replace") as source:
        track = source.streams.best("audio")
        if track is None:
            return {"fault": "no_audio"}
        kind = _COPIED.get(track.codec_context.name)
        if kind is not None:
            try:
                return _copy(source, track, made, kind)
            except FFmpegError:
                source.seek(0)
        return _transcode(source, track, made)


def _copy(source: Any, track: Any, made: str, kind: tuple[str, str]) -> dict[str, Any]:
    extension, muxer = kind
    end = 0.0
    with av.open(made, "w", format=muxer) as target:
        copied = target.add_stream_from_template(track)
        for packet in source.demux(track):
            if packet.dts is None:
                continue  # the empty packet at the end
            end = max(end, float((packet.pts or 0) + (packet.duration or 0)) * packet.time_base)
            packet.stream = copied
            target.mux(packet)
    return _done(extension, float(end))


def _transcode(source: Any, track: Any, made: str) -> dict[str, Any]:
    samples = 0
    with av.open(made, "w", format="ipod") as target:
        encoded = target.add_stream("aac", rate=_RATE, layout="mono")
        encoded.bit_rate = _BITS
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=_RATE)
        for packet in source.demux(track):
            for frame in frames(packet):
                for piece in resampler.resample(frame):
                    samples += piece.samples
                    target.mux(encoded.encode(piece))
        for piece in resampler.resample(None):
            samples += piece.samples
            target.mux(encoded.encode(piece))
        target.mux(encoded.encode(None))
    return _done("m4a", samples / _RATE)


def _done(extension: str, seconds: float) -> dict[str, Any]:
    if seconds <= 0:
        return {"fault": "no_audio"}
    return {"container": extension, "seconds": seconds}


if __name__ == "__main__":
    main()
