"""Tells the app what happens, as far as its manifest subscribes to it and its scopes allow."""

import itertools
from collections.abc import Set as AbstractSet
from typing import Any

from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.files import File
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.shapes import Shapes
from bot.sandbox.slack.workspace import Channel, Person, Workspace

Json = dict[str, Any]
PLURAL = {"channel": "channels", "group": "groups", "im": "im"}
NEEDS = {
    "app_mention": ("app_mentions:read",),
    "file_deleted": ("files:read",),
    "file_shared": ("files:read",),
    "file_created": ("files:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
}


class Herald:
    """Makes events and hands them to the delivery."""

    def __init__(
        self,
        workspace: Workspace,
        shapes: Shapes,
        delivery: Delivery,
        subscribed: AbstractSet[str],
        scopes: AbstractSet[str],
    ) -> None:
        self._workspace = workspace
        self._shapes = shapes
        self._delivery = delivery
        self._subscribed = subscribed
        self._scopes = scopes
        self._numbers = itertools.count(1)

    def posted(self, message: Message) -> None:
        """A message appeared: with files it is told for each of them, too."""
        channel = self._workspace.channel(message.channel)
        event = self._shapes.message(message, event=True)
        event |= {"channel": channel.id, "channel_type": channel.kind}
        self._message(channel, event)
        mention = f"<@{self._workspace.app.id}>"
        if mention in message.text and channel.kind != "im" and not message.by_app:
            self._tell(channel, _mention(event), "app_mention")
        for file in message.files:
            shared: Json = {
                "type": "file_shared",
                "channel_id": channel.id,
                "user_id": message.user,
            }
            shared |= {"file_id": file.id, "file": {"id": file.id}}
            self._tell(channel, shared, "file_shared")

    def changed(self, message: Message, before: Json) -> None:
        """A message is not what it was."""
        change = {"type": "message", "subtype": "message_changed", "hidden": True}
        now = {"message": self._shapes.message(message, event=True), "previous_message": before}
        ts = {"ts": self._workspace.new_ts()}
        self._message(self._workspace.channel(message.channel), change | now | ts)

    def deleted(self, message: Message, before: Json) -> None:
        """A message is gone."""
        gone = {"type": "message", "subtype": "message_deleted", "hidden": True}
        what = {"deleted_ts": message.ts, "previous_message": before}
        ts = {"ts": self._workspace.new_ts()}
        self._message(self._workspace.channel(message.channel), gone | what | ts)

    def file_deleted(self, file: File) -> None:
        """A file is gone; told where the app could see it."""
        for channel in self._workspace.channels:
            if channel.id in file.shares and self._sees(channel):
                self._tell(channel, {"type": "file_deleted", "file_id": file.id}, "file_deleted")
                break

    def joined(self, channel: Channel, inviter: Person) -> None:
        """The app was brought into a channel."""
        event = {"type": "member_joined_channel", "user": self._workspace.app.id}
        event |= {"inviter": inviter.id, "team": self._workspace.team_id, "channel": channel.id}
        event["channel_type"] = "C" if channel.kind == "channel" else "G"
        self._tell(channel, event, "member_joined_channel")

    def home_opened(self, person: Person, view: Json | None) -> None:
        """Somebody looks at the app's home."""
        direct = self._workspace.direct(person)
        event: Json = {"type": "app_home_opened", "user": person.id, "tab": "home"}
        event |= {"channel": direct.id} | ({"view": view} if view else {})
        self._tell(direct, event, "app_home_opened")

    def app_event(self, kind: str, **more: Any) -> None:
        """Something about the installation itself: `app_uninstalled`, `tokens_revoked`."""
        if kind in self._subscribed:
            self._send({"type": kind, **more}, ext_shared=False)

    def _message(self, channel: Channel, event: Json) -> None:
        plural = PLURAL[channel.kind]
        if f"{plural}:history" in self._scopes:
            event = {"channel": channel.id, "channel_type": channel.kind} | event
            self._tell(channel, event, f"message.{plural}")

    def _tell(self, channel: Channel, event: Json, subscription: str) -> None:
        allowed = all(scope in self._scopes for scope in NEEDS.get(subscription, ()))
        if allowed and subscription in self._subscribed and self._sees(channel):
            self._send(event, ext_shared=channel.ext_shared)

    def _sees(self, channel: Channel) -> bool:
        return self._workspace.app.id in channel.members

    def _send(self, event: Json, *, ext_shared: bool) -> None:
        workspace = self._workspace
        authorization: Json = {"enterprise_id": None, "team_id": workspace.team_id, "is_bot": True}
        authorization |= {"user_id": workspace.app.id, "is_enterprise_install": False}
        self._delivery.tell(
            {
                "token": "legacy",
                "team_id": workspace.team_id,
                "context_team_id": workspace.team_id,
                "context_enterprise_id": None,
                "api_app_id": workspace.app_id,
                "event": {"event_ts": event.get("ts") or workspace.new_ts(), **event},
                "type": "event_callback",
                "event_id": workspace.new_id("Ev"),
                "event_time": int(workspace.clock.now()),
                "authorizations": [authorization],
                "is_ext_shared_channel": ext_shared,
                "event_context": f"4-sandbox-{next(self._numbers)}",
            }
        )


def _mention(event: Json) -> Json:
    """A mention carries no more of files than their ids."""
    told = {name: what for name, what in event.items() if name not in ("subtype", "channel_type")}
    files = [{"id": file["id"]} for file in event.get("files", ())]
    return told | {"type": "app_mention"} | ({"files": files} if files else {})
