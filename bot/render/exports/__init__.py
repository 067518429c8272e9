"""A result as a text of its own: txt, md, json, srt, vtt."""

from collections.abc import Callable

from bot.domain.job import Job
from bot.domain.notes import Result
from bot.render.exports.data import data
from bot.render.exports.markdown import markdown
from bot.render.exports.subtitles import srt, vtt
from bot.render.transcript import transcript_text

SHAPES: dict[str, Callable[[Job, Result], str]] = {
    "txt": lambda _, result: transcript_text(result.transcript),
    "md": markdown,
    "json": data,
    "srt": lambda _, result: srt(result.transcript),
    "vtt": lambda _, result: vtt(result.transcript),
}


def export(job: Job, result: Result, shape: str) -> str:
    """The result in one of the `SHAPES`, UTF-8 text that ends with a line break."""
    return SHAPES[shape](job, result)
