"""Recordings that say what a story needs: the sandbox's ear knows them by heart."""

import hashlib
import io
import wave
from typing import Any

from bot.sandbox import Sandbox, Upload
from bot.sandbox.providers.ear import Ear, Said, Sound

RATE = 8000


def spoken(
    sandbox: Sandbox, *words: str, seconds: float = 20.0, name: str = "sync.wav", **facts: Any
) -> Upload:
    """A recording in which these sentences are said, one after the other."""
    data = silence(seconds, seed=repr(words), rate=facts.pop("rate", RATE))
    if not isinstance(sandbox.tuplets.ear, _Taught):
        sandbox.tuplets.ear = _Taught()
    sandbox.tuplets.ear.lessons[_print(data)] = words
    return Upload(name, data, **facts)


def silence(seconds: float, seed: str = "", rate: int = RATE) -> bytes:
    """A WAV in which nothing is to be heard; another seed makes another file of it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 1, rate, 0, "NONE", ""))
        mark = hashlib.sha256(seed.encode()).digest()
        file.writeframes(mark + bytes([128]) * (int(seconds * rate) - len(mark)))
    return out.getvalue()


class _Taught(Ear):
    """Knows these recordings too, by their bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.lessons: dict[str, tuple[str, ...]] = {}

    async def recall(self, data: bytes, heard: Sound) -> Said | None:
        words = self.lessons.get(_print(data))
        if words is None:
            return await super().recall(data, heard)
        each = heard.seconds / max(len(words), 1)
        segments = [
            {"start": n * each, "end": (n + 1) * each, "text": text, "speaker": "SPEAKER_00"}
            for n, text in enumerate(words)
        ]
        return Said(language="en", segments=segments, names={}, notes=None, personal=())


def _print(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
