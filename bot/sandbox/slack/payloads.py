"""Commands and interactions, as Slack tells them to the app."""

from typing import Any

from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import Channel, NoSuch, Person

Json = dict[str, Any]
LATER = {  # what an input adds to its state, by its type
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", ""),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
EMPTY_LISTS = ("checkboxes", "multi_static_select", "multi_users_select", "file_input")


class Payloads:
    """Builds payloads for one workspace."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def command(self, person: Person, channel: Channel, words: tuple[str, str], url: str) -> Json:
        """A slash command; everything is text, as in a form."""
        workspace = self._office.workspace
        name, text = words
        return {
            "token": "legacy",
            "team_id": workspace.team_id,
            "team_domain": "sandbox",
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.kind == "im" else channel.name,
            "user_id": person.id,
            "user_name": person.handle,
            "command": name,
            "text": text,
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self._office.modals.new_trigger(person.id),
        }

    def message_action(self, person: Person, message: Message, callback: str, url: str) -> Json:
        """A message shortcut."""
        return self._common("message_action", person) | {
            "callback_id": callback,
            "channel": self._channel(message.channel),
            "message_ts": message.ts,
            "message": self._office.shapes.message(message),
            "response_url": url,
            "action_ts": self._office.workspace.new_ts(),
        }

    def shortcut(self, person: Person, callback: str) -> Json:
        """A global shortcut."""
        ts = self._office.workspace.new_ts()
        return self._common("shortcut", person) | {"callback_id": callback, "action_ts": ts}

    def message_press(self, person: Person, message: Message, action: Json, url: str) -> Json:
        """Something pressed in a message."""
        container: Json = {"type": "message", "message_ts": message.ts}
        container |= {"channel_id": message.channel, "is_ephemeral": message.for_person is not None}
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload = self._common("block_actions", person) | {
            "container": container,
            "channel": self._channel(message.channel),
            "state": {"values": {}},
            "response_url": url,
            "actions": [action | {"action_ts": self._office.workspace.new_ts()}],
        }
        if message.for_person is None:  # Slack does not tell what an ephemeral one said
            payload["message"] = self._office.shapes.message(message)
        return payload

    def view_press(self, person: Person, view: View, action: Json) -> Json:
        """Something pressed in a view."""
        return self._common("block_actions", person) | {
            "container": {"type": "view", "view_id": view.id},
            "view": self._office.modals.shape(view),
            "actions": [action | {"action_ts": self._office.workspace.new_ts()}],
        }

    def submission(self, person: Person, view: View) -> Json:
        """A modal that was sent."""
        shape = self._office.modals.shape(view)
        return self._common("view_submission", person) | {"view": shape, "response_urls": []}

    def closing(self, person: Person, view: View) -> Json:
        """A modal that was closed."""
        shape = self._office.modals.shape(view)
        return self._common("view_closed", person) | {"view": shape, "is_cleared": False}

    def _common(self, kind: str, person: Person) -> Json:
        workspace = self._office.workspace
        user = {"id": person.id, "username": person.handle, "name": person.handle}
        return {
            "type": kind,
            "token": "legacy",
            "api_app_id": workspace.app_id,
            "team": {"id": workspace.team_id, "domain": "sandbox"},
            "user": user | {"team_id": workspace.team_id},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._office.modals.new_trigger(person.id),
        }

    def _channel(self, channel_id: str) -> Json:
        channel = self._office.workspace.channel(channel_id)
        return {
            "id": channel.id,
            "name": "directmessage" if channel.kind == "im" else channel.name,
        }


def find_action(blocks: list[Json], action_id: str, block_id: str | None = None) -> Json:
    """The element with this action, as a payload tells it; raises NoSuch."""
    for block in blocks:
        if block_id in (None, block.get("block_id")) and (found := _within(block, action_id)):
            kept = ("type", "action_id", "text", "value", "style")
            told = {key: found[key] for key in kept if key in found}
            return told | {"block_id": block.get("block_id", "")}
    raise NoSuch(f"action {action_id}")


def typed_so_far(body: Json, values: Json) -> Json:
    """The state of all inputs: what was given, and for the others what they began with."""
    state: Json = {}
    for block in body["blocks"]:
        for element in (block.get("element"), block.get("accessory"), *block.get("elements", ())):
            if isinstance(element, dict) and element.get("type") in LATER:
                given = values.get(block["block_id"], {}).get(element["action_id"])
                first = given or _initial(element)
                state.setdefault(block["block_id"], {})[element["action_id"]] = first
    return state


def _initial(element: Json) -> Json:
    kind = element["type"]
    key, initial = LATER[kind]
    return {"type": kind, key: element.get(initial, [] if kind in EMPTY_LISTS else None)}


def _within(thing: Any, action_id: str) -> Json | None:
    if isinstance(thing, list):
        return next((found for item in thing if (found := _within(item, action_id))), None)
    if not isinstance(thing, dict):
        return None
    if thing.get("action_id") == action_id:
        return thing
    return _within(list(thing.values()), action_id)
