"""Recordings that weigh nothing: each says one word of its own, which is heard nowhere else."""

import itertools
import re
from collections.abc import Callable

from bot.sandbox import Upload
from bot.sandbox.providers.ear import Ear, NotSound, Said
from bot.sandbox.providers.sound import Sound

WORD = re.compile(r"word\w+x\d+x")

_HEAD = (
    b"\xff\xf3\x14\xc4" + bytes(20)
) * 3  # frames of an MP3, which every service takes as it is
_WORD = b"word:"


def recording(word: str, seconds: float = 60.0) -> Upload:
    """A recording in which only this word is said."""
    data = _HEAD + _WORD + word.encode() + b"\n" + str(seconds).encode()
    name = f"{word}.mp3"
    return Upload(name, data, mimetype="audio/mpeg", duration_ms=int(seconds * 1000))


def words(seed: object) -> Callable[[], str]:
    """Gives words, each once."""
    numbers = itertools.count(1)
    return lambda: f"word{seed}x{next(numbers)}x"


class WordEar(Ear):
    """Hears the one word."""

    async def examine(self, data: bytes) -> Sound:
        word, seconds = _said(data)
        return Sound(container="mp3", picture=False, seconds=seconds, fingerprint=word)

    async def recall(self, data: bytes, heard: Sound) -> Said | None:
        word, seconds = _said(data)
        segment = {"start": 0.0, "end": seconds, "text": word, "speaker": "SPEAKER_00"}
        return Said(language="en", segments=[segment], names={}, notes=None, personal=())


def _said(data: bytes) -> tuple[str, float]:
    if not data.startswith(_HEAD + _WORD):
        raise NotSound
    word, seconds = data.removeprefix(_HEAD + _WORD).decode().split("\n")
    return word, float(seconds)
