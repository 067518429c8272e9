"""The HTTP side: credentials, budgets, JSON in and out."""

import json
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Protocol

from aiohttp import web

from bot.sandbox.providers.aitronos.job import Job
from bot.sandbox.providers.aitronos.limits import Limits
from bot.sandbox.providers.aitronos.order import Order, read_order
from bot.sandbox.providers.aitronos.refused import Refused, invalid
from bot.sandbox.providers.aitronos.result import matches, subtitles
from bot.sandbox.providers.aitronos.shown import (
    created,
    envelope,
    headers,
    metadata,
    row,
    time,
    whole,
)
from bot.sandbox.providers.aitronos.uploads import Uploads
from bot.sandbox.providers.ear import Ear
from bot.sandbox.providers.job import Clock

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_STATES = frozenset({"queued", "processing", "completed", "failed", "cancelled"})
_FORMS = {"srt": "text/plain", "vtt": "text/vtt", "txt": "text/plain"}
_MOST_WORDS = 5


class Account(Protocol):
    """What the HTTP side needs of the account."""

    api_key: str
    access_token: str
    limits: Limits
    uploads: Uploads
    ear: Ear
    clock: Clock

    @property
    def jobs(self) -> list[Job]: ...
    async def create(self, order: Order) -> Job: ...
    def find(self, job_id: str) -> Job: ...
    def refresh(self, job: Job) -> bool: ...
    def result_of(self, job: Job) -> Mapping[str, Any]: ...
    def pieces_of(self, job: Job) -> Mapping[str, Any]: ...
    def redacted(self, job: Job) -> bool: ...
    def delete(self, job: Job) -> None: ...


class Api:
    """Answers requests on behalf of the account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Every endpoint of the section "Audio" that transcribes."""
        base, one = "/audio/transcribe", "/audio/transcribe/{id}"
        return [
            web.post("/audio/files/upload", self._guarded(self._upload)),
            web.post(base, self._guarded(self._create)),
            web.get(base, self._guarded(self._list)),
            web.get(one, self._guarded(self._show)),
            web.delete(one, self._guarded(self._delete)),
            web.get(one + "/{part:paragraphs|sentences}", self._guarded(self._part)),
            web.get(one + "/subtitles/{form}", self._guarded(self._subtitles)),
            web.get(one + "/search", self._guarded(self._search)),
        ]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            try:
                told = self._admit(request)
                answer = await handler(request)
            except Refused as refused:
                return refused.response()
            answer.headers.update(told)
            return answer

        return guarded

    def _admit(self, request: web.Request) -> Mapping[str, str]:
        key = request.headers.get("X-API-Key", "")
        bearer = request.headers.get("Authorization", "")
        if not (_same(key, self._account.api_key) or _same(bearer, self._bearer)):
            raise Refused(401, "INVALID_CREDENTIALS", "Invalid authentication credentials.")
        return self._account.limits.spend(self._account.clock.now(), key or bearer)

    @property
    def _bearer(self) -> str:
        return f"Bearer {self._account.access_token}"

    async def _upload(self, request: web.Request) -> web.Response:
        made = await self._account.uploads.take(request, self._account.ear)
        return self._answer(made, status=201)

    async def _create(self, request: web.Request) -> web.Response:
        order = read_order(await _read_json(request), self._account.uploads.address)
        job = await self._account.create(order)
        return web.json_response(created(job, self._account.clock.now()), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        _check_names(request, "status", "limit", "offset")
        status = request.query.get("status")
        if status is not None and status not in _STATES:
            raise invalid(f"status must be one of {', '.join(sorted(_STATES))}.")
        limit, offset = _number(request, "limit", 20, 1, 100), _number(request, "offset", 0, 0)
        jobs = [j for j in reversed(self._account.jobs) if not j.deleted]
        jobs = [j for j in jobs if status in (None, j.shown)]
        shown = jobs[offset : offset + limit]
        page = {
            "total_count": len(jobs),
            "returned_count": len(shown),
            "limit": limit,
            "has_more": offset + limit < len(jobs),
            "links": {},
        }
        return self._answer({"transcriptions": [row(j) for j in shown], "pagination": page})

    async def _show(self, request: web.Request) -> web.StreamResponse:
        account, job = self._account, self._find(request)
        asked = account.refresh(job)
        shown = whole(job, account.result_of(job), account.clock.now(), asked=asked)
        told = headers(job, json.dumps([shown["data"], shown["billing"]]))
        if request.headers.get("If-None-Match") == told["ETag"]:
            return web.Response(status=304, headers=told)
        return web.json_response(shown, headers=told)

    async def _delete(self, request: web.Request) -> web.Response:
        job = self._find(request)
        self._account.delete(job)
        return self._answer(
            {
                "deleted": True,
                "transcription_id": job.id,
                "deleted_at": time(self._account.clock.now()),
                "deleted_upstream": True,
            }
        )

    async def _part(self, request: web.Request) -> web.Response:
        _check_names(request, "limit", "offset")
        job, name = self._find(request), request.match_info["part"]
        rows = self._pieces(job).get(name)
        if rows is None:
            raise Refused(404, "NOT_FOUND", f"There are no {name}.")
        limit = _number(request, "limit", len(rows) or 1, 1, max(1000, len(rows)))
        offset = _number(request, "offset", 0, 0)
        shown = rows[offset : offset + min(limit, 1000 if "limit" in request.query else limit)]
        data = {
            "transcription_id": job.id,
            "audio_duration_seconds": job.seconds,
            name: shown,
        }
        counted = {"total_count": len(rows), "returned_count": len(shown)}
        return self._answer(data, headers=self._told(job), **counted)

    async def _subtitles(self, request: web.Request) -> web.Response:
        form = request.match_info["form"]
        if form not in _FORMS:
            raise invalid("format must be srt, vtt or txt.")
        job = self._find(request)
        text = subtitles(self._pieces(job), form)
        return web.Response(text=text, content_type=_FORMS[form], headers=self._told(job))

    async def _search(self, request: web.Request) -> web.Response:
        job = self._find(request)
        words = request.query.get("query", "").split()
        if not 1 <= len(words) <= _MOST_WORDS:
            raise invalid("query must have 1 to 5 words.")
        found = matches(self._pieces(job), words)
        return self._answer({"transcription_id": job.id, "matches": found})

    def _find(self, request: web.Request) -> Job:
        return self._account.find(request.match_info["id"])

    def _pieces(self, job: Job) -> Mapping[str, Any]:
        if job.shown != "completed":
            raise Refused(409, "TRANSCRIPTION_NOT_READY", "The transcription is not completed.")
        return self._account.pieces_of(job)

    def _told(self, job: Job) -> dict[str, str]:
        told = headers(job, "pieces")
        if job.order.redaction:
            redacted = self._account.redacted(job)
            told["X-PII-Redacted"] = "true" if redacted else "false"
            told["X-PII-Policies"] = ",".join(job.order.policies)
        return told

    def _answer(
        self,
        data: Mapping[str, Any],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **counted: Any,
    ) -> web.Response:
        told = metadata(self._account.clock.now(), **counted)
        return web.json_response(envelope(data, metadata=told), status=status, headers=headers)


def _same(theirs: str, ours: str) -> bool:
    return secrets.compare_digest(theirs.encode(), ours.encode())


def _check_names(request: web.Request, *known: str) -> None:
    unknown = request.query.keys() - set(known)
    if unknown:
        raise invalid(f"Unknown parameter: {', '.join(sorted(unknown))}.")


def _number(request: web.Request, name: str, default: int, least: int, most: int = 10**9) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise invalid(f"{name} must be a number from {least} to {most}.")
    return int(text)


async def _read_json(request: web.Request) -> Any:
    try:
        return json.loads(await request.read())
    except ValueError:
        raise invalid("Send a JSON object.") from None
