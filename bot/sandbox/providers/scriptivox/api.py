"""The HTTP side ("API Reference"): keys, budgets, JSON in, JSON out."""

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from aiohttp import web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.scriptivox.job import Job
from bot.sandbox.providers.scriptivox.keys import Answer, Keys
from bot.sandbox.providers.scriptivox.limits import Limits
from bot.sandbox.providers.scriptivox.listing import read_query, select
from bot.sandbox.providers.scriptivox.order import Order, read_order
from bot.sandbox.providers.scriptivox.refused import Refused, invalid
from bot.sandbox.providers.scriptivox.result import CAPTIONS, captions
from bot.sandbox.providers.scriptivox.shown import cancelled, whole
from bot.sandbox.providers.scriptivox.storage import Storage

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LARGEST = 100 * 1024  # bytes of a request's body


class Account(Protocol):
    """What the HTTP side needs of the account."""

    api_key: str
    revoked: bool
    limits: Limits
    storage: Storage
    keys: Keys
    clock: Clock

    @property
    def shown(self) -> list[Job]: ...
    def open_upload(self, content: dict[str, Any]) -> Answer: ...
    async def create(self, order: Order) -> Answer: ...
    def find(self, job_id: str) -> Job: ...
    def cancel(self, job: Job) -> None: ...
    def delete(self, job_id: str) -> None: ...
    def balance(self) -> Answer: ...


class Api:
    """Answers requests on behalf of the account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Every endpoint of the page, and the storage behind the upload flow."""
        guarded = self._guarded
        return [
            web.get("/balance", guarded(self._balance, "balance")),
            web.post("/upload", guarded(self._upload, "upload")),
            web.post("/transcribe", guarded(self._create, "transcribe")),
            web.get("/transcriptions", guarded(self._list, "list")),
            web.get("/transcribe/{id}", guarded(self._job, "result")),
            web.delete("/transcribe/{id}", guarded(self._delete, "delete")),
            web.post("/transcribe/{id}/cancel", guarded(self._cancel, "cancel")),
            web.put("/storage/{id}", self._put),
        ]

    def _guarded(self, handler: Handler, budget: str) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._admit(request, budget)
                return await handler(request)
            except Refused as refused:
                return refused.response()

        return guarded

    def _admit(self, request: web.Request, budget: str) -> None:
        account, now = self._account, self._account.clock.now()
        account.limits.spend(now, request.remote or "", "address")
        given = request.headers.get("Authorization") or request.headers.get("X-Api-Key")
        key = (given or "").removeprefix("Bearer ")
        if not secrets.compare_digest(key.encode(), account.api_key.encode()):
            raise Refused(401, "INVALID_API_KEY", "Missing or invalid API key.")
        if account.revoked:
            raise Refused(401, "API_KEY_REVOKED", "This API key was revoked.")
        account.limits.spend(now, key, budget)

    async def _balance(self, _: web.Request) -> web.Response:
        return web.json_response(self._account.balance())

    async def _upload(self, request: web.Request) -> web.Response:
        return web.json_response(self._account.open_upload(_parse(await _read(request))))

    async def _create(self, request: web.Request) -> web.Response:
        body = await _read(request)

        async def create() -> Answer:
            return await self._account.create(read_order(_parse(body)))

        return await self._account.keys.once(request.headers.get("Idempotency-Key"), body, create)

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response(select(self._account.shown, read_query(request.query)))

    async def _job(self, request: web.Request) -> web.Response:
        job = self._account.find(request.match_info["id"])
        form = request.query.get("format")
        return web.json_response(whole(job)) if form is None else _captions(job, form)

    async def _delete(self, request: web.Request) -> web.Response:
        self._account.delete(request.match_info["id"])
        return web.Response(status=204)

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self._account.find(request.match_info["id"])
        self._account.cancel(job)
        return web.json_response(cancelled(job))

    async def _put(self, request: web.Request) -> web.Response:
        return await self._account.storage.put(request)


def _captions(job: Job, form: str) -> web.Response:
    if form not in CAPTIONS:
        raise invalid("format must be srt, vtt or text.")
    if job.result is None:
        raise Refused(409, "CONFLICT", "The transcription is not completed.")
    return web.Response(text=captions(job.result, form), content_type=CAPTIONS[form])


async def _read(request: web.Request) -> bytes:
    if request.content_type != "application/json":
        raise Refused(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json.")
    if (request.content_length or 0) > _LARGEST:
        raise Refused(413, "PAYLOAD_TOO_LARGE", "The request body exceeds 100 KB.")
    return await request.read()


def _parse(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        raise invalid("The body is not JSON.") from None
    if not isinstance(content, dict):
        raise invalid("The body must be a JSON object.")
    return content
