"""The port's verbs for Aitronos (its API reference, section "Audio")."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from bot.domain.errors import Fault, Rejected, Transient, Unclear
from bot.domain.job import Handles, Progress, Ticket
from bot.domain.ports import (
    Audio,
    Broken,
    Clock,
    Finished,
    HandlesGone,
    Order,
    Running,
    Stopping,
)
from bot.domain.recording import Wish
from bot.http import Http
from bot.http.api import READ, Reply, account, hook
from bot.http.bulk import Receipt
from bot.http.form import form
from bot.providers.aitronos import faults
from bot.providers.aitronos.listing import rows_since
from bot.providers.aitronos.outcome import Asked, fits_count, to_broken, to_result
from bot.providers.aitronos.pages import Row
from bot.providers.aitronos.reading import Wanted, gather
from bot.providers.aitronos.settings import AitronosSettings
from bot.providers.aitronos.sightings import Sightings
from bot.providers.aitronos.traits import POLICIES, TRAITS
from bot.providers.aitronos.wire import Billing, Created, Hint, Transcription, Uploaded

_PATIENCE = 120.0  # seconds: "The file is validated for format and size, then stored"
_YOUNG = 60.0  # seconds in which a job that is not known may be one that is not known yet
_TRIES = 3  # looks at a finished job before what it lacks is done without
_LONGEST_ETAG = 200
_JOBS = "/audio/transcribe"
_EVENTS = ("transcription.completed", "transcription.failed")  # "webhook.events"
_ENDED_BADLY = frozenset({"failed", "cancelled", "canceled", "error"})
_UNFETCHED = frozenset({Fault.LINK_UNREACHABLE, Fault.LINK_PRIVATE})


class Aitronos:
    """Aitronos, as one organization.

    Recordings that are in Slack go by its upload, so that nobody has to make them public.
    """

    name = "aitronos"
    needs = (("aitronos_api_key", "aitronos_access_token"), ("aitronos_organization_id",))

    def __init__(
        self,
        settings: AitronosSettings,
        http: Http,
        clock: Clock,
        public_url: str | None = None,
    ) -> None:
        assert settings.aitronos_organization_id is not None, "it is what it needs"
        self._organization = settings.aitronos_organization_id
        self._credentials = _credentials(settings)
        self.account = account(
            self.name, " ".join((self._organization, *self._credentials.values()))
        )
        self.traits = TRAITS
        self.hook = hook(public_url, " ".join(self._credentials.values()))
        self._webhook = f"{public_url}/hooks/{self.name}/{self.hook}" if self.hook else None
        self._base_url = settings.aitronos_url
        self._bulk = http.bulk
        self._clock = clock
        self._api = http.api(self.name, self._base_url, self._credentials)
        self._sightings = Sightings()

    async def prepare(self, audio: Audio) -> Handles:
        sent = form(audio)
        receipt = await self._bulk.send(
            "POST",
            f"{self._base_url}/audio/files/upload",
            sent.chunks,
            size=sent.size,
            headers={**self._credentials, "Content-Type": sent.content_type},
            patience=_PATIENCE,
        )
        reply = _reply(self.name, receipt)
        if receipt.status not in range(200, 300):
            raise faults.not_uploaded(reply)
        uploaded = reply.parse(Uploaded, Transient)
        # No page says for how long: when it is gone, the order is refused before it is paid.
        return Handles(values={"file_url": uploaded.data.file_url}, given_at=reply.there)

    async def submit(self, order: Order) -> Ticket:
        if order.link is not None and not order.link.lower().startswith("https:"):
            # "Create transcription" takes no other: we fetch it, and upload what we got.
            raise HandlesGone
        try:
            reply = await self._api.call(
                "POST",
                _JOBS,
                json=self._wished(order),
                limit=TRAITS.answers_within,
                faults=faults.CREATE,
            )
        except Rejected as refused:
            if order.link is None and refused.fault in _UNFETCHED:
                raise HandlesGone from None
            raise
        made = reply.parse(Created, Unclear)
        consumed = (made.billing or Billing()).synapses_consumed
        return self._ticket(made.data.transcription_id, consumed, order.seconds)

    def named(self, told: bytes) -> str | None:
        """By the payload's `transcription_id`, which is shown nowhere; so in any usual place."""
        try:
            return Hint.model_validate_json(told).about
        except ValidationError:
            return None

    async def find(
        self, order: Order, since: float | None, known: frozenset[str]
    ) -> Sequence[Ticket]:
        rows = await rows_since(self._api, _JOBS, order, since)
        return [
            self._ticket(
                row.transcription_id,
                row.synapses_consumed,
                order.seconds or row.audio_duration_seconds,
            )
            for row in rows
            if row.transcription_id and row.transcription_id not in known and self._fits(row, order)
        ]

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        sight = self._sightings.of(ticket.remote_id)
        told = {"If-None-Match": sight.etag} if sight.etag else {}
        try:
            reply = await self._api.call("GET", _path(ticket), headers=told, faults=faults.LOOK)
        except faults.NotModified:
            return Running(progress=sight.progress or Progress(at=self._clock.now()))
        except Rejected as lost:
            raise self._lost(ticket, lost) from None
        made = reply.parse(Transcription, Transient)
        if made.data.state in _ENDED_BADLY:
            self._sightings.drop(ticket.remote_id)
            return to_broken(made, _asked(ticket, wish))
        if made.data.state == "completed":
            return await self._finish(ticket, wish, reply, made)
        queued = made.data.state == "queued"
        sight.progress = Progress(queued=queued, at=self._clock.now())
        sight.etag = _etag(reply.headers)
        return Running(progress=sight.progress)

    async def list_ended(self) -> Collection[str]:
        """Nothing: its list may be old (`traits.list_shows`)."""
        return ()

    async def cancel(self, ticket: Ticket) -> Stopping:
        """By deleting it ("Delete transcription"), so not once it has something to keep."""
        try:
            reply = await self._api.call("GET", _path(ticket), faults=faults.DELETE)
            state = reply.parse(Transcription, Transient).data.state
            if state == "completed" or state in _ENDED_BADLY:
                return Stopping.TOO_LATE
            await self._api.call("DELETE", _path(ticket), faults=faults.DELETE)
        except faults.Over:
            return Stopping.TOO_LATE
        self._sightings.drop(ticket.remote_id)
        return Stopping.ACCEPTED

    async def forget(self, ticket: Ticket) -> None:
        """Delete a finished job, there and upstream. Raises Transient, NeedsOperator."""
        with suppress(faults.Over):
            await self._api.call("DELETE", _path(ticket), faults=faults.DELETE)

    async def check(self) -> None:
        await self._api.call("GET", _JOBS, params={"limit": 1}, faults=READ)

    def _wished(self, order: Order) -> dict[str, Any]:
        """What "Create transcription" takes; priorities are left out."""
        wish = order.wish
        speakers: dict[str, Any] = {"diarization_enabled": wish.speakers}
        if wish.speakers and fits_count(wish.voices):
            speakers["speakers_expected_count"] = wish.voices
        privacy: dict[str, Any] = {"pii_redaction_enabled": wish.redact}
        if wish.redact:
            privacy["pii_policies"] = list(POLICIES)
        told = {"webhook": {"url": self._webhook, "events": list(_EVENTS)}} if self._webhook else {}
        return {
            **told,
            "organization_id": self._organization,
            "transcription_options": {
                "audio_url": _source(order),
                # "If the language is unknown, use en and auto-detection will be applied"
                "language": wish.language or "en",
            },
            "speaker_analysis": speakers,
            "intelligence_features": {
                "sentiment_analysis_enabled": True,
                "entity_detection_enabled": True,
                "auto_highlights_enabled": True,
                "summarization_enabled": True,
            },
            "privacy_settings": privacy,
        }

    def _ticket(self, remote_id: str, consumed: Decimal | None, seconds: float | None) -> Ticket:
        """With what later answers may lack."""
        known = {"made": self._clock.now(), "synapses": consumed, "seconds": seconds}
        secrets = {name: str(value) for name, value in known.items() if value is not None}
        return Ticket(remote_id=remote_id, secrets=secrets)

    def _fits(self, row: Row, order: Order) -> bool:
        """Whether a listed job may be this order; fields that the list leaves out say nothing."""
        ours = row.organization_id in (None, self._organization)
        return ours and order.about(row.audio_duration_seconds)

    def _lost(self, ticket: Ticket, lost: Rejected) -> Exception:
        """Not known; right after its order that may mean not known yet."""
        made = _number(ticket, "made")
        if made is not None and self._clock.now() - made < _YOUNG:
            return Transient(f"{self.name}: a young job is not known")
        return lost

    async def _finish(
        self, ticket: Ticket, wish: Wish, reply: Reply, made: Transcription
    ) -> Running | Finished | Broken:
        sight = self._sightings.of(ticket.remote_id)
        sight.etag = None  # a result that is still to come is no change of its state
        sight.tries += 1
        final = sight.tries >= _TRIES
        wanted = Wanted(redacted=wish.redact, best=not final)
        told = await gather(self._api, _path(ticket), reply, made.data, wanted)
        if (told is None or told.blank) and not final:
            return Running(progress=sight.progress or Progress(at=self._clock.now()))
        self._sightings.drop(ticket.remote_id)
        if told is None:
            return to_broken(made, _asked(ticket, wish))
        return Finished(result=to_result(made, told, _asked(ticket, wish)))


def _credentials(settings: AitronosSettings) -> dict[str, str]:
    """A key in a header of its own, a login's token as a bearer's ("Authentication")."""
    if settings.aitronos_api_key is not None:
        return {"X-API-Key": settings.aitronos_api_key.get_secret_value()}
    assert settings.aitronos_access_token is not None, "it is what it needs"
    return {"Authorization": f"Bearer {settings.aitronos_access_token.get_secret_value()}"}


def _reply(service: str, receipt: Receipt) -> Reply:
    return Reply(
        service=service,
        status=receipt.status,
        headers=receipt.headers,
        body=receipt.body,
        at=receipt.at,
    )


def _source(order: Order) -> str:
    if order.link is not None:
        return order.link
    assert order.handles is not None, "an order has an upload or a link"
    return order.handles.values["file_url"]


def _path(ticket: Ticket) -> str:
    return f"{_JOBS}/{quote(ticket.remote_id, safe='')}"


def _etag(headers: Mapping[str, str]) -> str | None:
    """What to name when asking again; nothing that could not be sent back."""
    etag = headers.get("ETag", "")
    sendable = etag.isascii() and etag.isprintable() and 0 < len(etag) <= _LONGEST_ETAG
    return etag if sendable else None


def _asked(ticket: Ticket, wish: Wish) -> Asked:
    consumed = ticket.secrets.get("synapses")
    return Asked(
        wish=wish,
        seconds=_number(ticket, "seconds"),
        consumed=Decimal(consumed) if consumed else None,
    )


def _number(ticket: Ticket, name: str) -> float | None:
    value = ticket.secrets.get(name)
    return float(value) if value else None
