"""A few seconds of speech, and the engine on this machine that is to hear them."""

import array
import asyncio
import functools
import io
import math
import wave
from contextlib import asynccontextmanager
from pathlib import Path

import av

from bot.domain.ports import Audio, Order, Running
from bot.domain.recording import Wish
from bot.providers.local.adapter import Local
from bot.providers.local.settings import LocalSettings
from bot.sandbox.clock import Clock
from bot.sandbox.recordings import samples

RATE = 16_000
SECONDS = 3.0
_FROM = 86.2  # "Thanks everyone, same time next week." at the review's end


@asynccontextmanager
async def local(folder, *, model="pocketsphinx", clock=None):
    """As one run of the bot has it; nothing of it outlives the test."""
    provider = Local(LocalSettings(local_model=str(model)), clock or Clock(), folder)
    try:
        yield provider
    finally:
        await died(provider)


async def died(provider):
    """What is under way goes the way it goes when the program ends."""
    tasks = {work.task for work in provider._works.values()} | provider._leaving
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def ended(provider):
    """Wait until nothing of it is under way."""
    if tasks := {work.task for work in provider._works.values()}:
        await asyncio.wait(tasks)


@functools.cache
def speech() -> bytes:
    """The end of one of the sandbox's recordings, as a WAV file."""
    sample = next(s for s in samples() if s.path.name == "launch-review.mp3")
    pcm = bytearray()
    with av.open(str(sample.path)) as source:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in source.decode(source.streams.audio[0]):
            frame.pts = None
            for piece in resampler.resample(frame):
                pcm += bytes(piece.planes[0])[: piece.samples * 2]
    start = int(_FROM * RATE) * 2
    return wav(bytes(pcm[start : start + int(SECONDS * RATE) * 2]))


@functools.cache
def voice(hertz: int, seconds: float = 2.0) -> bytes:
    """Samples of somebody with this pitch, and a pause."""
    wave = (int(9000 * math.sin(math.tau * hertz * n / RATE)) for n in range(int(seconds * RATE)))
    return array.array("h", wave).tobytes() + bytes(2 * RATE)


def wav(pcm: bytes) -> bytes:
    """Samples of 16 bits in a file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(pcm)
    return out.getvalue()


def audio(body: bytes, *, size=None) -> Audio:
    async def chunks():
        yield body[:100]
        yield body[100:]

    return Audio(
        name="recording.wav",
        content_type="audio/wav",
        size=len(body) if size is None else size,
        seconds=None,
        chunks=chunks(),
    )


async def order(provider, body=None, key="1", **wish) -> Order:
    handles = await provider.prepare(audio(speech() if body is None else body))
    return Order(key=key, wish=Wish(**wish), handles=handles, link=None, name="a", seconds=None)


async def transcribed(provider, body=None, key="1", **wish):
    """A recording, ordered and waited for."""
    asked = await order(provider, body, key, **wish)
    return await finished(provider, await provider.submit(asked), asked.wish)


async def finished(provider, ticket, wish=Wish()):  # noqa: B008 - it is a value
    while isinstance(seen := await provider.look(ticket, wish), Running):
        await ended(provider)
    return seen


def children(recording: Path) -> list[int]:
    """The processes that listen to a recording."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes()
        except OSError:  # it has just gone
            continue
        if b"hearing.py" in line and str(recording).encode() in line:
            found.append(int(path.parent.name))
    return found
