"""One speech server: its requests, and what a test may order of it."""

import asyncio
import secrets
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from aiohttp import BodyPartReader, web

from bot.sandbox.providers.account import Account
from bot.sandbox.providers.ear import NotSound, Said
from bot.sandbox.providers.openai.answer import build, response
from bot.sandbox.providers.openai.job import Job
from bot.sandbox.providers.openai.order import Order, read_order
from bot.sandbox.providers.openai.refused import Refused
from bot.sandbox.providers.pace import PEOPLE
from bot.sandbox.providers.work import Work

CLOUD_BYTES = 26_214_400  # "Maximum content size limit (26214400) exceeded", says OpenAI
_FORMATS = ("json", "text", "verbose_json", "diarized_json")
_MODELS = ("whisper-1", "gpt-4o-transcribe-diarize")


class Clock(Protocol):
    """Where the time comes from, and what waits for it."""

    def now(self) -> float: ...
    async def sleep(self, seconds: float) -> None: ...


@dataclass(slots=True, kw_only=True)
class Script:
    """What a test wants of a request."""

    refusal: Refused | None = None
    hangs: bool = False
    breaks: bool = False


class Speech(Account[Job]):
    """A strict server with one account; it serves `routes()` under `base_url`.

    To be changed at any time: `pace`, `formats` (which of the response formats it knows),
    `models`, `max_bytes` (of a request; None: any), `api_key` ("": nobody needs one),
    `model` (the one that its customer asks for), `lists_models`, `ear`. `too_large` counts the
    requests that were.
    """

    name, label = "openai", "Speech Server"
    clock: Clock

    def __init__(
        self,
        *,
        clock: Clock,
        base_url: str,
        api_key: str | None = None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.api_key = f"sk-{secrets.token_hex(20)}" if api_key is None else api_key
        self.model = "whisper-1"
        super().__init__(clock=clock, base_url=base_url, changed=changed)

    def reset(self) -> None:
        """As a new server: no requests, everything as it was at first but the ear and the key."""
        self._over.set()
        super().reset()

    async def close(self) -> None:
        """Give up what is under way."""
        self._over.set()
        await super().close()

    def settings(self) -> Mapping[str, str]:
        """With which the bot is its customer."""
        return {
            "SPEECH_URL": self.base_url,
            "SPEECH_API_KEY": self.api_key,
            "SPEECH_MODEL": self.model,
        }

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return [
            web.post("/audio/transcriptions", self._transcribe),
            web.get("/models", self._list_models),
        ]

    def fail_next(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """One more of the next requests is refused, each in its turn."""
        refusal = Refused(status, message, code=code, headers=headers)
        self._scripts.append(Script(refusal=refusal))

    def hang_next(self) -> None:
        """One more of the next requests is taken and never answered."""
        self._scripts.append(Script(hangs=True))

    def break_next(self) -> None:
        """One more of the next requests is taken, and its connection breaks off."""
        self._scripts.append(Script(breaks=True))

    def _open(self) -> Work[Job]:
        self.pace = PEOPLE
        self.formats: tuple[str, ...] = _FORMATS
        self.models: tuple[str, ...] = _MODELS
        self.max_bytes: int | None = CLOUD_BYTES
        self.too_large = 0
        self.lists_models = True
        self._jobs: dict[str, Job] = {}
        self._scripts: list[Script] = []
        self._over = asyncio.Event()
        self._bell = asyncio.Event()
        return Work(self.clock, self._finish, self._ring)

    async def _list_models(self, request: web.Request) -> web.Response:
        try:
            self._admit(request)
        except Refused as refused:
            return refused.response()
        if not self.lists_models:
            return web.Response(status=404, text="File Not Found (/models)")
        rows = [{"id": one, "object": "model", "owned_by": "sandbox"} for one in self.models]
        return web.json_response({"object": "list", "data": rows})

    async def _transcribe(self, request: web.Request) -> web.StreamResponse:
        try:
            self._admit(request)
            form, filename, data = await self._read_form(request)
            script = self._scripts.pop(0) if self._scripts else Script()
            if script.refusal is not None:
                raise script.refusal
            job = await self._accept(read_order(form, filename, self.formats, self.models), data)
        except Refused as refused:
            return refused.response()
        job.hangs, job.breaks = script.hangs, script.breaks
        return await self._answer(request, job)

    def _admit(self, request: web.Request) -> None:
        said = request.headers.get("Authorization", "")
        if self.api_key and not secrets.compare_digest(
            said.encode(), f"Bearer {self.api_key}".encode()
        ):
            raise Refused(401, "Incorrect API key provided.", code="invalid_api_key")

    async def _read_form(self, request: web.Request) -> tuple[dict[str, str], str | None, bytes]:
        """The fields, the recording's name, and the recording."""
        if request.content_type != "multipart/form-data":
            raise Refused(415, "Send multipart/form-data.")
        form: dict[str, str] = {}
        filename, data = None, b""
        try:
            async for part in await request.multipart():
                if not isinstance(part, BodyPartReader) or part.name is None:
                    raise Refused(400, "Could not parse multipart form")
                if part.name == "file":
                    filename, data = part.filename or "", bytes(await part.read())
                else:
                    form[part.name] = await part.text()
        except ValueError:
            raise Refused(400, "Could not parse multipart form") from None
        self._check_size(request.content_length or len(data))
        return form, filename, data

    def _check_size(self, size: int) -> None:
        if self.max_bytes is not None and size > self.max_bytes:
            self.too_large += 1
            raise Refused(
                413, f"Maximum content size limit ({self.max_bytes}) exceeded ({size} bytes read)"
            )

    async def _accept(self, order: Order, data: bytes) -> Job:
        try:
            sound = await self.ear.examine(data)
        except NotSound:
            raise Refused(400, "The audio file could not be decoded.", param="file") from None
        job = Job(id=str(uuid.uuid4()), created=self.clock.now(), order=order)
        self._jobs[job.id] = job
        self._work.schedule(job, self.pace, sound.seconds)
        self._work.start(job, self._work.learn(job, data, sound, self.ear))
        self._ring()
        return job

    async def _answer(self, request: web.Request, job: Job) -> web.StreamResponse:
        """Wait until the work is done, or this server is no more."""
        over = asyncio.create_task(self._over.wait())
        done = asyncio.create_task(self._done(job))
        try:
            await asyncio.wait({over, done}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.cancel()
            done.cancel()
        if job.breaks and request.transport is not None:
            request.transport.abort()
        if job.result is not None:
            return response(job)
        return Refused(500, job.error or "The server had an error.").response()

    async def _done(self, job: Job) -> None:
        if job.hangs:
            await asyncio.Event().wait()
        if job.due is not None:
            await self.clock.sleep(job.due - self.clock.now())
        bell = self._bell
        self._work.settle(job)
        while not job.over:
            await bell.wait()
            bell = self._bell
            self._work.settle(job)

    def _ring(self) -> None:
        """Something changed: whoever waits looks again."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()
        self._changed()

    def _finish(self, job: Job, said: Said | None) -> None:
        if job.status == "completed" and said is not None:
            job.result = build(job, said)
