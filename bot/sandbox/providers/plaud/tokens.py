"""Tokens of a partner and of its users ("Authentication")."""

import secrets
from typing import Any

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.plaud.refused import Refused, invalid

_LIFE = 3600.0  # seconds; "Step 1"
_USER_LIFE = 86400  # seconds; "Step 2"
_SHORTEST, _LONGEST = 6, 120  # of a user id, in characters


class Tokens:
    """Issues tokens and knows which are good; `partner_life` and `user_life` may be changed.

    `issued` has the kind of each: `partner`, `refreshed` or `user`.
    """

    def __init__(self, clock: Clock) -> None:
        self.partner_life = _LIFE
        self.user_life = float(_USER_LIFE)
        self.issued: list[str] = []
        self.users: set[str] = set()
        self._clock = clock
        self._good: dict[tuple[str, str], float] = {}  # (kind, token): until when

    def revoke(self) -> None:
        """Nothing that was issued is good any more."""
        self._good.clear()

    def partner(self, kind: str = "partner") -> dict[str, Any]:
        """A partner's token."""
        self.issued.append(kind)
        return {
            "access_token": self._issue("partner", self.partner_life),
            "refresh_token": self._issue("refresh", float("inf")),
            "token_type": "bearer",
            "expires_in": int(self.partner_life),
        }

    def refreshed(self, refresh_token: Any) -> dict[str, Any]:
        """Another one; each refresh token is good once. Raises Refused."""
        self.check("refresh", refresh_token)
        del self._good["refresh", refresh_token]
        return self.partner("refreshed")

    def user(self, body: Any) -> dict[str, Any]:
        """A user's token. Raises Refused."""
        user_id, life = _read_user(body)
        self.issued.append("user")
        self.users.add(user_id)
        life = min(life, self.user_life)
        return {
            "access_token": self._issue("user", life),
            "token_type": "bearer",
            "expires_in": int(life),
        }

    def check(self, kind: str, token: Any) -> None:
        """Raises Refused for what is no good token of this kind."""
        until = self._good.get((kind, token)) if isinstance(token, str) else None
        if until is None:
            raise Refused(401, "INVALID_TOKEN")
        if until <= self._clock.now():
            raise Refused(401, "TOKEN_EXPIRED")

    def _issue(self, kind: str, life: float) -> str:
        token = f"eyJ{secrets.token_urlsafe(24)}"
        self._good[kind, token] = self._clock.now() + life
        return token


def _read_user(body: Any) -> tuple[str, float]:
    if not isinstance(body, dict):
        raise invalid("user_id", "field required")
    user_id, life = body.get("user_id"), body.get("expires_in", _USER_LIFE)
    if not isinstance(user_id, str) or not _SHORTEST <= len(user_id) <= _LONGEST:
        raise invalid("user_id", "must be 6 to 120 characters long")
    if type(life) is not int or life <= 0:
        raise invalid("expires_in", "must be a positive number of seconds")
    return user_id, float(life)
