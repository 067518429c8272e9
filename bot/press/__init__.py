"""What is printed: the picture of who spoke when, and documents."""

import asyncio

from bot.domain.job import Job
from bot.domain.message import DataFile
from bot.domain.notes import Result
from bot.press.document import docx, installed
from bot.press.timeline import timeline
from bot.render import words
from bot.render.escape import one_line
from bot.render.transcript import stem

TITLE_MOST = 250  # letters of a file's title in Slack


class HousePress:
    """Draws and sets beside the loop, in a thread of its own."""

    async def printed(self, job: Job, result: Result, shape: str) -> DataFile | None:
        """The picture, or a document; None when there is nothing to show in it."""
        if shape == "picture":
            return await asyncio.to_thread(_picture, job, result)
        return await asyncio.to_thread(_document, job, result)


def _picture(job: Job, result: Result) -> DataFile | None:
    chapters = result.notes.chapters if result.notes else None
    drawn = timeline(result.transcript, job.title, chapters)
    if drawn is None:
        return None
    title = one_line(drawn.alt, TITLE_MOST)
    return DataFile(name=f"{stem(job)}.png", title=title, content=drawn.png)


def _document(job: Job, result: Result) -> DataFile | None:
    if not installed():
        return None
    return DataFile(name=f"{stem(job)}.docx", title=words.SHAPES["docx"], content=docx(job, result))
