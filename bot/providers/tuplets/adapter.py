"""The port's verbs for Tuplets ("API Reference" of its documentation)."""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.errors import Fault, Transient, Unclear
from bot.domain.job import Handles, Progress, Spent, Ticket
from bot.domain.ports import (
    Audio,
    Broken,
    Clock,
    Finished,
    Order,
    Running,
    Stopping,
)
from bot.domain.recording import Wish
from bot.http import Http
from bot.http.api import JOB, READ, Reply, account
from bot.http.storage import accept
from bot.providers.tuplets import faults
from bot.providers.tuplets.caveats import Asked
from bot.providers.tuplets.outcome import to_result
from bot.providers.tuplets.prices import price_of
from bot.providers.tuplets.settings import TupletsSettings
from bot.providers.tuplets.traits import PREMIUM, STANDARD, their_language
from bot.providers.tuplets.wire import Created, Outcome, Row, Rows, UploadTarget

_MARGIN = 60.0  # seconds by which an upload's handles are given up early
_DEFAULT_EXPIRY = 900.0
_LIST = 100  # "List Jobs": the most rows there are; there is no cursor
_ENDED_BADLY = frozenset({"failed", "cancelled", "canceled", "error"})


class Tuplets:
    """Tuplets, as one account.

    Recordings always go by an upload target, so that the paid call comes after the upload and can
    be made again with the same handles.
    """

    name = "tuplets"
    needs = (("tuplets_api_key",),)

    def __init__(self, settings: TupletsSettings, http: Http, clock: Clock) -> None:
        assert settings.tuplets_api_key is not None, "it is what it needs"
        secret = settings.tuplets_api_key.get_secret_value()
        self.account = account(self.name, secret)
        traits = PREMIUM if settings.tuplets_model == "premium" else STANDARD
        self.traits = replace(traits, price=price_of(settings, traits.notes_min_seconds))
        self._settings = settings
        self._analytics = _analytics(settings)
        self._bulk = http.bulk
        self._clock = clock
        self._api = http.api(self.name, settings.tuplets_url, {"Authorization": f"Bearer {secret}"})

    async def prepare(self, audio: Audio) -> Handles:
        asked_at = self._clock.now()
        reply = await self._api.call(
            "POST",
            "/jobs/upload-target",
            json={
                "filename": audio.name,
                "size": audio.size,  # not on the page, but the vendor's own client requires it
                "content_type": audio.content_type,
            },
            faults=faults.UPLOAD,
        )
        target = reply.parse(UploadTarget, Transient)
        await self._put(target, audio)
        lasts = target.expires_in_seconds or _DEFAULT_EXPIRY
        return Handles(
            values={"key": target.object_key, "token": target.upload_token},
            expires_at=asked_at + max(lasts - _MARGIN, 0.0),
            given_at=reply.there,
        )

    async def submit(self, order: Order) -> Ticket:
        form = self._form(order)
        try:
            reply = await self._create(form)
        except faults.NotesRefused:
            # The recording is too short for notes and nothing was made: ask without them.
            form.pop("analytics")
            reply = await self._create(form)
        made = reply.parse(Created, Unclear)
        secrets = {"cancel_token": made.cancel_token} if made.cancel_token else {}
        return Ticket(remote_id=made.id, secrets=secrets)

    async def find(
        self, order: Order, since: float | None, known: frozenset[str]
    ) -> Sequence[Ticket]:
        reply = await self._api.call("GET", "/jobs", params={"limit": _LIST}, faults=READ)
        rows = reply.parse(Rows, Transient).items
        oldest = reply.since(order, since)
        return [
            Ticket(remote_id=row.id, secrets={})
            for row in rows
            if row is not None and row.id and row.id not in known and self._fits(row, order, oldest)
        ]

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        reply = await self._api.call("GET", f"/jobs/{ticket.remote_id}", faults=JOB)
        row = reply.parse(Row, Transient)
        if row.status in _ENDED_BADLY:
            return _broken(row)
        if row.status != "completed":
            return Running(progress=self._progress(row))
        outcome = row.result
        if outcome is None or outcome.segments is None:
            if row.result_download_available is False:
                return Running(progress=self._progress(row))
            outcome = await self._download(ticket)
        return Finished(result=to_result(row, outcome, self._asked(wish)))

    async def list_ended(self) -> Collection[str]:
        """Newest created first, no cursor ("List Jobs")."""
        params = {"status": "completed", "limit": _LIST}
        reply = await self._api.call("GET", "/jobs", params=params, faults=READ)
        rows = reply.parse(Rows, Transient).items
        return [row.id for row in rows if row is not None and row.id]

    async def cancel(self, ticket: Ticket) -> Stopping:
        try:
            await self._api.call("DELETE", f"/jobs/{ticket.remote_id}", faults=faults.CANCEL)
        except faults.Over:
            return Stopping.TOO_LATE
        return Stopping.ACCEPTED

    async def check(self) -> None:
        await self._api.call("GET", "/health", faults=READ)

    async def _put(self, target: UploadTarget, audio: Audio) -> None:
        headers = dict(target.upload_headers)
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = audio.content_type  # "Step 2: Upload the file directly"
        receipt = await self._bulk.put(
            target.upload_url, audio.chunks, size=audio.size, headers=headers
        )
        accept(receipt, self.name)

    async def _create(self, form: dict[str, str]) -> Reply:
        return await self._api.call("POST", "/jobs", data=form, faults=faults.CREATE)

    async def _download(self, ticket: Ticket) -> Outcome:
        """The same object as `result`; twenty times a job and no more ("Download Transcript")."""
        path = f"/jobs/{ticket.remote_id}/download"
        reply = await self._api.call("GET", path, faults=JOB)
        return reply.parse(Outcome, Transient)

    def _form(self, order: Order) -> dict[str, str]:
        """What "Create a Transcription Job" takes; speaker embeddings are never asked for."""
        form = _source(order)
        form["language"] = their_language(order.wish.language, self.traits) or "auto"
        form["transcription_model"] = self._settings.tuplets_model
        form["diarization"] = _yes(order.wish.speakers)
        form["pii_processing"] = _yes(order.wish.redact)
        if self._analytics and not self._too_short(order):
            form["analytics"] = json.dumps(self._analytics)
        return form

    def _too_short(self, order: Order) -> bool:
        return order.seconds is not None and order.seconds < self.traits.notes_min_seconds

    def _fits(self, row: Row, order: Order, since: float) -> bool:
        """Whether a listed job may be this order; fields that the list leaves out say nothing."""
        if row.created is None or row.created < since:
            return False
        source = "remote_url" if order.link else "upload"
        expected: tuple[tuple[Any, Any], ...] = (
            (row.transcription_model, self._settings.tuplets_model),
            (row.diarization, order.wish.speakers),
            (row.pii_processing, order.wish.redact),
            (row.source_type, source),
        )
        same = all(theirs is None or theirs == ours for theirs, ours in expected)
        return same and order.about(row.audio_duration_seconds)

    def _progress(self, row: Row) -> Progress:
        percent = row.progress_percent
        left = row.estimated_seconds_remaining
        return Progress(
            percent=None if percent is None else min(max(percent, 0.0), 100.0),
            left=None if left is None else max(left, 0.0),
            queued=row.status == "queued",
            at=self._clock.now(),
        )

    def _asked(self, wish: Wish) -> Asked:
        return Asked(
            wish=wish,
            model=self._settings.tuplets_model,
            profile=self._settings.tuplets_profile,
            notes_min_seconds=self.traits.notes_min_seconds,
            language_known=wish.language is None
            or their_language(wish.language, self.traits) is not None,
            labels=_labels(self._analytics),
        )


def _analytics(settings: TupletsSettings) -> dict[str, Any]:
    """The `analytics` field ("Custom Analytics Request"); empty when nothing is to be asked."""
    custom: dict[str, Any] = {}
    if settings.tuplets_domain:
        custom["domain"] = settings.tuplets_domain
    if settings.tuplets_schema:
        custom["schema"] = json.loads(settings.tuplets_schema.read_text(encoding="utf-8"))
    if settings.tuplets_profile == "none" and not custom:
        return {}
    return {"profile": settings.tuplets_profile, **custom}


def _labels(analytics: dict[str, Any]) -> dict[str, str]:
    """How an own schema calls its fields."""
    fields = analytics.get("schema", {}).get("fields", [])
    return {str(f["key"]): str(f["label"]) for f in fields if {"key", "label"} <= f.keys()}


def _source(order: Order) -> dict[str, str]:
    if order.link is not None:
        return {"remote_url": order.link}
    assert order.handles is not None, "an order has an upload or a link"
    values = order.handles.values
    return {"uploaded_audio_key": values["key"], "uploaded_audio_token": values["token"]}


def _yes(wanted: bool) -> str:
    return "true" if wanted else "false"


def _broken(row: Row) -> Broken:
    spent = {"charged": Spent.BILLED, "skipped": Spent.NOTHING}
    cost = row.billed_cost_usd
    return Broken(
        fault=faults.kind(row.error_message or "") or Fault.FAILED,
        said=row.error_message or "",
        spent=spent.get(row.billing_status or "", Spent.MAYBE),
        cost=None if cost is None else str(cost),
    )
