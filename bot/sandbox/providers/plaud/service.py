"""One client at Plaud: its tasks, its money, and what a test may order of it."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from aiohttp import web

from bot.sandbox.providers.account import Account
from bot.sandbox.providers.ear import NotSound, Said, Sound
from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.pace import PEOPLE
from bot.sandbox.providers.plaud.api import Api
from bot.sandbox.providers.plaud.job import Job, Script
from bot.sandbox.providers.plaud.limits import Limits
from bot.sandbox.providers.plaud.order import Order
from bot.sandbox.providers.plaud.refused import Refused
from bot.sandbox.providers.plaud.result import Spelling, build
from bot.sandbox.providers.plaud.storage import Storage
from bot.sandbox.providers.plaud.tokens import Tokens
from bot.sandbox.providers.work import Work

_CREDIT = Decimal(84)  # US dollars: three hundred hours
_PRICE = Decimal("0.28")  # US dollars an hour
_RETENTION = 7 * 24 * 3600.0  # seconds
_LONGEST, _LONGEST_WITH_SPEAKERS = 24 * 3600.0, 6 * 3600.0
_CONTAINERS = frozenset({"mp3", "m4a", "wav", "opus"})


class Plaud(Account[Job]):
    """A strict Plaud with one client; it serves `routes()` under `base_url`.

    To be changed at any time: `pace`, `credit` (US dollars), `limits`, `tokens` (lifetimes),
    `storage` (sizes and lifetimes), `spelling` (of results), `result_override` (given instead of
    any result), `ear`.
    """

    name, label = "plaud", "Plaud"

    def __init__(
        self,
        *,
        clock: Clock,
        base_url: str,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.client_id = f"client_{secrets.token_hex(8)}"
        self.secret_key = f"sk_{secrets.token_hex(16)}"
        self.api_key = f"ak_{secrets.token_hex(16)}"
        super().__init__(clock=clock, base_url=base_url, changed=changed)

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        return {
            "PLAUD_CLIENT_ID": self.client_id,
            "PLAUD_SECRET_KEY": self.secret_key,
            "PLAUD_API_KEY": self.api_key,
            "PLAUD_URL": self.base_url,
        }

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return Api(self).routes()

    def fail_next(self, message: str = "") -> None:
        """The next task fails; with a message or, as the pages have it, without."""
        self._script.error = message

    def revoke_next(self) -> None:
        """The next task is revoked."""
        self._script.error, self._script.revoked = "", True

    def unknown_status_next(self, status: str = "RETRY") -> None:
        """The next task is in this state instead of being at work."""
        self._script.unknown_status = status

    async def create(self, order: Order) -> Job:
        """A new task. Raises Refused."""
        if self.credit <= 0:
            raise Refused(402, "INSUFFICIENT_QUOTA", "The client has no credit left.")
        data = self.storage.take(order.file_url)
        job = self._add(order)
        self._work.start(job, self._begin(job, data))
        return job

    def find(self, job_id: str) -> Job | None:
        """The task as it is now, while anything is known of it."""
        job = self._jobs.get(job_id)
        if job is None:
            return None
        self._work.settle(job)
        gone = job.ended is not None and self.clock.now() >= job.ended + _RETENTION
        return None if gone else job

    def result_of(self, job: Job) -> dict[str, Any] | None:
        """What it made, as it is to be shown now."""
        if job.status != "completed":
            return None
        return job.result if self.result_override is None else self.result_override

    def _open(self) -> Work[Job]:
        self.pace = PEOPLE
        self.credit = _CREDIT
        self.spelling: Spelling = "segments"
        self.result_override: dict[str, Any] | None = None
        self.limits = Limits()
        self.tokens = Tokens(self.clock)
        self.storage = Storage(self.clock, self.base_url)
        self._jobs: dict[str, Job] = {}
        self._script = Script()
        return Work(self.clock, self._finish, self._changed)

    def _add(self, order: Order) -> Job:
        script, self._script = self._script, Script()
        job = Job(
            id=f"task_exec_{secrets.token_hex(12)}",
            order=order,
            source="upload",
            created=self.clock.now(),
            script=script,
            doom=script.error,
        )
        self._jobs[job.id] = job
        return job

    async def _begin(self, job: Job, data: bytes) -> None:
        """The task finds out what the file is; then it works, or fails."""
        try:
            sound = await self.ear.examine(data)
        except NotSound:
            self._work.fail(job, "The audio could not be decoded.")
            return
        if why := _obstacle(sound, job.order):
            self._work.fail(job, why)
            return
        self._work.schedule(job, self.pace, sound.seconds)
        await self._work.learn(job, data, sound, self.ear)

    def _finish(self, job: Job, said: Said | None) -> None:
        """A task has ended: what it made, and what it costs."""
        job.cost = Decimal()
        if job.status == "completed" and said is not None:
            seconds = job.seconds or 0.0
            job.result = build(job.order, said, seconds, self.spelling)
            job.cost = (_PRICE * Decimal(str(seconds)) / 3600).quantize(Decimal("0.0001"))
        self.credit -= job.cost


def _obstacle(sound: Sound, order: Order) -> str | None:
    if sound.container not in _CONTAINERS or sound.picture:
        return "The audio format is not supported."
    longest = _LONGEST_WITH_SPEAKERS if order.diarization else _LONGEST
    if sound.seconds > longest:
        return "The audio is too long."
    return None
