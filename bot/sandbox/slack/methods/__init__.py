"""The Web API: one table of methods, and what holds for all of them."""

from email.utils import formatdate
from typing import Any

from aiohttp import web

from bot.sandbox.slack.errors import RateLimitedError, SlackError
from bot.sandbox.slack.methods import app, chat, conversations, files, views
from bot.sandbox.slack.methods.arguments import read_arguments
from bot.sandbox.slack.methods.method import Method
from bot.sandbox.slack.office import Office

METHODS: dict[str, Method] = {
    method.name: method
    for method in (*app.METHODS, *chat.METHODS, *conversations.METHODS, *files.METHODS)
} | {method.name: method for method in views.METHODS}


class WebApi:
    """Answers calls to `/slack/api/{method}`."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def call(self, request: web.Request) -> web.Response:
        """Answer one call, with `ok: false` for whatever is wrong with it."""
        try:
            body = await self._answer(request, request.match_info["method"])
        except RateLimitedError as limit:
            refused = {"ok": False, "error": "ratelimited"}
            wait = {"Retry-After": str(limit.seconds)}
            return web.json_response(refused, status=429, headers=wait)
        except SlackError as error:
            body = error.body
        scopes = ",".join(sorted(self._office.scopes))
        date = formatdate(self._office.workspace.clock.now(), usegmt=True)
        return web.json_response(body, headers={"X-OAuth-Scopes": scopes, "Date": date})

    async def _answer(self, request: web.Request, name: str) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._authorize(await _token(request), method)
        self._office.limits.count(name, method.tier)
        args = await read_arguments(request, method.signature)
        self._check_scopes(method.scopes)
        return {"ok": True} | method.run(self._office, args)

    def _authorize(self, token: str, method: Method) -> None:
        tokens = self._office.tokens
        if not token:
            raise SlackError("not_authed")
        if token not in (tokens.bot, tokens.app):
            raise SlackError("invalid_auth")
        if token == tokens.bot and tokens.revoked:
            raise SlackError(tokens.revoked)
        if token == tokens.app and tokens.app_revoked:
            raise SlackError("invalid_auth")
        if (token == tokens.app) != method.for_app:
            raise SlackError("not_allowed_token_type")

    def _check_scopes(self, scopes: tuple[str, ...]) -> None:
        for scope in scopes:
            self._office.need(scope)


async def _token(request: web.Request) -> str:
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        return bearer.removeprefix("Bearer ")
    if request.content_type == "application/x-www-form-urlencoded":
        return str((await request.post()).get("token", ""))
    return request.query.get("token", "")
