"""Methods that show modals and the app's home."""

from typing import Any

from bot.sandbox.slack.blocks import check_view
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.methods.arguments import signature
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office
from bot.sandbox.slack.workspace import NoSuch

Json = dict[str, Any]


def open_modal(office: Office, args: Json) -> Json:
    """Open a modal."""
    body = check_view(args["view"], "modal", office.workspace.new_id)
    person = office.modals.exchange(str(args["trigger_id"]))
    return {"view": office.modals.shape(office.modals.open(person, body))}


def push(office: Office, args: Json) -> Json:
    """Open a modal on top of another."""
    body = check_view(args["view"], "modal", office.workspace.new_id)
    person = office.modals.exchange(str(args["trigger_id"]))
    return {"view": office.modals.shape(office.modals.open(person, body, push=True))}


def update(office: Office, args: Json) -> Json:
    """Change an open modal."""
    body = check_view(args["view"], "modal", office.workspace.new_id)
    try:
        view = office.modals.find(args.get("view_id"), args.get("external_id"))
    except NoSuch as error:
        raise SlackError("not_found") from error
    return {"view": office.modals.shape(office.modals.update(view, body, args.get("hash")))}


def publish(office: Office, args: Json) -> Json:
    """Show the app's home to somebody."""
    if not office.home:
        raise SlackError("not_enabled")
    body = check_view(args["view"], "home", office.workspace.new_id)
    if not any(args["user_id"] == person.id for person in office.workspace.people):
        raise SlackError("user_not_found")
    view = office.modals.publish(args["user_id"], body, args.get("hash"))
    return {"view": office.modals.shape(view)}


METHODS = (
    Method("views.open", signature("interactivity_pointer", "trigger_id view"), open_modal, 4),
    Method("views.push", signature("interactivity_pointer", "trigger_id view"), push, 4),
    Method("views.update", signature("external_id hash view_id", "view"), update, 4),
    Method("views.publish", signature("hash", "user_id view"), publish, 4),
)
