"""What the inside needs of Slack: a thread to speak in, and how a job reads there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.job import Job, Place
from bot.domain.message import Message, PartKey, TextFile
from bot.domain.notes import Result
from bot.domain.ports import Traits
from bot.domain.recording import SlackFile, Wish
from bot.domain.rules import Rules
from bot.domain.shares import Spot


class Thread(Protocol):
    """Where we speak. All verbs raise RateLimited, Unreachable, Unclear, NeedsOperator, Gone.

    A message without blocks is said in its plain words.
    """

    async def post(self, place: Place, message: Message, key: PartKey) -> str:
        """Say something new; returns its ts. Unclear: it may stand there already. Raises NoBlocks."""
        ...

    async def find(self, place: Place, key: PartKey) -> str | None:
        """The ts of a part that was said, if it was. Raises Gone when the thread lost its parent."""
        ...

    async def update(self, place: Place, ts: str, message: Message) -> None:
        """Say the same thing anew. May be repeated. Raises NoBlocks."""
        ...

    async def direct(self, place: Place, user: str) -> Place:
        """The direct messages with someone of that team. May be repeated."""
        ...

    async def upload(self, file: TextFile) -> str:
        """Bring a file's bytes to Slack, visible to nobody yet; returns its id. May be repeated.

        Raises NoUploads.
        """
        ...

    async def share(self, place: Place, file_id: str, file: TextFile) -> None:
        """Make an uploaded file visible in the thread. Unclear: it may be there already.

        Raises NoUploads.
        """
        ...

    async def shared(self, place: Place, file_id: str) -> bool:
        """Whether that file is visible in that channel."""
        ...

    async def link(self, place: Place, ts: str) -> str | None:
        """The address of something that was said there; None when Slack does not tell it in time."""
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
    def spoken(self, file: TextFile) -> Sequence[Message]: ...
    def notice(self, job: Job, traits: Traits | None, *, kept: bool) -> Message: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What Slack knows of a file now. `url` needs the bot's token and is never stored or logged."""

    id: str
    name: str
    mimetype: str
    media: bool  # audio or video, by subtype, type or name
    size: int | None
    seconds: float | None
    url: str


class SlackFiles(Protocol):
    """Looks up files in Slack."""

    async def facts(self, file_id: str) -> FileFacts:
        """Raises Transient, NeedsOperator, Rejected(FILE_GONE | _HIDDEN | _EXTERNAL | _DENIED)."""
        ...


class SlackShares(SlackFiles, Protocol):
    """The same, and what is shared where people are."""

    async def behind(self, spot: Spot, user: str, team: str) -> SlackFile:
        """The recording there, if it is in a channel where both we and this person may be.

        Raises Transient, NeedsOperator, Rejected(LINK_SLACK | _SEVERAL | _NOT_MEDIA).
        """
        ...


class People(Protocol):
    """Looks up people in Slack."""

    async def is_admin(self, user: str) -> bool:
        """Whether someone is an admin or owner of the workspace; False when nobody can say."""
        ...

    async def is_here(self, channel: str) -> bool:
        """Whether we are a member of this channel; True when nobody can say."""
        ...

    async def channels(self, team: str, user: str) -> frozenset[str]:
        """The channels that someone is in, as far as we may know of them; true within a minute.

        Raises NeedsOperator when we may not ask, Transient when Slack does not say.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who asks something of us, and from where. `thread` is the thread's parent."""

    team: str
    user: str
    channel: str
    thread: str | None = None


class Desk(Protocol):
    """What people may ask of us, however they ask it. The effect is stored before the answer."""

    async def answer(self, asker: Asker, words: str) -> Message:
        """Words after `/scribe` or a mention: status, cancel, retry, a link, help."""
        ...

    async def press(self, asker: Asker, action: str, job_id: str) -> Message:
        """A button: cancel, retry, plainer, publish, discard, again, leave, here."""
        ...

    async def start(
        self, asker: Asker, message_ts: str, file: SlackFile, wish: Wish, sharer: str
    ) -> Message:
        """Transcribe this file of this message, as the form asked."""
        ...

    async def arranged(self, asker: Asker) -> tuple[Rules, Mapping[str, Traits]]:
        """What the asker's channel has arranged, and the services that there are."""
        ...

    async def arrange(self, asker: Asker, rules: Rules) -> Message:
        """Have the channel's recordings transcribed like this from now on."""
        ...
