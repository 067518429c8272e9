"""An ear for the words of `tests.media.words`: it tells which of them it hears, and when."""

import asyncio

from bot.sandbox.providers.ear import Ear, Said
from tests.media import words


class Hearer(Ear):
    """Hears "word 7"; even words are said by one voice, odd ones by another."""

    async def recall(self, data, heard):
        said = await asyncio.to_thread(words.spoken, data)
        segments = [
            {
                "start": round(start, 2),
                "end": round(end, 2),
                "text": f"Word {word}.",
                "speaker": "ab"[word % 2],
            }
            for word, start, end in said
        ]
        return Said(language="en", segments=segments, names={}, notes=None, personal=())


def everything(count: int) -> list[str]:
    """What so many words read when none is missing, doubled or misheard."""
    return [f"Word {n}." for n in range(count)]
