"""All messages of a workspace in their order, found by channel and time without a search."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from bot.sandbox.slack.files import File

Place = tuple[str, str]  # a channel and a timestamp
Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as it stands now. `by_app` when the app posted it."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    by_app: bool = False
    metadata: Json | None = None
    edited: str | None = None
    tombstone: bool = False
    for_person: str | None = None  # set: an ephemeral message

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below its parent."""
        return self.thread_ts is not None and self.thread_ts != self.ts


class Messages(Sequence[Message]):
    """Oldest first. Where a message stands never changes."""

    def __init__(self) -> None:
        self._all: list[Message] = []
        self._at: dict[Place, list[Message]] = defaultdict(list)
        self._below: dict[Place, list[Message]] = defaultdict(list)

    def __iter__(self) -> Iterator[Message]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Message: ...
    @overload
    def __getitem__(self, index: slice) -> list[Message]: ...
    def __getitem__(self, index: int | slice) -> Message | list[Message]:
        return self._all[index]

    def at(self, channel: str, ts: str) -> Sequence[Message]:
        """What has this timestamp: one for everybody, and ephemeral ones."""
        return self._at.get((channel, ts), ())

    def below(self, channel: str, ts: str) -> Sequence[Message]:
        """The replies to a message, ephemeral ones included."""
        return self._below.get((channel, ts), ())

    def append(self, message: Message) -> None:
        """The newest."""
        self._all.append(message)
        self._at[message.channel, message.ts].append(message)
        if message.is_reply:
            self._below[message.channel, message.thread_ts or ""].append(message)

    def remove(self, message: Message) -> None:
        """Take this one away."""
        self.keep(lambda other: other is not message)

    def clear(self) -> None:
        """Take all away."""
        self.keep(lambda _: False)

    def keep(self, wanted: Callable[[Message], bool]) -> None:
        """Take away what is not wanted."""
        left = [message for message in self._all if wanted(message)]
        for known in (self._all, self._at, self._below):
            known.clear()
        for message in left:
            self.append(message)
