"""Files of every kind through the opener: the honest ones come out as sound, the others harmless."""

import asyncio
import io
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import av

from bot.domain.errors import BotError, Fault, Rejected
from bot.domain.front import FileFacts
from bot.domain.ports import Audio, Traits
from bot.domain.recording import LocalFile
from bot.media.conversion import Wanted, convert
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers.plaud.traits import TRAITS
from bot.providers.tuplets.traits import STANDARD
from bot.render.endings import FAULTS
from tests.http.servers import calling_out
from tests.media import sounds
from tests.media.corpus import honest
from tests.media.hostile import hostile, playlists
from tests.proofs import silence
from tests.proofs.score import Row

GOOD, BAD = 60, 300
MOST = 120  # MB that a child may hold
EACH = 19  # of the others in the quick size
FEWEST = replace(TRAITS, min_seconds=0.0)  # containers
MOST_OF_THEM = replace(STANDARD, min_seconds=0.0)
_NAMES = ("Weekly.mp3", "Ümläut 会議.txt", "-i", "%s%n.m4a", "a\nb.wav", ".hidden", "file:x|y")
_AT_ONCE = 3
_DEMUXERS = {"m4a": "mov", "webm": "matroska", "opus": "ogg", "wma": "asf"}
_NOTE = """
import atexit
def note():
    with open("/proc/self/status") as status, open({place!r}, "a") as peaks:
        peaks.writelines(line for line in status if line.startswith("VmHWM"))
atexit.register(note)
"""


def prove(*, whole: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="proof-") as place, _peaks(Path(place)) as peaks:
        rows = asyncio.run(_prove(Path(place), whole=whole))
        rows += [_memory(peaks())]
        if whole:
            rows.append(silence.heard(Path(place), peaks))
    return rows


@contextmanager
def _peaks(place: Path) -> Iterator[Any]:
    """Has every child of ours note the most that it held, and then lists that, in MB."""
    noted = place / "peaks"
    folder = place / "noting"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_NOTE.format(place=str(noted)))

    def peaks() -> list[float]:
        return [int(line.split()[1]) * 1024 / 1e6 for line in noted.read_text().splitlines()]

    sys.path.insert(0, str(folder))  # children get it as theirs
    try:
        yield peaks
    finally:
        sys.path.remove(str(folder))


async def _prove(place: Path, *, whole: bool) -> list[Row]:
    canary = place / "canary.wav"
    canary.write_bytes(sounds.wav(2.0))
    os.utime(canary, (1, 2))
    good, bad = list(honest().items()), hostile(str(canary))
    if not whole:
        good, bad = good[::EACH], bad[::EACH]
    async with calling_out() as http:
        slack = SlackAccess("xoxb-1", "http://slack.example/api/")
        trial = _Trial(Opener(_Nowhere(), http, slack, place / "data"), place)
        return [await trial.accepts(good), await trial.survives(bad, canary)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """What came out of the opener."""

    audio: Audio
    body: bytes
    untouched: bool


class _Trial:
    """Puts files through the opener, a few at a time."""

    def __init__(self, media: Opener, place: Path) -> None:
        self._media = media
        self._place = place
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._count = 0

    async def accepts(self, good: list[tuple[str, tuple[bytes, float]]]) -> Row:
        """Each by the service that takes the fewest containers, and by one that takes many."""
        services = (FEWEST, MOST_OF_THEM)
        tries = [(*made, traits) for _, made in good for traits in services]
        came = await self._all(self._open(data, traits) for data, _, traits in tries)
        fit = [
            isinstance(one, _Came) and await asyncio.to_thread(_fits, one, seconds, traits)
            for one, (_, seconds, traits) in zip(came, tries, strict=True)
        ]
        return Row(
            proof="honest recordings: codecs, rates, channels, containers, covers, lost lengths",
            mark=f"≥ {GOOD}, each for two services: all come out as one sound track, right in length",
            figure=f"{sum(fit)} of {len(services)} times {len(good)} accepted",
            held=all(fit),
        )

    async def survives(self, bad: list[tuple[str, bytes]], canary: Path) -> Row:
        """Each by the service that takes many containers; it may hold sound, still."""
        began = time.monotonic()
        came = await self._all(self._open(data, MOST_OF_THEM) for _, data in bad)
        ends = list(zip((name for name, _ in bad), came, strict=True))
        faults = Counter(one.fault for one in came if isinstance(one, Rejected))
        taken = [(name, one) for name, one in ends if isinstance(one, _Came)]
        mute = await self._all(self._is_mute(one) for _, one in taken)
        wrong = [name for name, one in ends if not isinstance(one, _Came | Rejected)]
        wrong += [name for (name, _), nothing in zip(taken, mute, strict=True) if nothing]
        wrong += [name for name, _ in taken if name in playlists(str(canary))]
        left = list((self._place / "data").glob("*"))
        told = ", ".join(f"{count} {fault}" for fault, count in faults.most_common())
        return Row(
            proof="malformed and hostile files: cut, lying, disguised, endless, bombs",
            mark=f"≥ {BAD}: each refused in one sentence or taken for the sound in it; 0 crashes, "
            "no other file read, nothing left",
            figure=f"{len(bad)} in {time.monotonic() - began:.0f} s: {faults.total()} refused "
            f"({told}), {len(taken)} taken, {len(wrong)} otherwise {wrong[:3] or ''}".rstrip(),
            held=not wrong
            and not left
            and canary.stat().st_atime == 1
            and faults.keys() <= FAULTS.keys(),
        )

    async def _all(self, tries: Any) -> list[Any]:
        """What came of each; what nobody foresaw, too."""
        return await asyncio.gather(*map(self._in_turn, tries), return_exceptions=True)

    async def _in_turn(self, one: Coroutine[Any, Any, Any]) -> Any:
        async with self._turns:
            return await one

    async def _open(self, data: bytes, traits: Traits) -> _Came:
        path = await asyncio.to_thread(self._put, data)
        source = LocalFile(path=str(path))
        async with self._media.open(source, traits, lambda: False) as audio:
            body = b"".join([chunk async for chunk in audio.chunks])
        assert len(body) == audio.size
        return _Came(audio=audio, body=body, untouched=body == data)

    def _put(self, data: bytes, name: str = "") -> Path:
        self._count += 1
        folder = self._place / str(self._count)
        folder.mkdir()
        path = folder / (name or _NAMES[self._count % len(_NAMES)])
        path.write_bytes(data)
        return path

    async def _is_mute(self, came: _Came) -> bool:
        """Decoded by a child: it may still be what a stranger made."""
        path = await asyncio.to_thread(self._put, came.body, "original")
        wanted = Wanted(containers=(), seconds=1e9, other=Fault.NOT_MEDIA)
        try:
            made = await convert(path, path.with_name("made"), wanted, lambda: False)
        except BotError:
            return True
        return made.seconds <= 0


def _fits(came: _Came, seconds: float, traits: Traits) -> bool:
    extension = came.audio.name.partition(".")[2]
    with av.open(io.BytesIO(came.body)) as source:
        pictures = source.streams.video
        covers = all(one.disposition & av.stream.Disposition.attached_pic for one in pictures)
        known = _DEMUXERS.get(extension, extension) in source.format.name
        alone = len(source.streams.audio) == 1 and (not pictures or (covers and came.untouched))
        heard = sum(frame.samples / frame.sample_rate for frame in source.decode(audio=0))
    right = abs(heard - seconds) <= max(0.1, seconds / 100)
    return known and alone and right and extension in traits.containers


def _memory(peaks: list[float]) -> Row:
    return Row(
        proof="what a child that decodes one of them holds",
        mark=f"≤ {MOST} MB",
        figure=f"{max(peaks):.0f} MB, of {len(peaks)}",
        held=max(peaks) <= MOST,
    )


class _Nowhere:
    async def facts(self, file_id: str) -> FileFacts:
        raise NotImplementedError  # nothing here lies in Slack
