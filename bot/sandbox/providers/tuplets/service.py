"""One account at Tuplets: its jobs, its money, and what a test may order of it."""

import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.providers import fetching
from bot.sandbox.providers.account import Account
from bot.sandbox.providers.ear import NotSound, Said, Sound
from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.pace import PEOPLE
from bot.sandbox.providers.tuplets import money
from bot.sandbox.providers.tuplets.api import Api
from bot.sandbox.providers.tuplets.formats import check_length, check_upload
from bot.sandbox.providers.tuplets.job import Job, Script
from bot.sandbox.providers.tuplets.limits import Limits
from bot.sandbox.providers.tuplets.order import Order
from bot.sandbox.providers.tuplets.refused import Refused
from bot.sandbox.providers.tuplets.result import build, plan
from bot.sandbox.providers.tuplets.storage import Storage
from bot.sandbox.providers.work import Work

_CREDIT = Decimal(100)
_SLOTS = 10  # jobs at once; the page gives no number
_DOWNLOADS = 20  # "Availability and abuse limits"
_RETENTION = 7 * 24 * 3600.0  # seconds
_CANCELLED = "The job was cancelled."
_NO_SPEAKERS = "Speaker diarization could not be produced for this recording."


class Tuplets(Account[Job]):
    """A strict Tuplets with one account; it serves `routes()` under `base_url`.

    To be changed at any time: `pace`, `credit` (US dollars), `slots` (jobs at once),
    `email_verified`, `at_capacity`, `limits`, `storage.lifetime`, `result_override` (given instead
    of any result), `web` (what the public web holds at an address, so that no network is needed),
    `allow_hosts` (private `host[:port]` that remote URLs may name), `ear`.
    """

    name, label = "tuplets", "Tuplets"

    def __init__(
        self,
        *,
        clock: Clock,
        base_url: str,
        api_key: str | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.api_key = api_key or f"tb_{secrets.token_hex(20)}"
        super().__init__(clock=clock, base_url=base_url, changed=changed)

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        return {"TUPLETS_API_KEY": self.api_key, "TUPLETS_URL": self.base_url}

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return Api(self).routes()

    def fail_next(self, error_message: str) -> None:
        """The next job fails."""
        self._script.error = error_message

    def fail_speakers_next(self) -> None:
        """The next job fails if it asks for diarization: that is a required outcome."""
        self._script.speakers_fail = True

    def skip_pii_next(self, reason: str = "unsupported_language") -> None:
        """The next job's personal data is not redacted."""
        self._script.skip_pii = reason

    def skip_analytics_next(self, reason: str) -> None:
        """The next job gets no analytics."""
        self._script.skip_analytics = reason

    def warn_next(self, warnings: Iterable[str]) -> None:
        """The next job's result has these warnings."""
        self._script.warnings.extend(warnings)

    def unknown_status_next(self, status: str = "finalizing") -> None:
        """The next job is in this state instead of running."""
        self._script.unknown_status = status

    def ignore_cancel_next(self) -> None:
        """The next job is too far to be stopped: its cancellation is accepted, and it ends well."""
        self._script.ignore_cancel = True

    async def create(self, order: Order, data: bytes | None) -> Job:
        """A new job; `data` came with the request. Raises Refused."""
        self._check_account(order)
        if order.upload is not None:
            data = self.storage.take(*order.upload)
        if data is None:
            return await self._create_from_url(order, order.remote_url or "")
        sound = await self._examine(data)
        check_upload(sound)
        check_length(sound, order)
        self._check_credit(money.price(order.features, sound.seconds))
        job = self._add(order, "upload")
        self._begin(job, sound)
        self._work.start(job, self._work.learn(job, data, sound, self.ear))
        return job

    def find(self, job_id: str) -> Job:
        """The job as it is now. Raises Refused."""
        job = self._jobs.get(job_id)
        if job is None:
            raise Refused(404, "Job not found.")
        self._work.settle(job)
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job; it is charged all the same. Raises Refused."""
        if job.over:
            raise Refused(409, "The job has already finished.")
        if not job.script.ignore_cancel:
            job.cancelled = True
            self._work.stop(job, _CANCELLED)

    def cancel_by_token(self, token: Any) -> Job:
        """Stop the job whose token this is. Raises Refused."""
        for job in self._jobs.values():
            if isinstance(token, str) and secrets.compare_digest(
                job.cancel_token.encode(), token.encode()
            ):
                self._work.settle(job)
                self.cancel(job)
                return job
        raise Refused(404, "No job belongs to this cancel token.")

    def download(self, job: Job) -> dict[str, Any]:
        """The result once more, counted. Raises Refused."""
        if job.status != "completed":
            raise Refused(409, "The job has no result to download yet.")
        result = self.result_of(job)
        if result is None:
            raise Refused(410, "The result is no longer available for download.")
        if job.downloads >= _DOWNLOADS:
            raise Refused(429, "This job has reached its limit of 20 downloads.")
        job.downloads += 1
        return result

    def downloadable(self, job: Job) -> bool:
        """Whether a download would be answered now."""
        return self.result_of(job) is not None and job.downloads < _DOWNLOADS

    def result_of(self, job: Job) -> dict[str, Any] | None:
        """The result, while it is kept."""
        if job.ended is None or self.clock.now() >= job.ended + _RETENTION:
            return None
        return job.result

    def _open(self) -> Work[Job]:
        self.pace = PEOPLE
        self.credit = _CREDIT
        self.slots = _SLOTS
        self.email_verified = True
        self.at_capacity = False
        self.result_override: dict[str, Any] | None = None
        self.web: dict[str, bytes] = {}
        self.allow_hosts = {urlsplit(self.base_url).netloc}
        self.limits = Limits()
        self.storage = Storage(self.clock, self.base_url)
        self._jobs: dict[str, Job] = {}
        self._script = Script()
        return Work(self.clock, self._finish, self._changed)

    def _check_account(self, order: Order) -> None:
        if not self.email_verified:
            raise Refused(403, "Verify your email address first.")
        if self.at_capacity:
            raise Refused(503, "Processing capacity is temporarily unavailable.")
        if sum(not job.over for job in self.jobs) >= self.slots:
            raise Refused(409, "Concurrent job limit reached. Wait for a job to complete.")
        self._check_credit(money.minimum(order.features))

    def _check_credit(self, cost: Decimal) -> None:
        kept_aside = sum(job.expected_cost for job in self._jobs.values() if not job.over)
        if self.credit - kept_aside < cost:
            raise Refused(402, "You do not have enough credit for this job.")

    async def _examine(self, data: bytes) -> Sound:
        if len(data) > self.storage.max_bytes:
            raise Refused(400, "The file is too large: the limit is 1 GB.")
        try:
            return await self.ear.examine(data)
        except NotSound:
            raise Refused(400, "The file is not audio, or has no sound track.") from None

    async def _create_from_url(self, order: Order, url: str) -> Job:
        if url not in self.web:
            try:
                await fetching.check_url(url, self.allow_hosts)
            except fetching.NotPublic:
                raise Refused(400, fetching.UNSAFE) from None
        job = self._add(order, "remote_url")
        self._work.start(job, self._fetch(job, url))
        return job

    async def _fetch(self, job: Job, url: str) -> None:
        try:
            data = await fetching.fetch(url, self.allow_hosts, self.web, self.storage.max_bytes)
            sound = await self._examine(data)
            check_length(sound, job.order)
        except (fetching.Unfetchable, Refused) as problem:
            self._work.fail(job, str(problem))
            return
        self._begin(job, sound)
        await self._work.learn(job, data, sound, self.ear)

    def _add(self, order: Order, source: str) -> Job:
        script, self._script = self._script, Script()
        job = Job(
            id=str(uuid.uuid4()),
            order=order,
            source=source,
            cancel_token=secrets.token_urlsafe(24),
            created=self.clock.now(),
            script=script,
            doom=script.error,
        )
        self._jobs[job.id] = job
        return job

    def _begin(self, job: Job, sound: Sound) -> None:
        if job.script.speakers_fail and job.order.diarization:
            job.doom = _NO_SPEAKERS
        self._work.schedule(job, self.pace, sound.seconds)

    def _finish(self, job: Job, said: Said | None) -> None:
        """A job has ended: what it made, and what it costs."""
        features = job.order.features
        if job.status == "completed" and said is not None and job.ended and job.started:
            job.result = self.result_override or build(job, said, job.ended - job.started)
            if job.order.pii and not plan(job, said).pii:
                features -= {"pii"}  # "you are not charged for PII processing"
        charged = job.cancelled or job.status == "completed"
        job.cost = money.price(features, job.seconds or 0) if charged else Decimal()
        self.credit -= job.cost
