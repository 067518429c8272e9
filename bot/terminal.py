"""A terminal in Slack's place: `threadscribe transcribe` runs the same engine without a workspace."""

from collections.abc import Callable, Mapping, Sequence

from bot.domain.errors import Fault, Rejected
from bot.domain.front import FileFacts, Person
from bot.domain.job import Place
from bot.domain.message import File, Message, PartKey
from bot.domain.recording import SlackFile
from bot.domain.shares import Spot

PLACE = Place(team="terminal", channel="terminal", thread="1")


class Terminal:
    """The Thread, SlackFiles and People ports for one person at a prompt."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said = ""

    async def post(self, place: Place, message: Message, key: PartKey) -> str:
        """Only how it goes: the result is printed at the end."""
        if key.part in {"status", "question"}:
            self.tell(message)
        return key.part

    async def find(self, place: Place, key: PartKey) -> str | None:
        """Nothing that was printed can be found again."""
        return None

    async def update(self, place: Place, ts: str, message: Message) -> None:
        """How it goes now."""
        self.tell(message)

    async def direct(self, place: Place, user: str) -> Place:
        """Whoever sits here is spoken to directly anyway."""
        return place

    async def upload(self, file: File) -> str:
        """The transcript is printed at the end."""
        return file.name

    async def share(self, place: Place, files: Mapping[str, File]) -> None:
        """Likewise."""

    async def take_back(self, place: Place, file_ids: Sequence[str]) -> None:
        """What was printed stays."""

    async def shared(self, place: Place, file_id: str) -> bool:
        """Likewise."""
        return True

    async def link(self, place: Place, ts: str) -> str | None:
        """There is nothing to click."""
        return None

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """There is only one person."""
        self.tell(message)

    async def facts(self, file_id: str) -> FileFacts:
        """There is no Slack here."""
        raise Rejected("no Slack here", Fault.FILE_GONE)

    async def behind(self, spot: Spot, user: str, team: str) -> SlackFile:
        """Likewise."""
        raise Rejected("no Slack here", Fault.LINK_SLACK)

    async def is_admin(self, user: str) -> bool:
        """Whoever sits here may do everything."""
        return True

    async def around(self, place: Place, users: Sequence[str]) -> Sequence[Person]:
        """Nobody is known by name here."""
        return ()

    async def is_here(self, channel: str) -> bool:
        """And we are here."""
        return True

    async def channels(self, team: str, user: str) -> frozenset[str]:
        """And so are they, and nowhere else."""
        return frozenset({PLACE.channel})

    def tell(self, message: Message) -> None:
        """Say something new."""
        if message.text != self._said:
            self._said = message.text
            self._say(message.text)
