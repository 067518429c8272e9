"""The HTTP side ("API Reference"): keys, budgets, forms in, JSON out."""

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol

from aiohttp import BodyPartReader, web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.tuplets.job import Job
from bot.sandbox.providers.tuplets.limits import Limits
from bot.sandbox.providers.tuplets.order import Order, read_order
from bot.sandbox.providers.tuplets.refused import Refused
from bot.sandbox.providers.tuplets.shown import accepted, row, whole
from bot.sandbox.providers.tuplets.storage import Storage, check_name

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_STATES = frozenset({"queued", "running", "completed", "failed"})
_MOST_ROWS = 100
_ROWS = 20


class Account(Protocol):
    """What the HTTP side needs of the account."""

    base_url: str
    api_key: str
    limits: Limits
    storage: Storage
    clock: Clock

    @property
    def jobs(self) -> list[Job]: ...
    async def create(self, order: Order, data: bytes | None) -> Job: ...
    def find(self, job_id: str) -> Job: ...
    def cancel(self, job: Job) -> None: ...
    def cancel_by_token(self, token: Any) -> Job: ...
    def download(self, job: Job) -> dict[str, Any]: ...
    def downloadable(self, job: Job) -> bool: ...
    def result_of(self, job: Job) -> dict[str, Any] | None: ...


class Api:
    """Answers requests on behalf of the account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Every endpoint of the page, and the storage behind the upload flow."""
        guarded = self._guarded
        return [
            web.get("/health", guarded(self._health)),
            web.post("/jobs", guarded(self._create, "creates")),
            web.get("/jobs", guarded(self._list)),
            web.post("/jobs/upload-target", guarded(self._upload_target)),
            web.post("/jobs/cancel", guarded(self._cancel_by_token)),
            web.get("/jobs/{id}", guarded(self._job)),
            web.delete("/jobs/{id}", guarded(self._cancel)),
            web.get("/jobs/{id}/download", guarded(self._download, "downloads")),
            web.put("/storage/{key:.+}", self._put),
        ]

    def _guarded(self, handler: Handler, budget: str = "") -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                self._admit(request, budget)
                return await handler(request)
            except Refused as refused:
                return refused.response()

        return guarded

    def _admit(self, request: web.Request, budget: str) -> None:
        now, limits = self._account.clock.now(), self._account.limits
        address = request.remote or ""
        limits.spend(now, address, "requests (IP)")
        said = request.headers.get("Authorization", "")
        if not secrets.compare_digest(said.encode(), f"Bearer {self._account.api_key}".encode()):
            raise Refused(401, "Missing or invalid API key.")
        if budget:
            limits.spend(now, address, f"{budget} (IP)")
            limits.spend(now, self._account.api_key, f"{budget} (user)")
        if budget == "creates":
            limits.spend(now, self._account.api_key, "create burst (user)")

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _create(self, request: web.Request) -> web.Response:
        form, data = await self._read_form(request)
        order = read_order(form, has_file=data is not None)
        job = await self._account.create(order, data)
        return web.json_response(accepted(job, self._account.base_url), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        status, limit = _filter(request.query)
        account = self._account
        jobs = [job for job in reversed(account.jobs) if status in (None, job.status)]
        rows = [row(job, account.result_of(job)) for job in jobs[:limit]]
        return web.json_response({"items": rows, "total_items": len(jobs), "status_filter": status})

    async def _upload_target(self, request: web.Request) -> web.Response:
        return web.json_response(self._account.storage.target(await _read_json(request)))

    async def _cancel_by_token(self, request: web.Request) -> web.Response:
        body = await _read_json(request)
        if not isinstance(body, dict) or not isinstance(body.get("cancel_token"), str):
            raise Refused(400, "cancel_token is required.")
        return self._show(self._account.cancel_by_token(body["cancel_token"]))

    async def _job(self, request: web.Request) -> web.Response:
        return self._show(self._account.find(request.match_info["id"]))

    async def _cancel(self, request: web.Request) -> web.Response:
        job = self._account.find(request.match_info["id"])
        self._account.cancel(job)
        return self._show(job)

    async def _download(self, request: web.Request) -> web.Response:
        job = self._account.find(request.match_info["id"])
        attachment = {"Content-Disposition": f'attachment; filename="{job.id}.json"'}
        return web.json_response(self._account.download(job), headers=attachment)

    async def _put(self, request: web.Request) -> web.Response:
        return await self._account.storage.put(request)

    def _show(self, job: Job) -> web.Response:
        account = self._account
        shown = whole(job, account.result_of(job), downloadable=account.downloadable(job))
        return web.json_response(shown)

    async def _read_form(self, request: web.Request) -> tuple[dict[str, str], bytes | None]:
        """The fields, and the recording if there is one."""
        if request.content_type == "application/x-www-form-urlencoded":
            return {name: str(value) for name, value in (await request.post()).items()}, None
        if request.content_type != "multipart/form-data":
            raise Refused(400, "Send multipart/form-data.")
        return await self._read_parts(request)

    async def _read_parts(self, request: web.Request) -> tuple[dict[str, str], bytes | None]:
        form: dict[str, str] = {}
        data: bytes | None = None
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise Refused(400, "The form is malformed.")
                if part.name == "audio_file":
                    check_name(part.filename or "")
                    data = bytes(await part.read())
                else:
                    form[part.name] = await part.text()
        except (ValueError, UnicodeDecodeError):
            raise Refused(400, "The form is malformed.") from None
        return form, data


def _filter(query: Any) -> tuple[str | None, int]:
    status, limit = query.get("status"), query.get("limit", str(_ROWS))
    if status is not None and status not in _STATES:
        raise Refused(400, "status must be queued, running, completed or failed.")
    if not limit.isdecimal() or not 1 <= int(limit) <= _MOST_ROWS:
        raise Refused(400, "limit must be between 1 and 100.")
    return status, int(limit)


async def _read_json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError:
        raise Refused(400, "Send a JSON object.") from None
