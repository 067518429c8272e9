"""The picture of who spoke when in eight hours: what it takes of a core, in a thread of ours.

The letters are read from the disk with each one, as in a process that draws one now and then.
"""

import time

from bot.domain.notes import Chapter
from bot.domain.transcript import Segment, Transcript
from bot.press.timeline import timeline
from tests.bench.score import Measure

SECONDS, SEGMENTS, SPEAKERS, CHAPTERS = 8 * 3600.0, 9_900, 8, 12


async def measure(rounds: int) -> list[Measure]:
    recording, chapters = _recording(), _chapters()
    _drawn(recording, chapters)  # once unseen: it loads Pillow
    took = [_drawn(recording, chapters) for _ in range(rounds)]
    name = f"{SECONDS / 3600:.0f} h, {SEGMENTS:,} segments, {SPEAKERS} speakers"
    return [Measure(name=name, values=took, unit="ms", goal=150, digits=0)]


def _drawn(recording: Transcript, chapters: list[Chapter]) -> float:
    began = time.thread_time()
    assert timeline(recording, "A day of the board", chapters)
    return (time.thread_time() - began) * 1000


def _recording() -> Transcript:
    """Everybody speaks in turn, now shorter, now longer."""
    each = SECONDS / SEGMENTS
    segments = tuple(
        Segment(
            text="So.",
            speaker=f"Speaker {n * 7 % 11 % SPEAKERS}",
            start=n * each,
            end=n * each + each * (n % 7 + 1) / 7,
        )
        for n in range(SEGMENTS)
    )
    return Transcript(segments=segments, seconds=SECONDS)


def _chapters() -> list[Chapter]:
    return [Chapter(title=f"Item {n}", start=SECONDS * n / CHAPTERS) for n in range(CHAPTERS)]
