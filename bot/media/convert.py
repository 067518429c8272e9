"""The converter, a program of its own: `python -m bot.media.convert ORIGINAL MADE`.

The only place that decodes what strangers made: it runs with little memory and time, opens no
network and no other file, knows no secret, and ends in one line of JSON. Sound that services take
is copied as it is, everything else becomes AAC, mono, 16 kHz.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any

import av
from av.error import FFmpegError, InvalidDataError

_WALL = 3600  # seconds
_LIMITS = {
    resource.RLIMIT_CPU: 3600,  # seconds
    resource.RLIMIT_AS: 3 * 1024**3,
    resource.RLIMIT_FSIZE: 4 * 1024**3,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}
# Without the lists a file that calls itself a playlist opens other files and hosts.
_ONLY = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,w64,ac3,flv,au,wv,ape"
    ),
}
_COPIED = {"aac": ("m4a", "ipod"), "mp3": ("mp3", "mp3"), "mp3float": ("mp3", "mp3")}
_RATE = 16_000
_BITS = 48_000


def main() -> None:
    """Convert, and say on standard output what came out or why nothing did."""
    _confine()
    original, made = sys.argv[1:]
    try:
        said = _convert(original, made)
    except (FFmpegError, ValueError):
        said = {"fault": "not_media"}
    print(json.dumps(said))  # noqa: T201 - this line is what the program is for


def _confine() -> None:
    for kind, wanted in _LIMITS.items():
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, limit))
    signal.alarm(_WALL)


def _convert(original: str, made: str) -> dict[str, Any]:
    with av.open(original, options=_ONLY, metadata_errors="replace") as source:
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
        for frame in _frames(source, track):
            for piece in resampler.resample(frame):
                samples += piece.samples
                target.mux(encoded.encode(piece))
        for piece in resampler.resample(None):
            samples += piece.samples
            target.mux(encoded.encode(piece))
        target.mux(encoded.encode(None))
    return _done("m4a", samples / _RATE)


def _frames(source: Any, track: Any) -> Iterator[Any]:
    """Everything that can be decoded; a damaged packet costs only itself."""
    for packet in source.demux(track):
        try:
            frames = packet.decode()
        except InvalidDataError:
            continue
        for frame in frames:
            frame.pts = None  # gaps and jumps in the clock are the recorder's business
            yield frame


def _done(extension: str, seconds: float) -> dict[str, Any]:
    if seconds <= 0:
        return {"fault": "no_audio"}
    return {"container": extension, "seconds": seconds}


if __name__ == "__main__":
    main()
