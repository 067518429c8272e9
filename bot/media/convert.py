"""The converter, a program of its own that answers with one line of JSON.

`python -m bot.media.convert convert ORIGINAL MADE SECONDS CONTAINERS` makes sound of a file that
services take: copied as it is into one of these containers, or else as MP3, mono, 64 kb/s. It
gives up on what is longer than so many seconds. `python -m bot.media.convert probe BYTES` is given
the first bytes of a file on its standard input, and tells what they are.
"""

import errno
import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.error import FFmpegError

from bot.media.decoding import confine, end_with_parent, frames, opened, packets

Answer = dict[str, Any]

# by codec: the extension and the muxer of what is copied
_COPIED = {
    "aac": ("m4a", "ipod"),
    "mp3": ("mp3", "mp3"),
    "opus": ("opus", "ogg"),
    "vorbis": ("ogg", "ogg"),
}
# by demuxer: the extension of what is taken as it is
_AS_IT_IS = {
    "mp3": "mp3",
    "aac": "aac",
    "wav": "wav",
    "flac": "flac",
    "ogg": "ogg",
    "matroska,webm": "webm",
    "asf": "wma",
    "mov,mp4,m4a,3gp,3g2,mj2": "m4a",
}
# In these, sound may come late, and in some of them without being announced.
_FILMS = {"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "asf", "avi", "flv", "mpegts", "mpeg"}
_UNANNOUNCED = {"flv", "mpegts", "mpeg"}
_MISLABELLED = {("mpegts", "mp3"), ("mpeg", "mp3")}  # all of MPEG's layers are MP3 to them
_INDEXED = 500_000  # packets of M4A, three hours: its index grows in memory until the end
_COVER = av.stream.Disposition.attached_pic
_SLOWEST = 4000  # Hz; slower is no speech, and kilobytes of it would be hours
_RATE = 16_000
_BITS = 64_000
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NOT_MEDIA: Answer = {"fault": "not_media"}
_NO_AUDIO: Answer = {"fault": "no_audio"}
_TOO_LONG: Answer = {"fault": "too_long"}


def main() -> None:
    """Do as told, and say on standard output what came out or why nothing did."""
    mode, *details = sys.argv[1:]
    confine()
    try:
        said = _probe(*details) if mode == "probe" else _convert(*details)
    except ValueError:
        said = _NOT_MEDIA
    except (FFmpegError, OSError) as error:
        said = {"fault": "no_room"} if error.errno in _NO_ROOM else _NOT_MEDIA
    print(json.dumps(said), flush=True)  # noqa: T201 - this line is what the program is for


def _probe(size: str) -> Answer:
    given = sys.stdin.buffer.read(int(size))
    end_with_parent()
    with opened(io.BytesIO(given)) as source:
        demuxer = source.format.name
        track = source.streams.best("audio")
        if track is None:
            return {"container": None} if demuxer in _UNANNOUNCED else _NO_AUDIO
        if not any(_frames(source, track)):
            return {"container": None} if demuxer in _FILMS else _NOT_MEDIA
        if any(not stream.disposition & _COVER for stream in source.streams.video):
            return {"container": None}
        opus = demuxer == "ogg" and track.codec.canonical_name == "opus"
        return {"container": "opus" if opus else _AS_IT_IS.get(demuxer)}


def _convert(original: str, made: str, seconds: str, containers: str) -> Answer:
    end_with_parent()
    with Path(original).open("rb") as file:
        way = _way_to_copy(file, containers.split(","))
        if way is not None:
            with suppress(_NotCopied, FFmpegError), Path(made).open("wb") as target:
                return _copy(file, target, way, float(seconds))
        with Path(made).open("wb") as target:
            return _transcode(file, target, float(seconds))


class _NotCopied(Exception):
    """It has to be decoded after all."""


def _way_to_copy(file: BinaryIO, wanted: list[str]) -> tuple[str, str] | None:
    """The extension and the muxer, when the sound is of a kind that is copied and not broken."""
    with opened(file) as source:
        track = source.streams.best("audio")
        codec = track.codec.canonical_name if track else ""
        way = _COPIED.get(codec)
        if way is None or way[0] not in wanted or (source.format.name, codec) in _MISLABELLED:
            return None
        return way if any(_frames(source, track)) else None


def _copy(file: BinaryIO, made: BinaryIO, way: tuple[str, str], most: float) -> Answer:
    extension, muxer = way
    span = _Span()
    with opened(file) as source, av.open(made, "w", format=muxer) as target:
        track = source.streams.best("audio")
        copied = target.add_stream_from_template(track)
        for count, packet in enumerate(packets(source, track)):
            if extension == "m4a" and count > _INDEXED:
                raise _NotCopied
            if packet.dts is None or packet.pts is None:
                continue  # the empty packet at the end
            span.add(packet)
            if span.sound > most:
                return _TOO_LONG
            packet.stream = copied
            target.mux(packet)
    if not span.sound:
        raise _NotCopied
    return {"container": extension, "seconds": span.seconds}


class _Span:
    """The clock of what is copied, in seconds: it begins at zero, and its gaps are small."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.sound = 0.0  # the same without the gaps
        self._first: int | None = None

    def add(self, packet: Any) -> None:
        """Move this packet to where it belongs. Raises _NotCopied: only decoding is of use here."""
        if self._first is None:
            at = packet.pts * packet.time_base
            self._first = 0 if -1 < at < 0 else packet.pts  # an encoder's delay is as it must be
        packet.pts -= self._first
        packet.dts -= self._first
        length = packet.duration or 0
        self.seconds = max(self.seconds, float((packet.pts + length) * packet.time_base))
        self.sound += float(length * packet.time_base)
        if self.seconds > 1.0 + 1.05 * self.sound:
            raise _NotCopied


def _transcode(file: BinaryIO, made: BinaryIO, most: float) -> Answer:
    samples = 0
    with opened(file) as source, av.open(made, "w", format="mp3") as target:
        track = source.streams.best("audio")
        if track is None:
            return _NO_AUDIO
        encoded = target.add_stream("libmp3lame", rate=_RATE, layout="mono")
        encoded.bit_rate = _BITS
        for piece in _resampled(_frames(source, track)):
            samples += piece.samples
            if samples > most * _RATE:
                return _TOO_LONG
            target.mux(encoded.encode(piece))
        target.mux(encoded.encode(None))
    return {"container": "mp3", "seconds": samples / _RATE} if samples else _NOT_MEDIA


def _resampled(frames: Iterator[Any]) -> Iterator[Any]:
    """In one form, whatever the recording changes to on its way."""
    resampler, form = None, None
    for frame in frames:
        seen = (frame.format.name, frame.layout.name, frame.sample_rate)
        if resampler is None or seen != form:
            yield from resampler.resample(None) if resampler else ()
            resampler, form = av.AudioResampler(format="s16p", layout="mono", rate=_RATE), seen
        yield from resampler.resample(frame)
    yield from resampler.resample(None) if resampler else ()


def _frames(source: Any, track: Any) -> Iterator[Any]:
    for packet in packets(source, track):
        yield from (frame for frame in frames(packet) if frame.sample_rate >= _SLOWEST)


if __name__ == "__main__":
    main()
