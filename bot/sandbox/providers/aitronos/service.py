"""One organization at Aitronos: its transcriptions, its synapses, and what a test may order of it."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_UP, Decimal
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.providers import fetching
from bot.sandbox.providers.account import Account
from bot.sandbox.providers.aitronos.api import Api
from bot.sandbox.providers.aitronos.job import ENDS, Job, Script
from bot.sandbox.providers.aitronos.limits import Limits
from bot.sandbox.providers.aitronos.order import Order
from bot.sandbox.providers.aitronos.refused import Refused, invalid
from bot.sandbox.providers.aitronos.result import Shape, build, pieces, redacts
from bot.sandbox.providers.aitronos.uploads import Uploads
from bot.sandbox.providers.ear import NotSound, Said, Sound
from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.pace import PEOPLE
from bot.sandbox.providers.work import Work

_BALANCE = Decimal(100_000)
_PER_SECOND = Decimal(1)  # synapses; no page has a price
_REFRESH = 10.0  # seconds ("Get transcription")
_STEP = Decimal("0.01")
_CANCELLED = "The transcription was deleted."


class Aitronos(Account[Job]):
    """A strict Aitronos with one organization; it serves `routes()` under `base_url`.

    To be changed at any time: `pace`, `balance` (synapses), `at_capacity`, `shape`,
    `milliseconds` (in utterances), `limits`, `uploads`, `result_override` (given instead of any
    result), `web` (what the public web holds at an address, so that no network is needed),
    `allow_hosts` (private `host[:port]` that audio URLs may name), `ear`.
    """

    name, label = "aitronos", "Aitronos"

    def __init__(
        self, *, clock: Clock, base_url: str, changed: Callable[[], None] = lambda: None
    ) -> None:
        self.api_key = f"oak_live_{secrets.token_hex(20)}"
        self.access_token = f"ey{secrets.token_urlsafe(30)}"
        self.organization = f"org_{secrets.token_hex(8)}"
        super().__init__(clock=clock, base_url=base_url, changed=changed)

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        return {
            "AITRONOS_API_KEY": self.api_key,
            "AITRONOS_ORGANIZATION_ID": self.organization,
            "AITRONOS_URL": self.base_url,
        }

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return Api(self).routes()

    def fail_next(self, error_message: str) -> None:
        """The next job fails, and is refunded."""
        self._script.error = error_message

    def unknown_status_next(self, status: str = "post_processing") -> None:
        """The next job is in this state instead of processing."""
        self._script.unknown_status = status

    def blank_next(self, looks: int) -> None:
        """The next job has no result yet at so many looks after its end."""
        self._script.blank_looks = looks

    def skip_redaction_next(self) -> None:
        """The next job's personal data is not redacted."""
        self._script.skip_redaction = True

    async def create(self, order: Order) -> Job:
        """A new job, measured and charged. Raises Refused."""
        if self.at_capacity:
            raise Refused(503, "SERVICE_UNAVAILABLE", "No capacity at the moment.")
        if order.organization != self.organization:
            raise Refused(403, "ORGANIZATION_ACCESS_DENIED", "No access to this organization.")
        data = await self._fetch(order.audio_url)
        try:
            sound = await self.ear.examine(data)
        except NotSound:
            raise invalid("audio_url is not a valid audio file.") from None
        price = (_PER_SECOND * Decimal(str(sound.seconds))).quantize(_STEP, ROUND_UP)
        if self.balance < price:
            raise Refused(402, "INSUFFICIENT_SYNAPSES", "The balance is too low.")
        self.balance -= price
        return self._begin(order, data, sound, price)

    def find(self, job_id: str) -> Job:
        """The job as it is now. Raises Refused."""
        job = self._jobs.get(job_id)
        if job is None or job.deleted:
            raise Refused(404, "TRANSCRIPTION_NOT_FOUND", "There is no such transcription.")
        self._work.settle(job)
        return job

    def refresh(self, job: Job) -> bool:
        """Ask upstream how far it is, when that was not done lately; whether it was done."""
        now = self.clock.now()
        if job.shown in ENDS or now - job.checked <= _REFRESH:
            return False
        job.checked = now
        if job.shown != job.status_upstream:
            job.shown, job.updated = job.status_upstream, now
        return True

    def result_of(self, job: Job) -> Mapping[str, Any]:
        """What it shows of itself; some ends are seen before their results."""
        if job.shown != "completed":
            return {}
        if job.script.blank_looks > 0:
            job.script.blank_looks -= 1
            self._blank.add(job.id)
            return {}
        self._blank.discard(job.id)
        return job.result or {}

    def pieces_of(self, job: Job) -> Mapping[str, Any]:
        """What its other pages show."""
        if job.id in self._blank:
            return {"plain": "", "sentences": [], "paragraphs": []}
        return job.pieces

    def redacted(self, job: Job) -> bool:
        """Whether personal data is hidden in what its other pages show."""
        return bool(job.pieces.get("redacted"))

    def delete(self, job: Job) -> None:
        """What has ended is gone; what has not is stopped, and not refunded."""
        if job.shown in ENDS:
            job.deleted = True
            return
        job.cancelled = True
        job.shown, job.updated = "cancelled", self.clock.now()
        if not job.over:
            self._work.stop(job, _CANCELLED)

    def _open(self) -> Work[Job]:
        self.pace = PEOPLE
        self.balance = _BALANCE
        self.at_capacity = False
        self.shape: Shape = "utterances"
        self.milliseconds = False
        self.result_override: dict[str, Any] | None = None
        self.web: dict[str, bytes] = {}
        self.allow_hosts = {urlsplit(self.base_url).netloc}
        self.limits = Limits()
        self.uploads = Uploads(self.base_url)
        self._jobs: dict[str, Job] = {}
        self._blank: set[str] = set()
        self._script = Script()
        return Work(self.clock, self._finish, self._changed)

    async def _fetch(self, url: str) -> bytes:
        if url.startswith(self.uploads.address):
            return self.uploads.find(url)
        try:
            if url not in self.web:
                await fetching.check_url(url, self.allow_hosts)
            return await fetching.fetch(url, self.allow_hosts, self.web, self.uploads.max_bytes)
        except fetching.NotPublic:
            raise invalid("audio_url must be a URL on a public host.") from None
        except fetching.Unfetchable:
            raise invalid("audio_url could not be fetched.") from None

    def _begin(self, order: Order, data: bytes, sound: Sound, price: Decimal) -> Job:
        script, self._script = self._script, Script()
        now = self.clock.now()
        job = Job(
            id=f"trans_{secrets.token_hex(16)}",
            order=order,
            source="upload" if order.audio_url.startswith(self.uploads.address) else "remote_url",
            created=now,
            script=script,
            doom=script.error,
            consumed=price,
            checked=now,
            updated=now,
        )
        self._jobs[job.id] = job
        self._work.schedule(job, self.pace, sound.seconds)
        self._work.start(job, self._work.learn(job, data, sound, self.ear))
        return job

    def _finish(self, job: Job, said: Said | None) -> None:
        """A job has ended: what it made, and what is given back."""
        if job.status == "completed" and said is not None:
            made = build(job, said, self.shape, milliseconds=self.milliseconds)
            job.result = made if self.result_override is None else self.result_override
            job.pieces = {**pieces(job, said, self.shape), "redacted": redacts(job, said)}
        elif not job.cancelled:
            job.refunded = job.consumed
            self.balance += job.refunded
        job.cost = job.consumed - job.refunded
