"""The listener, a program of its own: `python hearing.py PLAN RECORDING`.

PLAN is JSON: `family`, `files`, `language`, `threads`, and `speakers` where they are to be told
apart (`voices.py`). Decodes the recording, finds where somebody speaks, and writes lines of JSON:
`{"ready": true}` once the models are loaded, `{"progress": 0…1}` at least once in a minute of sound,
`{"segment": {"start", "end", "text", "voice"}}`, at last `{"done": {"language", "seconds"}}`, or
`{"fault": …}`. Whatever the length, it holds no more than a stretch of speech, or, with speakers,
ten minutes. It decodes what strangers made: it writes no file, opens no network and knows no secret.
"""

import array
import importlib
import json
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import av
from av.error import FFmpegError, InvalidDataError

_RATE = 16_000
_WINDOW = 512  # samples; told more at once, the detector finds no beginning or end within them
_LONGEST = 20.0  # seconds after which a breathless speaker is written down, at the least pause ...
_BREATHLESS = 26.0  # ... and at none: Whisper hears no more than 30 at once
_GIGABYTES = {"pocketsphinx": 2}  # of address space ...
_MODEL_GIGABYTES = 8  # ... for the others
_LIMITS = {
    resource.RLIMIT_CPU: 48 * 3600,  # seconds
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}
_MINUTE = 60.0  # seconds
_POLITE = 10  # the bot and everybody else go first
# Without the lists a file that calls itself a playlist opens other files and hosts.
_ONLY = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,w64,ac3,flv,au,wv,ape"
    ),
}


@dataclass(frozen=True, slots=True)
class _Said:
    start: float  # seconds
    end: float
    text: str
    language: str = ""
    voice: int | None = None  # whose it is: always the same number in a recording


_Hear = Callable[[Iterator[bytes]], Iterator[_Said]]


class _Ear(Protocol):
    def hear(self, sound: Iterator[bytes]) -> Iterator[_Said]:
        """What is said in samples of 16 bits, 16 kHz, mono."""
        ...


def main() -> None:
    """Listen to the recording that the command line names."""
    plan, recording = json.loads(sys.argv[1]), sys.argv[2]
    _confine(_GIGABYTES.get(plan["family"], _MODEL_GIGABYTES))
    progress = _Progress(rounds=2 if plan["speakers"] else 1)
    hear = _hear(plan, progress)
    _say(ready=True)
    try:
        with av.open(recording, options=_ONLY, metadata_errors="replace") as source:
            _listen(hear, source, progress)
    except (FFmpegError, ValueError):
        _say(fault="not_media")


def _confine(gigabytes: int) -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # without the bot there is nobody to tell
    os.nice(_POLITE)
    for kind, wanted in {**_LIMITS, resource.RLIMIT_AS: gigabytes * 1024**3}.items():
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, limit))


def _hear(plan: dict[str, Any], progress: "_Progress") -> _Hear:
    ear: _Ear = _Sphinx() if plan["family"] == "pocketsphinx" else _Sherpa(plan)
    if not plan["speakers"]:
        return ear.hear
    sys.path.append(str(Path(__file__).parent))  # as a part of the bot it would bring all of it
    told = {**plan["speakers"], "threads": plan["threads"]}
    voices = importlib.import_module("voices").Voices(told, progress.add, _floats)
    return partial(voices.apart, ear.hear)


def _listen(hear: _Hear, source: Any, progress: "_Progress") -> None:
    track = source.streams.best("audio")
    if track is None:
        _say(fault="no_audio")
        return
    progress.length = float(source.duration or 0) / av.time_base
    sound = _Sound(source, track, progress)
    languages: Counter[str] = Counter()
    for said in hear(iter(sound)):
        if text := said.text.strip():
            languages[said.language] += len(text)
            times = {"start": round(said.start, 2), "end": round(said.end, 2)}
            _say(segment={**times, "text": text, "voice": said.voice})
    if not sound.seconds:
        _say(fault="no_audio")
        return
    language = next((code for code, _ in languages.most_common() if code), None)
    _say(done={"language": language, "seconds": round(sound.seconds, 2)})


class _Progress:
    """Tells how much is done, often enough to be known to be alive."""

    def __init__(self, rounds: int) -> None:
        self.length = 0.0  # seconds, as far as it is known
        self._rounds = rounds
        self._done = self._told = 0.0

    def add(self, seconds: float) -> None:
        """So much sound was gone through, once."""
        self._done += seconds
        work = self.length * self._rounds
        if self._done - self._told >= (min(_MINUTE, work / 100) or _MINUTE):
            self._told = self._done
            _say(progress=min(self._done / work, 0.99) if work else 0.0)


class _Sound:
    """A recording's sound, a second at a time."""

    def __init__(self, source: Any, track: Any, progress: _Progress) -> None:
        self.seconds = 0.0
        self._source = source
        self._track = track
        self._progress = progress

    def __iter__(self) -> Iterator[bytes]:
        second = bytearray()
        for piece in self._pieces():
            second += bytes(piece.planes[0])[: piece.samples * 2]
            if len(second) >= 2 * _RATE:
                yield self._taken(second)
                second.clear()
        yield self._taken(second)

    def _pieces(self) -> Iterator[Any]:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE)
        for packet in self._source.demux(self._track):
            try:
                frames = packet.decode()
            except InvalidDataError:
                continue  # a damaged packet costs only itself
            for frame in frames:
                frame.pts = None  # gaps and jumps in the clock are the recorder's business
                yield from resampler.resample(frame)
        yield from resampler.resample(None)

    def _taken(self, samples: bytearray) -> bytes:
        self.seconds += len(samples) / 2 / _RATE
        self._progress.add(len(samples) / 2 / _RATE)
        return bytes(samples)


class _Sphinx:
    """pocketsphinx with the English model that lies in its package."""

    def __init__(self) -> None:
        from pocketsphinx import Decoder, Endpointer, Vad  # noqa: PLC0415 - one ear is enough

        self._decoder = Decoder(samprate=_RATE, loglevel="FATAL")
        self._endpointer = Endpointer(vad_mode=Vad.STRICT, sample_rate=_RATE)
        self._stretch = bytearray()
        self._start = 0.0

    def hear(self, sound: Iterator[bytes]) -> Iterator[_Said]:
        size, rest = self._endpointer.frame_bytes, bytearray()
        for piece in sound:
            rest += piece
            while len(rest) > size:  # the endpointer takes the last frame apart
                yield from self._take(self._endpointer.process(bytes(rest[:size])))
                del rest[:size]
        if rest:
            yield from self._take(self._endpointer.end_stream(bytes(rest)))
        yield from self._close()

    def _take(self, speech: bytes | None) -> Iterator[_Said]:
        if speech is not None:
            if not self._stretch:
                self._start = max(self._start, self._endpointer.speech_start)
            self._stretch += speech
        if not self._endpointer.in_speech or len(self._stretch) / 2 / _RATE > _LONGEST:
            yield from self._close()

    def _close(self) -> Iterator[_Said]:
        if not self._stretch:
            return
        end = self._start + len(self._stretch) / 2 / _RATE
        self._decoder.start_utt()
        self._decoder.process_raw(bytes(self._stretch), full_utt=True)
        self._decoder.end_utt()
        made_out = self._decoder.hyp()
        yield _Said(self._start, end, made_out.hypstr if made_out else "", "en")
        self._stretch.clear()
        self._start = end


class _Sherpa:
    """sherpa-onnx: Silero's detector of speech before whichever model was named."""

    def __init__(self, plan: dict[str, Any]) -> None:
        import sherpa_onnx  # noqa: PLC0415 - one ear is enough

        self._recognizer = _recognizer(sherpa_onnx.OfflineRecognizer, plan)
        silero = sherpa_onnx.SileroVadModelConfig(
            model=plan["files"]["vad"], max_speech_duration=_LONGEST
        )
        config = sherpa_onnx.VadModelConfig(silero_vad=silero, sample_rate=_RATE)
        self._vad = sherpa_onnx.VoiceActivityDetector(config, buffer_size_in_seconds=60)
        self._breath = 0.0  # seconds of speech since the last pause

    def hear(self, sound: Iterator[bytes]) -> Iterator[_Said]:
        for piece in sound:
            samples = _floats(piece)
            for start in range(0, len(samples), _WINDOW):
                self._vad.accept_waveform(samples[start : start + _WINDOW])
            yield from self._heard()
            self._breath += len(piece) / 2 / _RATE
            if not self._vad.is_speech_detected():
                self._breath = 0.0
            if self._breath > _BREATHLESS:
                self._vad.flush()
                yield from self._heard()
        self._vad.flush()
        yield from self._heard()

    def _heard(self) -> Iterator[_Said]:
        while not self._vad.empty():
            stretch = self._vad.front
            stream = self._recognizer.create_stream()
            stream.accept_waveform(_RATE, stretch.samples)
            self._recognizer.decode_stream(stream)
            start, length = stretch.start / _RATE, len(stretch.samples) / _RATE
            language = stream.result.lang.strip("<|>")
            yield _Said(start, start + length, stream.result.text, language)
            self._vad.pop()
            self._breath = 0.0


def _recognizer(kinds: Any, plan: dict[str, Any]) -> Any:
    files = {name: path for name, path in plan["files"].items() if name != "vad"}
    threads, language = plan["threads"], plan["language"] or ""
    match plan["family"]:
        case "transducer":
            kind = "nemo_transducer"
            return kinds.from_transducer(**files, num_threads=threads, model_type=kind)
        case "whisper":
            return kinds.from_whisper(**files, num_threads=threads, language=language)
        case "moonshine":
            return kinds.from_moonshine_v2(**files, num_threads=threads)
        case _:
            more = {"num_threads": threads, "language": language, "use_itn": True}
            return kinds.from_sense_voice(**files, **more)


def _floats(samples: bytes) -> "array.array[float]":
    return array.array("f", (sample / 32768 for sample in memoryview(samples).cast("h")))


def _say(**line: Any) -> None:
    print(json.dumps(line), flush=True)  # noqa: T201 - these lines are what the program is for


if __name__ == "__main__":
    main()
