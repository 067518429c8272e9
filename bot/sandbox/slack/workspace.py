"""The state of one small workspace: people, channels, messages."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.clock import Clock
from bot.sandbox.slack.messages import Message, Messages

Kind = Literal["channel", "group", "im"]
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NoSuch(LookupError):
    """There is no person, channel, message, file or view of this name here."""


@dataclass(slots=True)
class Person:
    """Somebody in the workspace; the app's own user is one too."""

    id: str
    handle: str
    name: str
    admin: bool = False
    bot: bool = False
    guest: bool = False  # sees only the channels that they are in


@dataclass(slots=True)
class Channel:
    """A channel, a private one (`group`), or a direct message with the app (`im`)."""

    id: str
    name: str
    kind: Kind = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    ext_shared: bool = False
    topic: str = ""


class Workspace:
    """Who and what there is. Ids have Slack's shapes; timestamps are unique and increase."""

    def __init__(self, clock: Clock, app_name: str) -> None:
        self.clock = clock
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.team_name = "Sandbox"
        self.team_id, self.app_id, self.bot_id = (self.new_id(prefix) for prefix in "TAB")
        self.people = [
            Person(self.new_id("U"), "ada", "Ada Lovelace", admin=True),
            Person(self.new_id("U"), "ben", "Ben Okafor"),
            Person(self.new_id("U"), "chloe", "Chloé Martin"),
        ]
        self.app = Person(self.new_id("U"), app_name.lower(), app_name, bot=True)
        self.channels: list[Channel] = []
        self.messages = Messages()
        self.deleted: set[tuple[str, str]] = set()
        self._seed()

    def new_id(self, prefix: str) -> str:
        """A fresh id: `C04Q2…`."""
        number, digits = next(self._numbers) * 1_442_695_040_893 % 36**8, ""
        for _ in range(8):
            number, digit = divmod(number, 36)
            digits += ALPHABET[digit]
        return f"{prefix}0{digits}A"

    def new_ts(self) -> str:
        """A fresh timestamp: seconds of the clock, never twice the same."""
        self._last_ts = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06}"

    def person(self, who: str | Person) -> Person:
        """Somebody by id, handle, or first name."""
        if isinstance(who, Person):
            return who
        for person in (*self.people, self.app):
            if who == person.id or who.lower() in (person.handle, person.name.split()[0].lower()):
                return person
        raise NoSuch(f"person {who}")

    def channel(self, which: str | Channel) -> Channel:
        """A channel by id or name; a person's name is their direct messages with the app."""
        if isinstance(which, Channel):
            return which
        for channel in self.channels:
            if which.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise NoSuch(f"channel {which}")

    def direct(self, who: str | Person) -> Channel:
        """Somebody's direct messages with the app."""
        person = self.person(who)
        return next(c for c in self.channels if c.kind == "im" and person.id in c.members)

    def add_channel(
        self, name: str, *, kind: Kind = "channel", app: bool = True, ext_shared: bool = False
    ) -> Channel:
        """A new channel with everybody in it; `app` says whether the app is, too."""
        prefix = "D" if kind == "im" else "C"
        members = {p.id for p in self.people} | ({self.app.id} if app else set())
        channel = Channel(self.new_id(prefix), name, kind, members, ext_shared=ext_shared)
        self.channels.append(channel)
        return channel

    def message(self, channel: str, ts: str, *, person: str | None = None) -> Message:
        """One message; ephemeral ones only for their person."""
        for message in self.messages.at(channel, ts):
            if message.for_person in (None, person):
                return message
        raise NoSuch(f"message {ts}")

    def visible(self, channel: str) -> Iterator[Message]:
        """What everybody in a channel sees, oldest first, replies included."""
        return (m for m in self.messages if m.channel == channel and m.for_person is None)

    def replies(self, channel: str, ts: str) -> list[Message]:
        """The replies under a message, oldest first."""
        return [m for m in self.messages.below(channel, ts) if m.for_person is None]

    def parent_for(self, channel: str, thread_ts: str | None) -> Message | None:
        """Where a reply goes; None: nowhere, it stands in the channel itself.

        Slack takes replies to a deleted parent without a word and posts them to the channel.
        Raises NoSuch when there never was such a message.
        """
        if thread_ts is None or (channel, thread_ts) in self.deleted:
            return None
        parent = self.message(channel, thread_ts)
        return None if parent.tombstone else parent

    def add(self, message: Message) -> Message:
        """Let a message appear."""
        if message.is_reply and message.for_person is None:
            parent = self.message(message.channel, message.thread_ts or "")
            parent.thread_ts = parent.ts
        self.messages.append(message)
        return message

    def remove(self, message: Message) -> bool:
        """Delete a message; True when a tombstone stays because it has replies."""
        self.deleted.add((message.channel, message.ts))
        message.tombstone = bool(self.replies(message.channel, message.ts))
        if not message.tombstone:
            self.messages.remove(message)
        return message.tombstone

    def _seed(self) -> None:
        self.add_channel("general").topic = "Everybody"
        self.add_channel("product").topic = "What we build next"
        self.add_channel("random", app=False).topic = "Threadscribe is not in here"
        for person in self.people:
            direct = self.add_channel(person.handle, kind="im")
            direct.members = {person.id, self.app.id}
