"""One account at Scriptivox: its jobs, its money, and what a test may order of it."""

import asyncio
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
from bot.sandbox.providers.scriptivox.api import Api
from bot.sandbox.providers.scriptivox.formats import CONTAINERS, check_length
from bot.sandbox.providers.scriptivox.job import Job, Script
from bot.sandbox.providers.scriptivox.keys import Answer, Keys
from bot.sandbox.providers.scriptivox.limits import Limits
from bot.sandbox.providers.scriptivox.money import HOURLY, price
from bot.sandbox.providers.scriptivox.order import Order
from bot.sandbox.providers.scriptivox.refused import Refused
from bot.sandbox.providers.scriptivox.result import build
from bot.sandbox.providers.scriptivox.shown import created
from bot.sandbox.providers.scriptivox.storage import Storage
from bot.sandbox.providers.work import Work

_CREDIT = Decimal(100)
_CANCELLED = "Cancelled by customer"
_UNREADABLE = "The file is not audio or video, or has no sound track."
# "Folders" and links that open for people only: nobody gets bytes there
_CLOSED = ("drive.google.com/drive/folders/", "www.dropbox.com/scl/fo/", "1drv.ms/v/c/")


class Scriptivox(Account[Job]):
    """A strict Scriptivox with one account; it serves `routes()` under `base_url`.

    To be changed at any time: `pace`, `credit` (US dollars), `revoked` (the key), `limits`,
    `storage.lifetime`, `keys`, `result_override` (given instead of any result), `web` (what the
    public web holds at an address, so that no network is needed), `allow_hosts` (private
    `host[:port]` that links may name), `ear`.
    """

    name, label = "scriptivox", "Scriptivox"

    def __init__(
        self,
        *,
        clock: Clock,
        base_url: str,
        api_key: str | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.api_key = api_key or f"sk_live_{secrets.token_hex(20)}"
        super().__init__(clock=clock, base_url=base_url, changed=changed)

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        return {"SCRIPTIVOX_API_KEY": self.api_key, "SCRIPTIVOX_URL": self.base_url}

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return Api(self).routes()

    @property
    def shown(self) -> list[Job]:
        """All jobs that were not deleted."""
        return [job for job in self.jobs if not job.deleted]

    @property
    def reserved(self) -> Decimal:
        """Cents kept aside for what is under way."""
        return sum((job.reserved for job in self.jobs), Decimal())

    @property
    def available(self) -> Decimal:
        """Cents that can be spent."""
        return self.credit * 100 - self.reserved

    def stall(self) -> None:
        """From now on new orders are taken in and not answered."""
        self._gate.clear()

    def go_on(self) -> None:
        """Orders are answered again, also those that wait."""
        self._gate.set()

    def fail_next(self, message: str, code: str = "PROCESSING_ERROR") -> None:
        """The next job fails."""
        self._script = Script(code=code, message=message)

    def unknown_status_next(self, status: str = "aligning") -> None:
        """The next job is in this state instead of processing."""
        self._script = Script(unknown_status=status)

    def open_upload(self, content: dict[str, Any]) -> Answer:
        """A place for a recording. Raises Refused."""
        return self.storage.open(str(uuid.uuid4()), content)

    async def create(self, order: Order) -> Answer:
        """A new job. Raises Refused."""
        if not self._gate.is_set():
            self._changed()
            await self._gate.wait()
        if self.available <= 0:
            raise Refused(402, "ZERO_BALANCE", "The balance is used up.")
        if order.upload_id is not None:
            return created(await self._create_from_upload(order, order.upload_id))
        job = self._add(order, "remote_url")
        self._work.start(job, self._fetch(job, order.url or ""))
        return created(job)

    def find(self, job_id: str) -> Job:
        """The job as it is now. Raises Refused."""
        job = self._jobs.get(job_id)
        if job is None or job.deleted:
            raise _unknown()
        self._work.settle(job)
        return job

    def cancel(self, job: Job) -> None:
        """Stop a job and release what is reserved for it. Raises Refused."""
        if job.cancelled:
            return
        if job.over:
            raise Refused(409, "CONFLICT", "The transcription has ended.")
        job.cancelled, job.released, job.code = True, job.reserved, "CANCELLED"
        self._work.stop(job, _CANCELLED)

    def delete(self, job_id: str) -> None:
        """Show a job that has ended no more. Raises Refused."""
        job = self._jobs.get(job_id)
        if job is None:
            raise _unknown()
        self._work.settle(job)
        if not job.over:
            raise Refused(409, "CONFLICT", "The transcription is under way: cancel it first.")
        job.deleted, job.result = True, None

    def balance(self) -> Answer:
        """The account's money ("Balance")."""
        return {
            "balance_cents": float(self.credit * 100),
            "reserved_cents": float(self.reserved),
            "available_cents": float(self.available),
            "price_per_hour_cents": int(HOURLY),
            "estimated_hours_available": float(round(self.available / HOURLY, 2)),
            "deposit_url": f"{self.base_url}/billing",
        }

    def _open(self) -> Work[Job]:
        self.pace = PEOPLE
        self.credit = _CREDIT
        self.revoked = False
        self.result_override: dict[str, Any] | None = None
        self.web: dict[str, bytes] = {}
        self.allow_hosts = {urlsplit(self.base_url).netloc}
        self.limits = Limits()
        self.storage = Storage(self.clock, self.base_url)
        self.keys = Keys()
        self._jobs: dict[str, Job] = {}
        self._script = Script()
        self._gate = asyncio.Event()
        self._gate.set()
        return Work(self.clock, self._finish, self._changed)

    async def _create_from_upload(self, order: Order, name: str) -> Job:
        upload = self.storage.find(name)
        upload.used = True  # before anything is waited for: it is ordered once
        data = upload.data or b""
        try:
            sound = await self._measure(data)
        except Refused as problem:
            job = self._add(order, "upload")
            self._fail(job, problem)
            return job
        try:
            self._check_balance(price(sound.seconds))
        except Refused:
            upload.used = False
            raise
        job = self._add(order, "upload")
        job.size = len(data)
        self._work.schedule(job, self.pace, sound.seconds)
        self._work.start(job, self._work.learn(job, data, sound, self.ear))
        return job

    async def _fetch(self, job: Job, url: str) -> None:
        try:
            data = await self._download(url)
            sound = await self._measure(data)
            self._check_balance(price(sound.seconds))
        except Refused as problem:
            self._fail(job, problem)
            return
        job.size = len(data)
        self._work.schedule(job, self.pace, sound.seconds)
        await self._work.learn(job, data, sound, self.ear)

    async def _download(self, url: str) -> bytes:
        """What anybody gets there without headers. Raises Refused."""
        if urlsplit(url)._replace(scheme="").geturl().lstrip("/").startswith(_CLOSED):
            raise _closed("Nobody can download from this link.")
        try:
            most = self.storage.max_bytes
            data = await fetching.fetch(url, self.allow_hosts, self.web, most)
        except fetching.Unfetchable as problem:
            raise _closed(str(problem)) from None
        if data.lstrip().startswith(b"<"):
            raise _closed("The link shows a page.")
        return data

    async def _measure(self, data: bytes) -> Sound:
        """The recording's facts. Raises Refused."""
        try:
            sound = await self.ear.examine(data)
        except NotSound:
            raise Refused(400, "INVALID_MEDIA_FORMAT", _UNREADABLE) from None
        if sound.container not in CONTAINERS:
            raise Refused(400, "INVALID_MEDIA_FORMAT", _UNREADABLE)
        check_length(sound)
        return sound

    def _check_balance(self, cost: Decimal) -> None:
        if cost > self.available:
            raise Refused(402, "INSUFFICIENT_BALANCE", "Not enough balance for this audio length.")

    def _fail(self, job: Job, problem: Refused) -> None:
        job.code = problem.code
        self._work.fail(job, problem.message)

    def _add(self, order: Order, source: str) -> Job:
        script, self._script = self._script, Script()
        job = Job(
            id=str(uuid.uuid4()),
            order=order,
            source=source,
            created=self.clock.now(),
            script=script,
            doom=script.message,
        )
        job.code = script.code or job.code
        self._jobs[job.id] = job
        return job

    def _finish(self, job: Job, said: Said | None) -> None:
        """A job has ended: what it made, and what it costs."""
        job.cost = Decimal()
        if job.status == "completed" and said is not None:
            job.result = self.result_override or build(job, said)
            job.language = said.language
            job.cost = price(job.seconds or 0) / 100
        self.credit -= job.cost


def _unknown() -> Refused:
    return Refused(404, "TRANSCRIPTION_NOT_FOUND", "No transcription has this id.")


def _closed(why: str) -> Refused:
    return Refused(400, "URL_NOT_ACCESSIBLE", why)
