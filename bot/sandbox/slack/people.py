"""What people write in the workspace: share, say, forward, delete, invite."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.files import File, Upload
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.typed import typed
from bot.sandbox.slack.workspace import Channel, Person

Json = dict[str, Any]
Someone = str | Person
Somewhere = str | Channel


@dataclass(slots=True)
class Answer:
    """What the app answered somebody: its acknowledgement, then posts to the `response_url`.

    `error` is what Slack shows instead when the app was silent ("operation_timeout"), could not
    be reached ("dispatch_failed"), or said what Slack refuses.
    """

    ack: Json = field(default_factory=dict)
    error: str | None = None
    posts: list[Json] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the acknowledgement, or else of the first post."""
        return str(next((said["text"] for said in (self.ack, *self.posts) if said.get("text")), ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks of the acknowledgement, or else of the first post."""
        return next((said["blocks"] for said in (self.ack, *self.posts) if said.get("blocks")), [])


class People:
    """People's words and files.

    A person is an id, a handle or a first name; a channel an id, a name, or a person's handle for
    their direct messages with the app.
    """

    def __init__(self, office: Office) -> None:
        self._office = office

    async def share(
        self,
        person: Someone,
        channel: Somewhere,
        uploads: Sequence[Upload],
        text: str = "",
        thread_ts: str | None = None,
    ) -> Message:
        """Share files as one message."""
        someone = self._office.workspace.person(person)
        files = [self._office.shelf.put(someone.id, upload) for upload in uploads]
        message = self._written(someone, channel, text, thread_ts)
        message.files = files
        return self._appear(message)

    async def say(
        self, person: Someone, channel: Somewhere, text: str, thread_ts: str | None = None
    ) -> Message:
        """Write a message; `@Threadscribe` in it mentions the app, links become links."""
        someone = self._office.workspace.person(person)
        return self._appear(self._written(someone, channel, text, thread_ts))

    async def forward(self, person: Someone, channel: Somewhere, message: Message) -> Message:
        """Forward a message, with its files, to a channel."""
        someone = self._office.workspace.person(person)
        forwarded = self._written(someone, channel, "", None)
        forwarded.attachments = [self._attachment(message)]
        return self._appear(forwarded, message.files)

    async def invite(self, channel: Somewhere, person: Someone = "ada") -> None:
        """Bring the app into a channel."""
        place = self._office.workspace.channel(channel)
        place.members.add(self._office.workspace.app.id)
        self._office.herald.joined(place, self._office.workspace.person(person))
        self._office.changes.ring()

    async def remove(self, channel: Somewhere) -> None:
        """Throw the app out of a channel; nobody tells it."""
        place = self._office.workspace.channel(channel)
        place.members.discard(self._office.workspace.app.id)
        self._office.changes.ring()

    async def archive(self, channel: Somewhere) -> None:
        """Archive a channel: it can be read, and takes no messages any more."""
        self._office.workspace.channel(channel).archived = True
        self._office.changes.ring()

    async def delete_message(self, person: Someone, channel: Somewhere, ts: str) -> None:
        """Delete a message.

        One with replies becomes a tombstone, and Slack tells that as `message_changed`.
        """
        office = self._office
        message = office.workspace.message(office.workspace.channel(channel).id, ts)
        if office.workspace.person(person).id != message.user:
            raise PermissionError("only who wrote a message deletes it")
        before = office.shapes.message(message)
        if office.workspace.remove(message):
            office.herald.changed(message, before)
        else:
            office.herald.deleted(message, before)
        office.changes.ring()

    async def delete_file(self, person: Someone, file: File | str) -> None:
        """Delete a file everywhere."""
        office = self._office
        found = office.shelf.file(file) if isinstance(file, str) else file
        if office.workspace.person(person).id != found.user:
            raise PermissionError("only who uploaded a file deletes it")
        found.deleted = True
        office.herald.file_deleted(found)
        office.changes.ring()

    def _written(
        self, person: Person, channel: Somewhere, words: str, thread_ts: str | None
    ) -> Message:
        workspace = self._office.workspace
        text, blocks = typed(words, workspace)
        place = workspace.channel(channel).id
        if thread_ts is not None:  # whoever answers a reply answers in its thread
            thread_ts = workspace.message(place, thread_ts).thread_ts or thread_ts
        return Message(
            channel=place,
            ts=workspace.new_ts(),
            user=person.id,
            text=text,
            blocks=blocks,
            thread_ts=thread_ts,
        )

    def _appear(self, message: Message, files: Sequence[File] = ()) -> Message:
        office = self._office
        office.workspace.add(message)
        office.shelf.show(message, files or message.files)
        office.herald.posted(message)
        office.changes.ring()
        return message

    def _attachment(self, message: Message) -> Json:
        shape = self._office.shapes.message(message)
        link = self._office.shapes.permalink(message)
        return {
            "id": 1,
            "ts": message.ts,
            "author_id": message.user,
            "channel_id": message.channel,
            "channel_team": self._office.workspace.team_id,
            "is_msg_unfurl": True,
            "is_share": True,
            "text": message.text,
            "fallback": message.text,
            "from_url": link,
            "original_url": link,
            "files": shape.get("files", []),
            "message_blocks": [],
            "mrkdwn_in": ["text"],
            "footer": "Posted in the sandbox",
        }
