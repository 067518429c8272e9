"""What the inside needs of Slack: a thread to speak in, and how a job reads there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.edition import Edition
from bot.domain.job import Job, Place
from bot.domain.message import DataFile, File, Message, PartKey, Printed, TextFile
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

    async def upload(self, file: File) -> str:
        """Bring a file's bytes to Slack, visible to nobody yet; returns its id. May be repeated.

        Raises NoUploads.
        """
        ...

    async def share(self, place: Place, files: Mapping[str, File]) -> None:
        """Make uploaded files, by their ids, visible in one message. Unclear: it may be there.

        Raises NoUploads.
        """
        ...

    async def take_back(self, place: Place, file_ids: Sequence[str]) -> None:
        """Delete files of one message with it; what is gone is no error. May be repeated."""
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
    def now(self, job: Job, traits: Traits | None) -> str: ...
    def result(self, job: Job, result: Result, edition: Edition) -> Sequence[Message]: ...
    def question(self, job: Job, traits: Traits | None) -> Message: ...
    def transcript(self, job: Job, result: Result, edition: Edition) -> TextFile: ...
    def file(
        self, job: Job, result: Result, edition: Edition, shape: str
    ) -> TextFile | Printed: ...
    def edited(self, job: Job, result: Result, edition: Edition) -> Result: ...
    def moved(self, job: Job) -> Message: ...
    def spoken(self, file: TextFile) -> Sequence[Message]: ...
    def notice(self, job: Job, traits: Traits | None, *, kept: bool) -> Message: ...


class Press(Protocol):
    """Makes what is no text: pictures and documents (`press`)."""

    async def printed(self, job: Job, result: Result, shape: str) -> DataFile | None:
        """A file of this shape; None when there is nothing to show in it."""
        ...


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in Slack; `ahead` is how many seconds their clock is ahead of UTC."""

    user: str
    name: str
    ahead: int = 0


class People(Protocol):
    """Looks up people in Slack."""

    async def around(self, place: Place, users: Sequence[str]) -> Sequence[Person]:
        """These, and then whoever wrote in the thread; as many as Slack can tell of now."""
        ...

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who somebody says a speaker is: a name, somebody in Slack, or the same as another speaker."""

    name: str | None = None
    user: str | None = None
    same: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What the form *Name the speakers* shows: a result, who is who so far, who could be."""

    job: Job
    result: Result
    edition: Edition
    people: Sequence[Person]


class Desk(Protocol):
    """What people may ask of us, however they ask it. The effect is stored before the answer."""

    async def answer(self, asker: Asker, words: str) -> Message:
        """Words after `/scribe` or a mention: status, cancel, retry, a link, help."""
        ...

    async def press(self, asker: Asker, action: str, job_id: str) -> Message:
        """A button under one of our messages; what follows a colon says what of it is meant."""
        ...

    async def start(
        self, asker: Asker, message_ts: str, file: SlackFile, wish: Wish, sharer: str
    ) -> Message:
        """Transcribe this file of this message, as the form asked."""
        ...

    @property
    def editing(self) -> "Editing":
        """What people may make of a result."""
        ...

    async def arranged(self, asker: Asker) -> tuple[Rules, Mapping[str, Traits]]:
        """What the asker's channel has arranged, and the services that there are."""
        ...

    async def arrange(self, asker: Asker, rules: Rules) -> Message:
        """Have the channel's recordings transcribed like this from now on."""
        ...


class Editing(Protocol):
    """What people may make of a result; whoever sees its thread may."""

    async def voices(self, asker: Asker, job_id: str) -> Voices | None:
        """Who speaks in a recording, to be named; None when there is nobody to name."""
        ...

    async def name(self, asker: Asker, job_id: str, choices: Mapping[str, Choice]) -> Message:
        """These speakers are these people."""
        ...

    @property
    def shapes(self) -> Sequence[str]:
        """The formats that a result can be had in beside its transcript."""
        ...

    async def want(self, asker: Asker, job_id: str, shapes: Sequence[str]) -> Message:
        """Other formats of a result, into its thread."""
        ...
