"""Who spoke when, as a picture."""

from collections.abc import Iterable

from bot.domain.message import Picture
from bot.domain.notes import Chapter
from bot.domain.transcript import Transcript
from bot.render.timeline import timeline as measured


def timeline(
    transcript: Transcript, title: str, chapters: Iterable[Chapter] | None = None
) -> Picture | None:
    """A row for each speaker; None with fewer than two, or where nobody knows when they spoke.

    It computes for a tenth of a second: call it in a thread.
    """
    told = measured(transcript, title, chapters)
    if told is None:
        return None
    from bot.press.drawing import draw

    return Picture(png=draw(told), alt=told.alt)
