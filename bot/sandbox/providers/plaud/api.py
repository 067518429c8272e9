"""The HTTP side: three kinds of credentials, budgets, JSON in and out."""

import base64
import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from aiohttp import web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.plaud.job import Job, shown, unknown
from bot.sandbox.providers.plaud.limits import Limits
from bot.sandbox.providers.plaud.order import Order, read_order
from bot.sandbox.providers.plaud.refused import Refused
from bot.sandbox.providers.plaud.storage import Storage
from bot.sandbox.providers.plaud.tokens import Tokens

Handler = Callable[[web.Request], Awaitable[dict[str, Any]]]
_FORM = "application/x-www-form-urlencoded"


class Account(Protocol):
    """What the HTTP side needs of the account."""

    client_id: str
    secret_key: str
    api_key: str
    limits: Limits
    tokens: Tokens
    storage: Storage
    clock: Clock

    async def create(self, order: Order) -> Job: ...
    def find(self, job_id: str) -> Job | None: ...
    def result_of(self, job: Job) -> dict[str, Any] | None: ...


class Api:
    """Answers requests on behalf of the account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Every endpoint of the pages, and the storage behind the uploads."""
        oauth, files, tasks = (
            "/oauth/partner/access-token",
            "/open/partner/files/upload",
            "/open/partner/ai/transcriptions/",  # and nothing answers without the last slash
        )
        return [
            web.post(oauth, self._answered(self._partner)),
            web.post(f"{oauth}/refresh", self._answered(self._refresh)),
            web.post("/open/partner/users/access-token", self._answered(self._user)),
            web.post(f"{files}/generate-presigned-urls", self._answered(self._plan)),
            web.post(f"{files}/complete-upload", self._answered(self._complete)),
            web.post(tasks, self._answered(self._create)),
            web.get(f"{tasks}{{id}}", self._answered(self._job)),
            web.put(r"/storage/{file_id}/{number:\d{1,5}}", self._put),
        ]

    def _answered(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answered(request: web.Request) -> web.Response:
            try:
                self._spend("requests")
                return web.json_response(await handler(request))
            except Refused as refused:
                return refused.response()

        return answered

    def _spend(self, name: str) -> None:
        self._account.limits.spend(self._account.clock.now(), name)

    async def _partner(self, request: web.Request) -> dict[str, Any]:
        await self._read_oauth(request)
        return self._account.tokens.partner()

    async def _refresh(self, request: web.Request) -> dict[str, Any]:
        form = await self._read_oauth(request)
        return self._account.tokens.refreshed(form.get("refresh_token"))

    async def _user(self, request: web.Request) -> dict[str, Any]:
        self._admit(request, "partner")
        return self._account.tokens.user(await _read_json(request))

    async def _plan(self, request: web.Request) -> dict[str, Any]:
        self._admit(request, "user")
        return self._account.storage.plan(await _read_json(request))

    async def _complete(self, request: web.Request) -> dict[str, Any]:
        self._admit(request, "user")
        return self._account.storage.complete(await _read_json(request))

    async def _create(self, request: web.Request) -> dict[str, Any]:
        self._admit_key(request)
        return shown(await self._account.create(read_order(await _read_json(request))))

    async def _job(self, request: web.Request) -> dict[str, Any]:
        self._admit_key(request)
        job = self._account.find(request.match_info["id"])
        if job is None:
            return unknown(request.match_info["id"])
        return shown(job, self._account.result_of(job))

    async def _put(self, request: web.Request) -> web.Response:
        return await self._account.storage.put(request)

    async def _read_oauth(self, request: web.Request) -> dict[str, str]:
        """The form of a request with the client's own credentials ("Step 1")."""
        self._spend("tokens")
        pair = f"{self._account.client_id}:{self._account.secret_key}"
        expected = f"Basic {base64.b64encode(pair.encode()).decode()}"
        if not _same(request.headers.get("Authorization"), expected):
            raise Refused(401, "CLIENT_NOT_FOUND")
        if request.content_type != _FORM:
            raise Refused(415, "Unsupported Media Type")
        return {name: str(value) for name, value in (await request.post()).items()}

    def _admit(self, request: web.Request, kind: str) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        self._account.tokens.check(kind, token if scheme == "Bearer" else None)

    def _admit_key(self, request: web.Request) -> None:
        """The headers of "Submit Audio", and no token beside them."""
        account, headers = self._account, request.headers
        known = _same(headers.get("X-Client-Id"), account.client_id) and _same(
            headers.get("X-Client-Api-Key"), account.api_key
        )
        if not known or "Authorization" in headers:
            raise Refused(401, "CLIENT_NOT_FOUND")


def _same(told: str | None, expected: str) -> bool:
    return secrets.compare_digest((told or "").encode("utf-8", "replace"), expected.encode())


async def _read_json(request: web.Request) -> Any:
    if request.content_type != "application/json":
        raise Refused(415, "Unsupported Media Type")
    try:
        return json.loads(await request.read())
    except ValueError:
        raise Refused(422, "The body is no JSON.") from None
