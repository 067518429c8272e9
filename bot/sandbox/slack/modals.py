"""Modals and the app's home: what is open on whose screen."""

import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.workspace import NoSuch, Workspace

Json = dict[str, Any]
TRIGGER_LIFE = 3.0
STACK = 3


@dataclass(slots=True, kw_only=True)
class View:
    """A view on somebody's screen; `body` is what the app sent, checked."""

    id: str
    person: str
    body: Json
    hash: str
    root: str = ""
    previous: str | None = None
    state: Json = field(default_factory=dict)  # what was typed or chosen so far


class Modals:
    """The stacks of modals, the homes, and the triggers that open modals.

    A trigger lives three seconds and opens one modal.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self._workspace = workspace
        self._triggers: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def new_trigger(self, person: str) -> str:
        """Something that a person did, good for opening a modal for them."""
        trigger = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._triggers[trigger] = (person, self._workspace.clock.elapsed() + TRIGGER_LIFE)
        return trigger

    def exchange(self, trigger: str) -> str:
        """The person who pulled this trigger; raises SlackError."""
        if trigger in self._used:
            raise SlackError("exchanged_trigger_id")
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        person, life = self._triggers.pop(trigger)
        self._used.add(trigger)
        if life <= self._workspace.clock.elapsed():
            raise SlackError("expired_trigger_id")
        return person

    def open(self, person: str, body: Json, *, push: bool = False) -> View:
        """Show a modal, alone or on top of the others; raises SlackError."""
        stack = self.stacks.setdefault(person, [])
        if not push:
            stack.clear()
        if len(stack) >= STACK:
            raise SlackError("push_limit_reached")
        view = self._new(person, body)
        if stack:
            view.root, view.previous = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def publish(self, person: str, body: Json, known: str | None) -> View:
        """Show a home; raises SlackError when somebody else was faster."""
        shown = self.homes.get(person)
        if known and shown and shown.hash != known:
            raise SlackError("hash_conflict")
        view = self._new(person, body)
        if shown:
            view.id = view.root = shown.id
        self.homes[person] = view
        return view

    def update(self, view: View, body: Json, known: str | None = None) -> View:
        """Show something else in an open view; raises SlackError when it changed meanwhile."""
        if known and view.hash != known:
            raise SlackError("hash_conflict")
        kept = {block.get("block_id") for block in body["blocks"]}
        view.state = {block: said for block, said in view.state.items() if block in kept}
        view.body, view.hash = body, self._hash()
        return view

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View:
        """An open view; raises NoSuch."""
        open_views = [v for stack in self.stacks.values() for v in stack]
        for view in (*open_views, *self.homes.values()):
            if view.id == view_id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise NoSuch(f"view {view_id or external_id}")

    def close(self, view: View, *, everything: bool = False) -> None:
        """Take a modal off the screen."""
        stack = self.stacks.get(view.person, [])
        if everything:
            stack.clear()
        elif view in stack:
            stack.remove(view)

    def shape(self, view: View) -> Json:
        """A view as the API shows it."""
        workspace = self._workspace
        return {
            "id": view.id,
            "team_id": workspace.team_id,
            "app_id": workspace.app_id,
            "bot_id": workspace.bot_id,
            "app_installed_team_id": workspace.team_id,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
            "clear_on_close": False,
            "notify_on_close": False,
            **view.body,
            "state": {"values": view.state},
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
        }

    def _new(self, person: str, body: Json) -> View:
        view_id = self._workspace.new_id("V")
        return View(id=view_id, person=person, body=body, hash=self._hash(), root=view_id)

    def _hash(self) -> str:
        return f"{self._workspace.new_ts()}.{secrets.token_hex(4)}"
