"""How a job reads in Slack: the inside's `Paper`, in Block Kit."""

from collections.abc import Sequence

from bot.domain.edition import Edition, edited
from bot.domain.job import Job
from bot.domain.message import Message, Printed, TextFile
from bot.domain.notes import Result
from bot.domain.ports import Traits
from bot.render import words
from bot.render.exports import SHAPES, export
from bot.render.notice import notice
from bot.render.question import question
from bot.render.result import moved, result
from bot.render.spoken import spoken
from bot.render.status import now_text, status
from bot.render.transcript import stem, transcript


class BlockPaper:
    """Renders with the blocks that every Slack client draws.

    `rewrites`: whether somebody could write notes anew.
    """

    def __init__(self, *, rewrites: bool = False) -> None:
        self._rewrites = rewrites

    def status(self, job: Job, traits: Traits | None) -> Message:
        """The one status message."""
        return status(job, traits)

    def now(self, job: Job, traits: Traits | None) -> str:
        """What of the status message changes while a recording is under way."""
        return now_text(job, traits)

    def result(self, job: Job, result_: Result, edition: Edition) -> Sequence[Message]:
        """The result as people want it read, in as many messages as it takes."""
        return result(job, self.edited(job, result_, edition), edition, rewrites=self._rewrites)

    def moved(self, job: Job) -> Message:
        """In place of a part of the result that is no longer needed."""
        return moved(job)

    def question(self, job: Job, traits: Traits | None) -> Message:
        """What only a person can decide."""
        return question(job, traits)

    def transcript(self, job: Job, result_: Result, edition: Edition) -> TextFile:
        """Every word, as a file."""
        return transcript(job, self.edited(job, result_, edition))

    def edited(self, job: Job, result_: Result, edition: Edition) -> Result:
        """The result as people want it read."""
        return edited(result_, edition, job.wish.vocabulary.fixes)

    def file(self, job: Job, result_: Result, edition: Edition, shape: str) -> TextFile | Printed:
        """The same in another format."""
        if shape not in SHAPES:
            return Printed(shape=shape)
        return TextFile(
            name=f"{stem(job)}.{shape}",
            title=words.SHAPES[shape],
            text=export(job, self.edited(job, result_, edition), shape),
        )

    def spoken(self, file: TextFile) -> Sequence[Message]:
        """Every word, where no file is taken."""
        return spoken(file)

    def notice(self, job: Job, traits: Traits | None, *, kept: bool) -> Message:
        """To who asked, when the thread is gone."""
        return notice(job, traits, kept=kept)
