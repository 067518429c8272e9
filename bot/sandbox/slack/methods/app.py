"""Methods about the app and about people."""

from typing import Any

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.methods.arguments import signature
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office

Json = dict[str, Any]


def auth_test(office: Office, _: Json) -> Json:
    """Who the token belongs to."""
    workspace = office.workspace
    return {
        "url": f"{office.url}/",
        "team": workspace.team_name,
        "team_id": workspace.team_id,
        "user": workspace.app.handle,
        "user_id": workspace.app.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(office: Office, _: Json) -> Json:
    """An address for Socket Mode."""
    return {"url": office.sockets.new_address()}


def users_info(office: Office, args: Json) -> Json:
    """A person."""
    for person in (*office.workspace.people, office.workspace.app):
        if person.id == args["user"]:
            return {"user": office.shapes.person(person)}
    raise SlackError("user_not_found")


METHODS = (
    Method("auth.test", signature(""), auth_test, None),
    Method("apps.connections.open", signature(""), open_connection, 3, for_app=True),
    Method(
        "users.info",
        signature("include_locale", "user", reads_json=False),
        users_info,
        4,
        ("users:read",),
    ),
)
