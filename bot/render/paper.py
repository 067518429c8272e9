"""How a job reads in Slack: the inside's `Paper`, in Block Kit."""

from collections.abc import Sequence

from bot.domain.job import Job
from bot.domain.message import Message, TextFile
from bot.domain.notes import Result
from bot.domain.ports import Traits
from bot.render.notice import notice
from bot.render.question import question
from bot.render.result import result
from bot.render.spoken import spoken
from bot.render.status import status
from bot.render.transcript import transcript


class BlockPaper:
    """Renders with the blocks that every Slack client draws."""

    def status(self, job: Job, traits: Traits | None) -> Message:
        """The one status message."""
        return status(job, traits)

    def result(self, job: Job, result_: Result) -> Sequence[Message]:
        """The result, in as many messages as it takes."""
        return result(job, result_)

    def question(self, job: Job, traits: Traits | None) -> Message:
        """What only a person can decide."""
        return question(job, traits)

    def transcript(self, job: Job, result_: Result) -> TextFile:
        """Every word, as a file."""
        return transcript(job, result_)

    def spoken(self, file: TextFile) -> Sequence[Message]:
        """Every word, where no file is taken."""
        return spoken(file)

    def notice(self, job: Job, traits: Traits | None, *, kept: bool) -> Message:
        """To who asked, when the thread is gone."""
        return notice(job, traits, kept=kept)
