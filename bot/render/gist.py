"""Picked passages in words: what a recording without a written summary is about, and its points."""

from collections.abc import Sequence

from bot.domain.notes import Notes
from bot.render import words
from bot.render.amounts import listed
from bot.render.escape import one_line

MAIN = 4  # topics that are named first


def gist(notes: Notes, speakers: int) -> list[str]:
    """The line of topics and each point, a line each; what screen readers and benchmarks get."""
    about = headline(notes.topics or (), speakers)
    return [*([about] if about else []), *(one_line(point.text) for point in notes.points or ())]


def headline(topics: Sequence[str], speakers: int) -> str:
    """What it was about, in a sentence or two; nothing for no topics."""
    if not topics:
        return ""
    names = [one_line(topic) for topic in topics]
    about, also = words.MEETING_ABOUT if speakers > 1 else words.RECORDING_ABOUT
    told = [about.format(topics=listed(names[:MAIN]))]
    told += [also.format(topics=listed(names[MAIN:]))] if names[MAIN:] else []
    return " ".join(told)
