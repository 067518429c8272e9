"""The listener, a program of its own: `python hearing.py RECORDING`.

Decodes a recording, finds where somebody speaks, and writes what it made out as lines of JSON:
`{"segment": {"start", "end", "text"}}`, `{"progress": 0…1}`, at last `{"done": true}`; or
`{"cannot": "listen"}` without the packages that it needs. It imports nothing of the sandbox, so
that it starts fast and knows nothing.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any

try:
    import av
    from pocketsphinx import Decoder, Endpointer, Vad
except ImportError:
    print(json.dumps({"cannot": "listen"}))  # noqa: T201 - this line is what the program is for
    sys.exit()

_RATE = 16_000
_LONGEST = 20.0  # seconds after which a breathless speaker is written down
_WALL = 3 * 3600  # seconds
_LIMITS = {
    resource.RLIMIT_AS: 2 * 1024**3,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}
_READABLE = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,w64,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,flv,ac3"
    ),
}


def main() -> None:
    """Listen to the recording that the command line names."""
    for kind, limit in _LIMITS.items():
        resource.setrlimit(kind, (limit, limit))
    signal.alarm(_WALL)
    with av.open(sys.argv[1], options=_READABLE, metadata_errors="replace") as source:
        track = source.streams.best("audio")
        length = float(source.duration or 0) / av.time_base
        _listen(_Speech(_pcm(source, track), length))
    _say(done=True)


class _Speech:
    """Stretches in which somebody speaks, as (start, end, samples)."""

    def __init__(self, pcm: Iterator[bytes], length: float) -> None:
        self._pcm = pcm
        self._length = length
        self._endpointer = Endpointer(vad_mode=Vad.STRICT, sample_rate=_RATE)
        self._stretch = bytearray()
        self._speaking = False
        self._start = 0.0

    def stretches(self) -> Iterator[tuple[float, float, bytes]]:
        """Every stretch, progress told on the way."""
        size, rest, seen = self._endpointer.frame_bytes, bytearray(), 0.0
        for piece in self._pcm:
            rest += piece
            while len(rest) > size:  # the endpointer takes the last frame apart
                yield from self._take(self._endpointer.process(bytes(rest[:size])))
                del rest[:size]
            seen += len(piece) / 2 / _RATE
            self._tell(seen)
        yield from self._take(self._endpointer.end_stream(bytes(rest)))
        yield from self._close()

    def _take(self, speech: bytes | None) -> Iterator[tuple[float, float, bytes]]:
        if speech is not None:
            if not self._speaking:
                self._start = self._endpointer.speech_start
            self._stretch += speech
        self._speaking = self._endpointer.in_speech
        if not self._speaking or len(self._stretch) / 2 / _RATE > _LONGEST:
            yield from self._close()

    def _close(self) -> Iterator[tuple[float, float, bytes]]:
        if self._stretch:
            seconds = len(self._stretch) / 2 / _RATE
            yield self._start, self._start + seconds, bytes(self._stretch)
            self._stretch.clear()
            self._start += seconds

    def _tell(self, seen: float) -> None:
        if self._length > 0:
            _say(progress=round(min(seen / self._length, 0.99), 3))


def _pcm(source: Any, track: Any) -> Iterator[bytes]:
    """A second at a time."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
    second = bytearray()
    for frame in source.decode(track):
        frame.pts = None
        for piece in resampler.resample(frame):
            second += bytes(piece.planes[0])[: piece.samples * 2]
        if len(second) >= 2 * _RATE:
            yield bytes(second)
            second.clear()
    for piece in resampler.resample(None):
        second += bytes(piece.planes[0])[: piece.samples * 2]
    yield bytes(second)


def _listen(speech: _Speech) -> None:
    decoder = Decoder(samprate=_RATE, loglevel="FATAL")
    for start, end, samples in speech.stretches():
        decoder.start_utt()
        decoder.process_raw(samples, full_utt=True)
        decoder.end_utt()
        made_out = decoder.hyp()
        if made_out and made_out.hypstr.strip():
            text = made_out.hypstr.strip()
            _say(segment={"start": round(start, 2), "end": round(end, 2), "text": text})


def _say(**line: Any) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - these lines are what the program is for


if __name__ == "__main__":
    main()
