"""Plaud's tokens, in memory only: a partner's, and from it its users' ("Authentication")."""

import asyncio
import base64
from dataclasses import dataclass, field
from typing import Any

from bot.domain.errors import Transient
from bot.domain.ports import Clock
from bot.http.api import Api, Faults, Reply
from bot.providers.plaud.faults import REFRESH, TOKEN, Stale, fresh_only
from bot.providers.plaud.wire import Token

_EARLY = 120.0  # seconds by which a token is replaced before its end
_LIFE = 3600.0  # seconds, where none are told
_USER_LIFE = 86400  # seconds; "Step 2"
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A token as we hold it."""

    value: str = field(repr=False)
    until: float  # epoch seconds
    refresh: str | None = field(repr=False)


class Tokens:
    """Keeps all tokens fresh: one request for them at a time, ten a minute are all there are.

    Whoever waits for a token may be cancelled: the request goes on in `bot/http/exchange.py`, and
    the next in line asks anew.
    """

    def __init__(self, api: Api, clock: Clock, *, client_id: str, secret_key: str) -> None:
        basic = base64.b64encode(f"{client_id}:{secret_key}".encode()).decode()
        self._headers = {"Authorization": f"Basic {basic}", "Content-Type": _FORM}
        self._api = api
        self._clock = clock
        self._partner: _Held | None = None
        self._users: dict[str, _Held] = {}
        self._lock = asyncio.Lock()

    async def call(self, path: str, *, user: str, json: dict[str, Any], faults: Faults) -> Reply:
        """A call in a user's name; a token that is refused is replaced, once.

        Raises what `faults` says, and for tokens Transient, NeedsOperator.
        """
        token = await self._fresh_user(user)
        try:
            return await self._as(token, path, json, fresh_only(faults))
        except Stale:
            self._drop(user, token)
        return await self._as(await self._fresh_user(user), path, json, faults)

    async def prove(self) -> None:
        """Get a partner's token, whatever we hold. Raises Transient, NeedsOperator."""
        async with self._lock:
            self._partner = await self._minted()

    async def _fresh_user(self, user: str) -> str:
        async with self._lock:
            if self._ends(self._users.get(user)):
                self._users[user] = await self._minted_user(user)
            return self._users[user].value

    def _drop(self, user: str, token: str) -> None:
        """Both go, as the one comes from the other; not those that somebody replaced meanwhile."""
        held = self._users.get(user)
        if held is not None and held.value == token:
            del self._users[user]
            self._partner = None

    async def _minted_user(self, user: str) -> _Held:
        try:
            return await self._asked_user(user, await self._fresh_partner(), fresh_only(TOKEN))
        except Stale:
            self._partner = None
        return await self._asked_user(user, await self._fresh_partner(), TOKEN)

    async def _asked_user(self, user: str, partner: str, faults: Faults) -> _Held:
        asked_at = self._clock.now()
        body = {"user_id": user, "expires_in": _USER_LIFE}
        reply = await self._as(partner, "/open/partner/users/access-token", body, faults)
        return _held(reply, asked_at)

    async def _fresh_partner(self) -> str:
        if self._ends(self._partner):
            # Taken out first: what fails halfway begins from scratch.
            held, self._partner = self._partner, None
            self._partner = await self._renewed(held)
        assert self._partner is not None, "it was just made"
        return self._partner.value

    async def _renewed(self, held: _Held | None) -> _Held:
        if held is not None and held.refresh is not None:
            try:
                return await self._asked("/refresh", {"refresh_token": held.refresh}, REFRESH)
            except Stale:
                pass
        return await self._minted()

    async def _minted(self) -> _Held:
        return await self._asked("", {}, TOKEN)

    async def _asked(self, step: str, form: dict[str, str], faults: Faults) -> _Held:
        asked_at = self._clock.now()
        path = f"/oauth/partner/access-token{step}"
        reply = await self._api.call("POST", path, headers=self._headers, data=form, faults=faults)
        return _held(reply, asked_at)

    async def _as(self, token: str, path: str, json: dict[str, Any], faults: Faults) -> Reply:
        headers = {"Authorization": f"Bearer {token}"}
        return await self._api.call("POST", path, headers=headers, json=json, faults=faults)

    def _ends(self, held: _Held | None) -> bool:
        return held is None or held.until <= self._clock.now()


def _held(reply: Reply, asked_at: float) -> _Held:
    """For as long as the answer says: the pages have an hour, older ones a day."""
    made = reply.parse(Token, Transient)
    life = _LIFE if made.expires_in is None else max(made.expires_in, 0.0)
    until = asked_at + life - min(_EARLY, life / 2)
    return _Held(value=made.access_token, until=until, refresh=made.refresh_token)
