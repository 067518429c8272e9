"""The port's verbs for Plaud ("Plaud Embedded": authentication, file upload, transcription)."""

from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from bot.domain.errors import Rejected, Transient, Unclear
from bot.domain.job import Handles, Progress, Ticket
from bot.domain.ports import Audio, Broken, Clock, Finished, Order, Running, Stopping
from bot.domain.recording import Wish
from bot.http import Http
from bot.http.api import JOB, account
from bot.providers.plaud.faults import CHECK, CREATE
from bot.providers.plaud.outcome import (
    FAILED,
    QUEUED,
    SUCCESS,
    to_broken,
    to_result,
    too_long_for_speakers,
)
from bot.providers.plaud.settings import PlaudSettings
from bot.providers.plaud.tokens import Tokens
from bot.providers.plaud.traits import TRAITS
from bot.providers.plaud.upload import Uploads
from bot.providers.plaud.wire import Task

_TASKS = "/open/partner/ai/transcriptions/"  # the slash at the end is part of it
_UPLOAD_LIFE = 23 * 3600.0  # seconds; "DownloadUrl" is good for about a day
_NOBODYS = "threadscribe-check"


class Plaud:
    """Plaud, as one client.

    There is no list and no cancel: where the answer to an order is lost, a person is asked.
    """

    name = "plaud"
    needs = (("plaud_client_id",), ("plaud_secret_key",), ("plaud_api_key",))

    def __init__(self, settings: PlaudSettings, http: Http, clock: Clock) -> None:
        client_id, secret, key = (
            settings.plaud_client_id,
            settings.plaud_secret_key,
            settings.plaud_api_key,
        )
        assert client_id is not None, "it is what it needs"
        assert secret is not None, "it is what it needs"
        assert key is not None, "it is what it needs"
        base = settings.plaud_base
        # Uploads and budget belong to the client, so they stay ours when its keys are replaced.
        self.account = account(self.name, client_id)
        self.traits = TRAITS
        self._clock = clock
        self._tokens = Tokens(
            http.api(self.name, base, {}),
            clock,
            client_id=client_id,
            secret_key=secret.get_secret_value(),
        )
        schemes = frozenset({"https", urlsplit(base).scheme})
        self._uploads = Uploads(self.name, self.account, self._tokens, http.bulk, schemes)
        credentials = {"X-Client-Id": client_id, "X-Client-Api-Key": key.get_secret_value()}
        self._tasks = http.api(self.name, base, credentials)

    async def prepare(self, audio: Audio) -> Handles:
        url = await self._uploads.send(audio)
        return Handles(values={"url": url}, expires_at=self._clock.now() + _UPLOAD_LIFE)

    async def submit(self, order: Order) -> Ticket:
        reply = await self._tasks.call("POST", _TASKS, json=_body(order), faults=CREATE)
        made = reply.parse(Task, Unclear)
        if not made.id:
            raise Unclear(f"{self.name}: a task without an id")
        return Ticket(remote_id=made.id, secrets={})

    async def find(self, *_: object) -> Sequence[Ticket]:
        return ()  # there is no list

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        """An id that it does not know may be PENDING for ever: whoever asks has a deadline."""
        path = _TASKS + quote(ticket.remote_id, safe="")
        reply = await self._tasks.call("GET", path, faults=JOB)
        task = reply.parse(Task, Transient)
        if SUCCESS in task.states and task.outcome.told:
            return Finished(result=to_result(task.outcome, wish))
        if task.states & FAILED:
            return to_broken(task)
        queued = bool(task.states) and task.states <= QUEUED
        return Running(progress=Progress(queued=queued, at=self._clock.now()))

    async def list_ended(self) -> Collection[str]:
        """There is no list."""
        return ()

    async def cancel(self, ticket: Ticket) -> Stopping:  # noqa: ARG002
        """There is no cancel."""
        return Stopping.UNSUPPORTED

    async def check(self) -> None:
        """The secret key is proved by a token, the API key by asking for a task of nobody."""
        await self._tokens.prove()
        try:
            await self._tasks.call("GET", _TASKS + _NOBODYS, faults=CHECK)
        except Rejected:
            return


def _body(order: Order) -> dict[str, Any]:
    """What "Submit Audio" names, but for the model: theirs is the default."""
    assert order.handles is not None, "it takes no links"
    speakers = order.wish.speakers and not too_long_for_speakers(order.seconds)
    return {
        "file_url": order.handles.values["url"],
        "params": {
            "transcribe": {"language": order.wish.language or "auto"},
            "vad": {"decode_silence": False},
            "diarization": {"enabled": speakers, "return_embedding": False},
        },
    }
