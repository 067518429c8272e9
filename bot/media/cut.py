"""The cutter, a program of its own: `python -m bot.media.cut RECORDING BYTES SECONDS [plain]`.

Writes the recording in pieces that are no larger and no longer than that to the folder that it
runs in, `0.mp3` and so on, cut where it is quietest, and ends in one line of JSON. The sound is
copied as it is where that is lean enough and nothing plainer is wanted; or becomes MP3, mono.

Twice it goes through the recording. First it listens and writes down, packet by packet, where it
is, and how loud each moment; 8 hours of that are some 30 MB. Then it writes.
"""

import json
import math
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from operator import mul
from typing import Any, Protocol

import av
from av.error import FFmpegError

from bot.media.decoding import ONLY, confine, end_with_parent, frames

_COPIED = {
    "mp3": ("mp3", "mp3"),
    "mp3float": ("mp3", "mp3"),
    "aac": ("m4a", "ipod"),
    "opus": ("ogg", "ogg"),
    "libopus": ("ogg", "ogg"),
    "vorbis": ("ogg", "ogg"),
}
_ENCODED = ("mp3", "mp3")
_BITS = 64_000
_RATE = 16_000
_EAR = 8_000  # samples a second are enough to hear silence
_MOMENT = 0.02  # seconds
_QUIET = 15  # moments
_BEFORE, _AFTER = 60.0, 30.0  # seconds around the best place in which a quiet one is looked for
_HEADS = 4096  # bytes of a file that are no sound ...
_INDEX = 0.97  # ... and how much of the others is


def main() -> None:
    """Cut, and say on standard output where, or why not."""
    confine()
    end_with_parent()
    recording, size, seconds, *plain = sys.argv[1:]
    most_bytes = max(1, int((int(size) - _HEADS) * _INDEX))
    try:
        said = _cut(recording, most_bytes, float(seconds), {} if plain else _COPIED)
    except (FFmpegError, ValueError):
        said = {"fault": "not_media"}
    print(json.dumps(said))  # noqa: T201 - this line is what the program is for


@dataclass(slots=True)
class _Heard:
    """A recording's sound: where each packet begins, in seconds and in bytes, and how loud it is."""

    at: "array[float]" = field(default_factory=lambda: array("d", [0.0]))
    size: "array[float]" = field(default_factory=lambda: array("d", [0.0]))
    power: "array[float]" = field(default_factory=lambda: array("f"))


class _Piece(Protocol):
    """A piece that is being written."""

    def take(self, packet: Any, at: float, seconds: float) -> None: ...
    def close(self) -> None: ...


def _cut(
    recording: str, most_bytes: int, most_seconds: float, copied: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    with av.open(recording, options=ONLY, metadata_errors="replace") as source:
        track = source.streams.best("audio")
        if track is None:
            return {"fault": "no_audio"}
        kind = copied.get(track.codec_context.name)
        heard = _listen(source, track)
    if heard.at[-1] <= 0:
        return {"fault": "no_audio"}
    if kind is not None:
        try:
            starts = _starts(heard, most_bytes, most_seconds)
            _write(recording, heard, starts, lambda name, track: _Copied(name, track, kind))
            return _done(kind[0], heard, starts)
        except FFmpegError:
            pass  # this sound does not go into that container after all
    heard.size = array("d", (at * _BITS / 8 for at in heard.at))
    starts = _starts(heard, most_bytes, most_seconds)
    _write(recording, heard, starts, lambda name, _: _Encoded(name))
    return _done(_ENCODED[0], heard, starts)


def _listen(source: Any, track: Any) -> _Heard:
    heard = _Heard()
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_EAR)
    rest = bytearray()
    for packet in source.demux(track):
        seconds = heard.at[-1]
        for frame in frames(packet):
            seconds += frame.samples / frame.sample_rate
            for piece in resampler.resample(frame):
                rest += bytes(piece.planes[0])[: piece.samples * 2]
        _measure(rest, heard.power)
        if packet.size:
            heard.at.append(seconds)
            heard.size.append(heard.size[-1] + packet.size)
        else:  # the empty packet at the end lets go of what the decoder held back
            heard.at[-1] = seconds
    return heard


def _measure(samples: bytearray, power: "array[float]") -> None:
    """Take whole moments from the samples, and tell how loud they are."""
    moment = 2 * int(_EAR * _MOMENT)
    whole = len(samples) - len(samples) % moment
    for start in range(0, whole, moment):
        values = array("h", bytes(samples[start : start + moment]))
        power.append(sum(map(mul, values, values)))
    del samples[:whole]


def _starts(heard: _Heard, most_bytes: int, most_seconds: float) -> list[int]:
    """The packets with which pieces begin: as many of them as must be, and all much alike."""
    at, size = heard.at, heard.size
    starts = [0]
    while True:
        start = starts[-1]
        seconds = at[-1] - at[start]
        pieces = math.ceil(max((size[-1] - size[start]) / most_bytes, seconds / most_seconds))
        last = min(
            bisect_right(size, size[start] + most_bytes) - 1,
            bisect_right(at, at[start] + most_seconds) - 1,
        )
        last = max(last, start + 1)
        if pieces <= 1 or last >= len(at) - 1:
            return starts
        latest = min(at[last], at[start] + seconds / pieces + _AFTER)
        earliest = max(latest - _BEFORE - _AFTER, (at[start] + latest) / 2)
        place = _nearest(at, _quietest(heard.power, earliest, latest))
        starts.append(min(max(place, start + 1), last))


def _nearest(at: "array[float]", moment: float) -> int:
    after = bisect_left(at, moment, 1, len(at) - 1)
    return after if at[after] - moment < moment - at[after - 1] else after - 1


def _quietest(power: "array[float]", earliest: float, latest: float) -> float:
    """The middle of the quietest stretch between these two, in seconds."""
    first, end = int(earliest / _MOMENT) + 1, min(int(latest / _MOMENT), len(power))
    places = range(first, end - _QUIET + 1)
    if not places:
        return latest
    best = min(places, key=lambda place: sum(power[place : place + _QUIET]))
    return (best + _QUIET / 2) * _MOMENT


def _write(
    recording: str, heard: _Heard, starts: list[int], begin: Callable[[str, Any], _Piece]
) -> None:
    ends = [*starts[1:], len(heard.at) - 1]
    with av.open(recording, options=ONLY, metadata_errors="replace") as source:
        track = source.streams.best("audio")
        packets = source.demux(track)
        for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
            piece = begin(str(number), track)
            for place in range(start, end):
                at, after = heard.at[place : place + 2]
                piece.take(next(packets), at - heard.at[start], after - at)
            if end == ends[-1]:
                _empty(packets, piece)
            piece.close()


def _empty(packets: Iterator[Any], piece: _Piece) -> None:
    """What the decoder held back belongs to the last piece."""
    for packet in packets:
        piece.take(packet, 0.0, 0.0)


class _Copied:
    """The sound as it is. Its clock is set anew: recorders' clocks jump."""

    def __init__(self, name: str, track: Any, kind: tuple[str, str]) -> None:
        extension, muxer = kind
        self._target = av.open(f"{name}.{extension}", "w", format=muxer)
        self._stream = self._target.add_stream_from_template(track)
        self._rate = track.rate
        self._last = -1

    def take(self, packet: Any, at: float, seconds: float) -> None:
        if not packet.size:
            return
        self._last = max(self._last + 1, round(at * self._rate))
        bare = av.Packet(bytes(packet))  # without notes of what a player is to skip in the whole
        bare.time_base = Fraction(1, self._rate)
        bare.pts = bare.dts = self._last
        bare.duration = round(seconds * self._rate)
        bare.is_keyframe = True
        bare.stream = self._stream
        self._target.mux(bare)

    def close(self) -> None:
        self._target.close()


class _Encoded:
    """The sound anew, for little room."""

    def __init__(self, name: str) -> None:
        extension, muxer = _ENCODED
        self._target = av.open(f"{name}.{extension}", "w", format=muxer)
        self._stream = self._target.add_stream("mp3", rate=_RATE, layout="mono")
        self._stream.bit_rate = _BITS
        self._resampler = av.AudioResampler(format="s16p", layout="mono", rate=_RATE)

    def take(self, packet: Any, at: float, seconds: float) -> None:  # noqa: ARG002 - its length tells
        for frame in frames(packet):
            self._encode(frame)

    def close(self) -> None:
        self._encode(None)
        self._target.mux(self._stream.encode(None))
        self._target.close()

    def _encode(self, frame: Any) -> None:
        for piece in self._resampler.resample(frame):
            self._target.mux(self._stream.encode(piece))


def _done(container: str, heard: _Heard, starts: list[int]) -> dict[str, Any]:
    offsets = [heard.at[start] for start in starts]
    ends = [*offsets[1:], heard.at[-1]]
    pieces = [
        {"offset": offset, "seconds": end - offset}
        for offset, end in zip(offsets, ends, strict=True)
    ]
    return {"container": container, "pieces": pieces}


if __name__ == "__main__":
    main()
