"""What people do with the app: commands, buttons, shortcuts, modals, its home."""

from typing import Any

from bot.sandbox.manifest import Manifest
from bot.sandbox.slack.blocks import check_view
from bot.sandbox.slack.delivery import Delivery, NotTakenError, ParcelKind
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.payloads import Payloads, find_action, typed_so_far
from bot.sandbox.slack.people import Answer, People, Someone, Somewhere
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.typed import typed
from bot.sandbox.slack.workspace import NoSuch, Person

Json = dict[str, Any]
TOO_LATE = ("timeout", "http_timeout")


class Hands(People):
    """People's hands. Each action ends when the app has acknowledged it, or has not."""

    def __init__(self, office: Office, delivery: Delivery, manifest: Manifest) -> None:
        super().__init__(office)
        self.delivery = delivery
        self.responses = Responses(office)
        self._manifest = manifest
        self._payloads = Payloads(office)

    async def command(
        self, person: Someone, channel: Somewhere, command: str, text: str = ""
    ) -> Answer:
        """Type a slash command; its acknowledgement is seen by this person alone."""
        workspace = self._office.workspace
        someone, place = workspace.person(person), workspace.channel(channel)
        offered = next((c for c in self._manifest.commands if c["command"] == command), None)
        if offered is None:
            raise NoSuch(f"command {command}")
        words = typed(text, workspace)[0] if offered.get("should_escape") else text
        url, back = self.responses.new(someone.id, place.id)
        answer = Answer(posts=back.posts)
        payload = self._payloads.command(someone, place, (command, words), url)
        await self._ask("slash_commands", payload, answer)
        if answer.ack.get("text") or answer.ack.get("blocks"):
            try:
                self.responses.say(back, answer.ack)
            except SlackError as error:
                answer.error = str(error)
        return answer

    async def press(
        self,
        person: Someone,
        channel: Somewhere,
        ts: str,
        action_id: str,
        *,
        chosen: Json | None = None,
        block_id: str | None = None,
    ) -> Answer:
        """Press a button of a message, an ephemeral one of this person's, too.

        `chosen` has what a menu adds: {"selected_option": {...}}. `block_id` tells blocks with
        the same action apart.
        """
        workspace = self._office.workspace
        someone = workspace.person(person)
        place = workspace.channel(channel)
        message = workspace.message(place.id, ts, person=someone.id)
        action = find_action(message.blocks, action_id, block_id) | (chosen or {})
        url, back = self.responses.new(someone.id, place.id, message)
        payload = self._payloads.message_press(someone, message, action, url)
        return await self._ask("interactive", payload, Answer(posts=back.posts))

    async def press_in_view(
        self, person: Someone, view_id: str, action_id: str, *, chosen: Json | None = None
    ) -> Answer:
        """Press something in an open modal or on the app's home."""
        view = self._office.modals.find(view_id)
        action = find_action(view.body["blocks"], action_id) | (chosen or {})
        someone = self._office.workspace.person(person)
        payload = self._payloads.view_press(someone, view, action)
        return await self._ask("interactive", payload, Answer())

    async def message_shortcut(
        self, person: Someone, channel: Somewhere, ts: str, callback_id: str
    ) -> Answer:
        """Choose a shortcut from a message's menu."""
        self._offered(callback_id, "message")
        workspace = self._office.workspace
        someone, place = workspace.person(person), workspace.channel(channel)
        message = workspace.message(place.id, ts)
        url, back = self.responses.new(someone.id, place.id)
        payload = self._payloads.message_action(someone, message, callback_id, url)
        return await self._ask("interactive", payload, Answer(posts=back.posts))

    async def global_shortcut(self, person: Someone, callback_id: str) -> Answer:
        """Choose a shortcut from the search box."""
        self._offered(callback_id, "global")
        someone = self._office.workspace.person(person)
        payload = self._payloads.shortcut(someone, callback_id)
        return await self._ask("interactive", payload, Answer())

    async def submit_view(
        self, person: Someone, view_id: str, values: Json | None = None
    ) -> Answer:
        """Send a modal; `values` is {block_id: {action_id: {"type": ..., "value": ...}}}.

        Inputs that are left out keep what they began with. `ack["errors"]` has the app's
        complaints by block; then the modal stays open.
        """
        view = self._office.modals.find(view_id)
        someone = self._owner(person, view)
        view.state = typed_so_far(view.body, values or {})
        answer = Answer()
        await self._ask("interactive", self._payloads.submission(someone, view), answer)
        if answer.error is None:
            self._follow(view, answer)
        self._office.changes.ring()
        return answer

    async def close_view(self, person: Someone, view_id: str) -> None:
        """Close a modal without sending it."""
        view = self._office.modals.find(view_id)
        someone = self._owner(person, view)
        self._office.modals.close(view)
        self._office.changes.ring()
        if view.body.get("notify_on_close"):
            await self._ask("interactive", self._payloads.closing(someone, view), Answer())

    async def open_home(self, person: Someone) -> None:
        """Open the app's home."""
        someone = self._office.workspace.person(person)
        home = self._office.modals.homes.get(someone.id)
        shown = self._office.modals.shape(home) if home else None
        self._office.herald.home_opened(someone, shown)

    async def _ask(self, kind: ParcelKind, payload: Json, answer: Answer) -> Answer:
        try:
            answer.ack = await self.delivery.ask(kind, payload)
        except NotTakenError as why:
            answer.error = "operation_timeout" if str(why) in TOO_LATE else "dispatch_failed"
        return answer

    def _follow(self, view: View, answer: Answer) -> None:
        """Do with the modal what the app answered."""
        modals, said = self._office.modals, answer.ack
        action = said.get("response_action")
        try:
            if action in ("update", "push"):
                body = check_view(said.get("view"), "modal", self._office.workspace.new_id)
                if action == "update":
                    modals.update(view, body)
                else:
                    modals.open(view.person, body, push=True)
            elif action != "errors":
                modals.close(view, everything=action == "clear")
        except SlackError as error:
            answer.error = str(error)

    def _owner(self, person: Someone, view: View) -> Person:
        someone = self._office.workspace.person(person)
        if view.person != someone.id:
            raise NoSuch(f"view {view.id}")
        return someone

    def _offered(self, callback_id: str, kind: str) -> None:
        shortcuts = self._manifest.shortcuts
        if not any((s["callback_id"], s["type"]) == (callback_id, kind) for s in shortcuts):
            raise NoSuch(f"shortcut {callback_id}")
