"""How the workspace's things look in Slack's JSON."""

from typing import Any

from bot.sandbox.slack.files import File, shape_file, shape_stub
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import Channel, Person, Workspace

Json = dict[str, Any]
GONE = "This message was deleted."
CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im"}


class Shapes:
    """Shapes things for one workspace, whose files lie under `url`."""

    def __init__(self, workspace: Workspace, url: str) -> None:
        self._workspace = workspace
        self._url = url

    def file(self, file: File) -> Json:
        """A file as `files.info` shows it."""
        now = self._workspace.clock.now()
        shared = {channel: shares for channel, shares in file.shares.items() if shares}
        private = [c for c in shared if self._workspace.channel(c).kind != "channel"]
        public = [c for c in shared if c not in private]
        shares = {
            kind: {c: shared[c] for c in channels}
            for kind, channels in (("public", public), ("private", private))
            if channels
        }
        whole = shape_file(file, self._url, now)
        return whole | ({} if file.deleted else {"shares": shares, "channels": public})

    def message(self, message: Message, *, event: bool = False, metadata: bool = False) -> Json:
        """A message; in an event, files from Slack Connect are mere stubs."""
        if message.tombstone:
            return self._tombstone(message)
        shape: Json = {"type": "message", "user": message.user, "ts": message.ts}
        shape |= {"text": message.text, "team": self._workspace.team_id}
        if message.files:
            shape |= {"subtype": "file_share", "upload": message.by_app, "display_as_bot": False}
            shape["files"] = [self._shared(file, event=event) for file in message.files]
        if message.blocks:
            shape["blocks"] = message.blocks
        if message.attachments:
            shape["attachments"] = message.attachments
        if message.by_app:
            shape |= self._author()
        if message.edited:
            shape["edited"] = {"user": message.user, "ts": message.edited}
        if metadata and message.metadata:
            shape["metadata"] = message.metadata
        return shape | self._thread(message)

    def person(self, person: Person) -> Json:
        """A person as `users.info` shows them."""
        return {
            "id": person.id,
            "team_id": self._workspace.team_id,
            "name": person.handle,
            "real_name": person.name,
            "deleted": False,
            "is_admin": person.admin,
            "is_owner": person.admin,
            "is_primary_owner": person.admin,
            "is_restricted": person.guest,
            "is_ultra_restricted": False,
            "is_bot": person.bot,
            "is_app_user": False,
            "tz": "Europe/Paris",
            "tz_label": "Central European Time",
            "tz_offset": 3600,
            "profile": {"real_name": person.name, "display_name": person.handle},
        }

    def channel(self, channel: Channel) -> Json:
        """A channel as `conversations.info` shows it."""
        shape: Json = {"id": channel.id, "is_archived": channel.archived}
        shape |= {f"is_{kind}": channel.kind == kind for kind in ("channel", "group", "im")}
        if channel.kind == "im":
            other = next(m for m in channel.members if m != self._workspace.app.id)
            return shape | {"user": other, "is_org_shared": False}
        return shape | {
            "name": channel.name,
            "is_private": channel.kind == "group",
            "is_member": self._workspace.app.id in channel.members,
            "is_shared": channel.ext_shared,
            "is_ext_shared": channel.ext_shared,
            "creator": self._workspace.people[0].id,
            "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        }

    def permalink(self, message: Message) -> str:
        """Where a message is to be seen."""
        link = f"{self._url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
        if not message.is_reply:
            return link
        return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}"

    def _shared(self, file: File, *, event: bool) -> Json:
        if event and file.upload.access != "visible":
            return shape_stub(file)
        return shape_file(file, self._url, self._workspace.clock.now())

    def _author(self) -> Json:
        workspace = self._workspace
        profile: Json = {"id": workspace.bot_id, "app_id": workspace.app_id}
        profile |= {"name": workspace.app.name, "team_id": workspace.team_id, "deleted": False}
        return {
            "bot_id": workspace.bot_id,
            "app_id": workspace.app_id,
            "bot_profile": profile,
        }

    def _thread(self, message: Message) -> Json:
        if message.thread_ts is None:
            return {}
        if message.is_reply:
            parents = self._workspace.visible(message.channel)
            parent = next((m for m in parents if m.ts == message.thread_ts), None)
            return {
                "thread_ts": message.thread_ts,
                "parent_user_id": parent.user if parent and not parent.tombstone else "USLACKBOT",
            }
        replies = self._workspace.replies(message.channel, message.ts)
        users = list(dict.fromkeys(reply.user for reply in replies))
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts if replies else "0000000000.000000",
            "is_locked": False,
            "subscribed": False,
        }

    def _tombstone(self, message: Message) -> Json:
        shape: Json = {"type": "message", "subtype": "tombstone", "text": GONE, "user": "USLACKBOT"}
        return shape | {"hidden": True, "ts": message.ts} | self._thread(message)
