"""What the inside needs of Slack: a thread to speak in, and how a job reads there."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.job import Job, Place
from bot.domain.message import Message, PartKey, TextFile
from bot.domain.notes import Result
from bot.domain.ports import Traits


class Thread(Protocol):
    """Where we speak. All verbs raise RateLimited, Unreachable, Unclear, NeedsOperator, Gone."""

    async def post(self, place: Place, message: Message, key: PartKey) -> str:
        """Say something new; returns its ts. Unclear: it may stand there already."""
        ...

    async def find(self, place: Place, key: PartKey, since: float) -> str | None:
        """The ts of a part that was said since then, if it was."""
        ...

    async def update(self, place: Place, ts: str, message: Message) -> None:
        """Say the same thing anew. May be repeated."""
        ...

    async def upload(self, file: TextFile) -> str:
        """Bring a file's bytes to Slack, visible to nobody yet; returns its id. May be repeated."""
        ...

    async def share(self, place: Place, file_id: str, file: TextFile) -> None:
        """Make an uploaded file visible in the thread. Unclear: it may be there already."""
        ...

    async def shared(self, place: Place, file_id: str) -> bool:
        """Whether that file is visible in that channel."""
        ...

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """Say something that only this person sees; may get lost."""
        ...


class Paper(Protocol):
    """How a job reads in Slack (`render`)."""

    def status(self, job: Job, traits: Traits | None) -> Message: ...
    def result(self, job: Job, result: Result) -> Sequence[Message]: ...
    def question(self, job: Job, traits: Traits | None) -> Message: ...
    def transcript(self, job: Job, result: Result) -> TextFile: ...
