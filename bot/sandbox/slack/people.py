"""What people do in the workspace: share, say, press, delete."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.files import File, Upload
from bot.sandbox.slack.workspace import Channel, Message, Person

Json = dict[str, Any]


@dataclass(slots=True)
class Answer:
    """What the app answered somebody: its acknowledgement, then posts to the `response_url`.

    `error` is what Slack shows instead when the app was silent ("operation_timeout") or could
    not be reached ("dispatch_failed").
    """

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    ack: Json = field(default_factory=dict)
    error: str | None = None
    posts: list[Json] = field(default_factory=list)


class People:
    """People's hands. Whoever is `str` is an id, a handle or a name."""

    async def share(
        self,
        person: str | Person,
        channel: str | Channel,
        uploads: Sequence[Upload],
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """Share files as one message."""
        ...

    async def say(
        self,
        person: str | Person,
        channel: str | Channel,
        text: str,
        thread_ts: str | None = None,
    ) -> Message:
        """Write a message; `@Threadscribe` in it mentions the app, links become links."""
        ...

    async def forward(
        self, person: str | Person, channel: str | Channel, message: Message
    ) -> Message:
        """Forward a message, with its files, to a channel."""
        ...

    async def command(
        self, person: str | Person, channel: str | Channel, command: str, text: str = ""
    ) -> Answer:
        """Type a slash command."""
        ...

    async def press(
        self,
        person: str | Person,
        channel: str | Channel,
        ts: str,
        action_id: str,
        *,
        chosen: Json | None = None,
        block_id: str | None = None,
    ) -> Answer:
        """Press a button of a message (an ephemeral one of this person, too).

        `chosen` has what a menu or field adds: {"selected_option": {...}}.
        """
        ...

    async def press_in_view(
        self, person: str | Person, view_id: str, action_id: str, *, chosen: Json | None = None
    ) -> Answer:
        """Press something in an open modal or on the app's home."""
        ...

    async def message_shortcut(
        self, person: str | Person, channel: str | Channel, ts: str, callback_id: str
    ) -> Answer:
        """Choose a shortcut from a message's menu."""
        ...

    async def global_shortcut(self, person: str | Person, callback_id: str) -> Answer:
        """Choose a shortcut from the search box."""
        ...

    async def submit_view(
        self, person: str | Person, view_id: str, values: Json | None = None
    ) -> Answer:
        """Send a modal; `values` is {block_id: {action_id: {"type": …, "value": …}}}.

        `ack["errors"]` has the faults by block when the app found some.
        """
        ...

    async def close_view(self, person: str | Person, view_id: str) -> None:
        """Close a modal without sending it."""
        ...

    async def open_home(self, person: str | Person) -> None:
        """Open the app's home."""
        ...

    async def delete_message(self, person: str | Person, channel: str | Channel, ts: str) -> None:
        """Delete a message; with replies, a tombstone stays (and `message_changed` tells it)."""
        ...

    async def delete_file(self, person: str | Person, file: File | str) -> None:
        """Delete a file everywhere."""
        ...

    async def invite(self, channel: str | Channel, person: str | Person = "ada") -> None:
        """Bring the app into a channel."""
        ...
