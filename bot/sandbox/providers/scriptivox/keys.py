"""Orders by their `Idempotency-Key` ("Start Transcription")."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.providers.scriptivox.refused import Refused, invalid

Answer = dict[str, Any]
_LONGEST = 255
_LOCKED = "A request with this Idempotency-Key is under way."
_CONFLICT = "This Idempotency-Key was used with a different body."


@dataclass(slots=True)
class _Known:
    body: str  # its digest
    answer: Answer | None = None


class Keys:
    """What each key was used for; the same again is answered the same, and done once."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    async def once(
        self, key: str | None, body: bytes, create: Callable[[], Awaitable[Answer]]
    ) -> web.Response:
        """The answer to an order, of now or of the first time. Raises Refused."""
        if key is None:
            return web.json_response(await create())
        if not 0 < len(key) <= _LONGEST:
            raise invalid(f"Idempotency-Key must not exceed {_LONGEST} characters.")
        digest = hashlib.sha256(body).hexdigest()
        if key in self._known:
            return _again(self._known[key], digest)
        known = self._known[key] = _Known(digest)
        try:
            known.answer = await create()
        finally:
            if known.answer is None:
                del self._known[key]
        return web.json_response(known.answer)

    @property
    def under_way(self) -> bool:
        """Whether an order waits for its answer."""
        return any(known.answer is None for known in self._known.values())

    def forget(self) -> None:
        """As if they had all grown old."""
        self._known.clear()


def _again(known: _Known, digest: str) -> web.Response:
    if known.body != digest:
        raise Refused(422, "IDEMPOTENCY_KEY_CONFLICT", _CONFLICT)
    if known.answer is None:
        raise Refused(409, "IDEMPOTENCY_KEY_LOCKED", _LOCKED)
    return web.json_response(known.answer, headers={"Idempotent-Replay": "true"})
