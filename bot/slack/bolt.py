"""The Bolt app: every listener, and the one place that answers when something breaks."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.front import Desk, People
from bot.render import modals
from bot.slack import actions, commands, results, shortcuts, views
from bot.slack.api import WebApi, quiet_logger
from bot.slack.check import Identity
from bot.slack.errands import Errands, apology
from bot.slack.events import Door, stored_first


def build_app(
    identity: Identity, door: Door, desk: Desk, people: People, api: WebApi, errands: Errands
) -> AsyncApp:
    """All that Slack may tell us, and who listens to it.

    Listeners run before the acknowledgement, and one that raises is not acknowledged. The token
    was proven at the start, so that no `auth.test` can fail in the middle of an event.
    """
    app = AsyncApp(
        name="threadscribe",
        logger=quiet_logger(),
        client=AsyncWebClient(logger=quiet_logger(), retry_handlers=[]),  # never used to call
        authorize=_authorized(identity),
        before_authorize=stored_first(door, identity.bot_user, api.standing),
        process_before_response=True,
        request_verification_enabled=False,  # done over the raw bytes before anything is parsed
        raise_error_for_unhandled_request=False,
    )
    commands.register(app, desk, api, errands)
    results.register(app, desk, api, errands)  # the others take whatever is left
    actions.register(app, desk, errands)
    shortcuts.register(app, people, api, errands)
    views.register(app, desk)
    app.error(_apologise(errands))
    return app


def _authorized(identity: Identity) -> Any:
    result = AuthorizeResult(
        enterprise_id=None,
        team_id=identity.team,
        bot_user_id=identity.bot_user,
        bot_id=identity.bot,
    )

    async def authorize() -> AuthorizeResult:
        return result

    return authorize


def _apologise(errands: Errands) -> Any:
    """Tells the person who waits; an event that failed is left for Slack to tell again."""

    async def apologise(error: Exception, body: dict[str, Any]) -> BoltResponse | None:
        kind = str(body.get("type") or "command")
        message = apology(error, kind)
        match kind:
            case "event_callback":
                return None
            case "command":
                answer = {"response_type": "ephemeral", "text": message.text}
                return BoltResponse(status=200, body=answer)
            case "view_submission":
                view = modals.done([message])
                return BoltResponse(status=200, body={"response_action": "update", "view": view})
            case _:
                errands.respond(body, message)
                return BoltResponse(status=200, body="")

    return apologise
