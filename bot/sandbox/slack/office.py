"""What stands behind the Web API: the workspace, and what the app may do in it."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.changes import Changes
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.herald import Herald
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.modals import Modals
from bot.sandbox.slack.shapes import Shapes
from bot.sandbox.slack.shelf import Shelf
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.workspace import Channel, NoSuch, Workspace

Json = dict[str, Any]
PLURAL = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass(slots=True)
class Tokens:
    """The app's credentials, fresh for every sandbox."""

    bot: str = field(default_factory=lambda: f"xoxb-1000000-2000000-{secrets.token_hex(12)}")
    app: str = field(default_factory=lambda: f"xapp-1-A0SANDBOX-3000000-{secrets.token_hex(32)}")
    signing: str = field(default_factory=lambda: secrets.token_hex(16))
    revoked: str = ""  # Slack's word for why the bot's token is worth nothing any more
    app_revoked: bool = False


@dataclass(slots=True, kw_only=True)
class Office:
    """Everything a method needs to do its work."""

    url: str
    workspace: Workspace
    shapes: Shapes
    herald: Herald
    shelf: Shelf
    modals: Modals
    sockets: Sockets
    limits: Limits
    changes: Changes
    tokens: Tokens
    scopes: set[str]
    home: bool

    def need(self, scope: str) -> None:
        """Raises SlackError when the app was not granted this scope."""
        if scope not in self.scopes:
            provided = ",".join(sorted(self.scopes))
            raise SlackError("missing_scope", needed=scope, provided=provided)

    def need_for(self, channel: Channel, right: str) -> None:
        """The same for rights that go by the kind of channel: `history`, `read`."""
        self.need(f"{PLURAL[channel.kind]}:{right}")

    def channel(self, channel_id: Any) -> Channel:
        """A channel that the app may know of; raises SlackError."""
        workspace = self.workspace
        for channel in workspace.channels:
            hidden = channel.kind != "channel" and workspace.app.id not in channel.members
            if channel.id == channel_id and not hidden:
                return channel
        raise SlackError("channel_not_found")

    def addressed(self, channel_id: Any) -> Channel:
        """The same for posts, which take a person's id as well."""
        if any(channel_id == person.id for person in self.workspace.people):
            return self.workspace.direct(channel_id)
        return self.own_channel(channel_id)

    def own_channel(self, channel_id: Any) -> Channel:
        """A channel that the app is in and that takes messages; raises SlackError."""
        channel = self.channel(channel_id)
        if channel.archived:
            raise SlackError("is_archived")
        if self.workspace.app.id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def thread(self, channel: Channel, thread_ts: Any) -> str | None:
        """Where a post goes: the thread's ts, or None for the channel itself.

        Replies to a deleted parent land in the channel without a word.
        """
        try:
            parent = self.workspace.parent_for(channel.id, thread_ts or None)
        except NoSuch as error:
            raise SlackError("thread_not_found") from error
        if parent is None:
            return None
        if parent.is_reply:  # Slack's pages: never use a reply's ts; what happens then is undefined
            raise SlackError("cannot_reply_to_message")
        return parent.ts

    def post(self, channel: Channel, said: Json, *, thread: str | None = None) -> Message:
        """Let the app's message appear; `said` are fields of Message."""
        message = Message(
            channel=channel.id,
            ts=self.workspace.new_ts(),
            user=self.workspace.app.id,
            thread_ts=thread,
            by_app=True,
            **said,
        )
        self.workspace.add(message)
        if message.for_person is None:
            self.herald.posted(message)
        self.changes.ring()
        return message
