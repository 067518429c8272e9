"""The port's verbs for Scriptivox (its quickstart and "API Reference")."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from bot.domain.errors import Transient, Unclear
from bot.domain.job import Handles, Progress, Ticket
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
from bot.http.api import JOB, READ, Reply, account, hook
from bot.http.storage import accept
from bot.providers.scriptivox import faults
from bot.providers.scriptivox.outcome import to_broken, to_result
from bot.providers.scriptivox.settings import ScriptivoxSettings
from bot.providers.scriptivox.traits import TRAITS, their_count, their_language
from bot.providers.scriptivox.wire import Balance, Created, Hint, Row, Rows, UploadTarget

_MARGIN = 60.0  # seconds by which an upload's handles are given up early
_DEFAULT_EXPIRY = 3600.0  # "Upload URL TTL: 1 hour"
_LIST = TRAITS.list_shows
_PAGES = 10  # of the list that are read for one lost order
_QUEUED = frozenset({"created", "pending"})
_ENDED_BADLY = frozenset({"failed", "cancelled", "canceled"})


class Scriptivox:
    """Scriptivox, as one account.

    The paid call carries the order's key and may be repeated: it is paid once ("Idempotency-Key").
    """

    name = "scriptivox"
    needs = (("scriptivox_api_key",),)

    def __init__(
        self,
        settings: ScriptivoxSettings,
        http: Http,
        clock: Clock,
        public_url: str | None = None,
    ) -> None:
        assert settings.scriptivox_api_key is not None, "it is what it needs"
        secret = settings.scriptivox_api_key.get_secret_value()
        self.account = account(self.name, secret)
        self.traits = TRAITS
        self.hook = hook(public_url, secret)
        self._webhook = f"{public_url}/hooks/{self.name}/{self.hook}" if self.hook else None
        self._bulk = http.bulk
        self._clock = clock
        self._api = http.api(self.name, settings.scriptivox_url, {"Authorization": secret})

    async def prepare(self, audio: Audio) -> Handles:
        asked_at = self._clock.now()
        asked = {"filename": audio.name}
        reply = await self._api.call("POST", "/upload", json=asked, faults=faults.UPLOAD)
        target = reply.parse(UploadTarget, Transient)
        await self._put(target, audio)
        lasts = target.expires_in or _DEFAULT_EXPIRY
        return Handles(
            values={"upload": target.upload_id},
            expires_at=asked_at + max(lasts - _MARGIN, 0.0),
            given_at=reply.there,
        )

    async def submit(self, order: Order) -> Ticket:
        # How long a key is remembered is not documented; the body is the same at each repetition.
        reply = await self._api.call(
            "POST",
            "/transcribe",
            json=_body(order, self._webhook),
            headers={"Idempotency-Key": order.key},
            faults=faults.CREATE,
        )
        return Ticket(remote_id=reply.parse(Created, Unclear).id, secrets={})

    def named(self, told: bytes) -> str | None:
        """By the payload's id ("Webhooks"); a hint needs no signature."""
        try:
            return Hint.model_validate_json(told).about
        except ValidationError:
            return None

    async def find(
        self, order: Order, since: float | None, known: frozenset[str]
    ) -> Sequence[Ticket]:
        found: list[str] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            reply = await self._list(cursor=cursor)
            page = reply.parse(Rows, Transient)
            oldest = reply.since(order, since)
            found += [row.id for row in page.rows if row.id and _fits(row, order, oldest)]
            cursor = page.next_cursor
            if page.reaches(oldest):
                new = [name for name in dict.fromkeys(found) if name not in known]
                return [Ticket(remote_id=name, secrets={}) for name in new]
        raise Transient(f"{self.name}: more jobs than can be looked through")

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        reply = await self._api.call("GET", _path(ticket), faults=JOB)
        row = reply.parse(Row, Transient)
        if row.status in _ENDED_BADLY:
            return to_broken(row)
        if row.status != "completed" or row.result is None:
            queued = row.status in _QUEUED  # its `progress` is a sentence
            return Running(progress=Progress(queued=queued, at=self._clock.now()))
        return Finished(result=to_result(row, row.result, wish))

    async def list_ended(self) -> Collection[str]:
        reply = await self._list(status="completed")
        return [row.id for row in reply.parse(Rows, Transient).rows if row.id]

    async def cancel(self, ticket: Ticket) -> Stopping:
        try:
            await self._api.call("POST", f"{_path(ticket)}/cancel", faults=faults.CANCEL)
        except faults.Over:
            return Stopping.TOO_LATE
        return Stopping.ACCEPTED

    async def forget(self, ticket: Ticket) -> None:
        """Delete a job that has ended; one that is not there is forgotten already.

        Raises Transient (also while it is under way), NeedsOperator.
        """
        try:
            await self._api.call("DELETE", _path(ticket), faults=faults.FORGET)
        except faults.Forgotten:
            return

    async def check(self) -> Decimal | None:
        """An empty balance is no fault of the credentials: it shows when something is ordered."""
        reply = await self._api.call("GET", "/balance", faults=READ)
        cents = reply.parse(Balance, Transient).available_cents
        return None if cents is None else cents / 100

    async def _put(self, target: UploadTarget, audio: Audio) -> None:
        headers = dict(target.headers or {})
        if not any(name.lower() == "content-type" for name in headers):
            headers["Content-Type"] = audio.content_type
        receipt = await self._bulk.put(
            target.upload_url, audio.chunks, size=audio.size, headers=headers
        )
        accept(receipt, self.name)

    async def _list(self, **asked: str | None) -> Reply:
        """Transcriptions, the newest created first."""
        given = {name: value for name, value in asked.items() if value is not None}
        params = {"limit": _LIST, "order": "desc", **given}
        return await self._api.call("GET", "/transcriptions", params=params, faults=READ)


def _path(ticket: Ticket) -> str:
    return f"/transcribe/{quote(ticket.remote_id, safe='')}"


def _body(order: Order, webhook: str | None) -> dict[str, Any]:
    """What "Transcribe" takes.

    A forced wrong language "may produce a translation", so only one that somebody chose is sent.
    """
    wish = order.wish
    body = _source(order)
    body["diarize"] = wish.speakers
    body["align"] = True  # by default on in the quickstart, off in an older API reference
    if wish.speakers and (count := their_count(wish.voices)) is not None:
        body["speaker_count"] = count
    if (language := their_language(wish.language)) is not None:
        body["language"] = language
    if webhook is not None:
        body["webhook_url"] = webhook
    return body


def _source(order: Order) -> dict[str, Any]:
    if order.link is not None:
        return {"url": order.link}
    assert order.handles is not None, "an order has an upload or a link"
    return {"upload_id": order.handles.values["upload"]}


def _fits(row: Row, order: Order, since: float) -> bool:
    """Whether a listed job may be this order; fields that the list leaves out say nothing."""
    if row.created is None or row.created < since:
        return False
    count = their_count(order.wish.voices) if order.wish.speakers else None
    if row.diarize not in (None, order.wish.speakers):
        return False
    if None not in (count, row.speaker_count) and row.speaker_count != count:
        return False
    return order.about(row.audio_duration_seconds)
