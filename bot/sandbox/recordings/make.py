"""Made the recordings here: `python -m bot.sandbox.recordings.make NAME.json…`.

Needs espeak-ng on the PATH. It speaks the segments of each file with the voices named there,
encodes the sound as the file's name says, and writes the times at which it was said back into the
file. A clip gets a picture: two checkouts side by side, one with seven steps, one with three.
"""

import array
import io
import json
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av

_RATE = 22_050  # what espeak-ng speaks at
_CODECS = {".mp3": ("libmp3lame", 40_000), ".m4a": ("aac", 40_000), ".mp4": ("aac", 40_000)}
_QUIET = 200  # samples below are silence
_PAUSE, _BREATH = 0.45, 0.2  # seconds between two speakers, and within what one says
_SIZE = (480, 270)
_FPS = 10
_CHUNK = 1024
_PAPER, _PHONE, _STEP, _DONE = (28, 128, 128), (52, 132, 124), (104, 136, 118), (170, 98, 84)


def main() -> None:
    """Make each recording that the command line names."""
    for name in sys.argv[1:]:
        _make(Path(name))


def _make(path: Path) -> None:
    known = json.loads(path.read_text(encoding="utf-8"))
    sound = array.array("h")
    speaker = None
    for segment in known["segments"]:
        pause = _BREATH if segment["speaker"] == speaker else _PAUSE
        speaker = segment["speaker"]
        sound.extend([0] * int(_RATE * pause))
        segment["start"] = round(len(sound) / _RATE, 2)
        sound.extend(_speak(segment["text"], known["voices"][speaker]))
        segment["end"] = round(len(sound) / _RATE, 2)
    sound.extend([0] * int(_RATE * _PAUSE))
    known["seconds"] = round(len(sound) / _RATE, 2)
    _encode(path.with_name(known["file"]), sound)
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _speak(text: str, voice: str) -> "array.array[int]":
    command = ["espeak-ng", "--stdin", "--stdout", *voice.split()]
    spoken = subprocess.run(command, input=text.encode(), capture_output=True, check=True)  # noqa: S603
    with wave.open(io.BytesIO(spoken.stdout)) as file:
        samples = array.array("h", file.readframes(2**31 // 2 - 1))
    loud = [n for n, sample in enumerate(samples) if abs(sample) > _QUIET]
    return samples[loud[0] : loud[-1]]


def _encode(path: Path, sound: "array.array[int]") -> None:
    codec, bits = _CODECS[path.suffix]
    with av.open(str(path), "w", format="ipod" if path.suffix == ".m4a" else None) as target:
        film = _film(target) if path.suffix == ".mp4" else None
        track = target.add_stream(codec, rate=_RATE, layout="mono")
        track.bit_rate = bits
        if film is not None:
            for n in range(len(sound) * _FPS // _RATE):
                target.mux(film.encode(_picture(n)))
            target.mux(film.encode(None))
        resampler = av.AudioResampler(format=track.format, layout="mono", rate=_RATE)
        for frame in _frames(sound):
            for piece in resampler.resample(frame):
                target.mux(track.encode(piece))
        target.mux(track.encode(None))


def _film(target: Any) -> Any:
    film = target.add_stream("libx264", rate=_FPS, options={"crf": "30", "preset": "veryslow"})
    film.width, film.height = _SIZE
    film.pix_fmt = "yuv420p"
    return film


def _frames(sound: "array.array[int]") -> Iterator[Any]:
    for start in range(0, len(sound), _CHUNK):
        piece = sound[start : start + _CHUNK]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.rate, frame.pts = _RATE, start
        yield frame


def _picture(n: int) -> Any:
    """The left phone is at one of seven steps, the right one soon done with three."""
    beat = n // 8 % 10
    boxes = [(20, 20, 200, 230, _PHONE), (260, 20, 200, 230, _PHONE)]
    for left, steps, height in ((40, 7, 22), (280, 3, 58)):
        for step in range(steps):
            top = 34 + step * (height + 7)
            boxes.append((left, top, 160, height, _DONE if step < beat else _STEP))
    frame = av.VideoFrame(*_SIZE, "yuv420p")
    for plane, shade in zip(frame.planes, range(3), strict=True):
        _paint(plane, shade, boxes)
    frame.pts = n
    return frame


def _paint(
    plane: Any, shade: int, boxes: list[tuple[int, int, int, int, tuple[int, int, int]]]
) -> None:
    scale = 2 if shade else 1  # colour has half the resolution
    rows = [bytearray([_PAPER[shade]] * plane.line_size) for _ in range(plane.height)]
    for left, top, width, height, colour in boxes:
        for y in range(top // scale, (top + height) // scale):
            rows[y][left // scale : (left + width) // scale] = bytes([colour[shade]]) * (
                width // scale
            )
    plane.update(b"".join(rows))


if __name__ == "__main__":
    main()
