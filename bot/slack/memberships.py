"""Which channels somebody is in, as Slack says at that moment: what they may be shown goes by it.

docs.slack.dev/reference/methods/users.conversations: of channels that are not public, only those
that we are in, too, are told.
"""

from dataclasses import dataclass

from bot.domain.errors import NeedsOperator, Transient
from bot.slack.api import Refused, WebApi

KINDS = "public_channel,private_channel,mpim,im"
PAGE, PAGES = 200, 20  # channels that are read at once, and how often
FRESH = 60.0  # seconds for which an answer is believed


@dataclass(frozen=True, slots=True)
class _Known:
    channels: frozenset[str]
    at: float


class Memberships:
    """Asks Slack, and believes an answer for a minute."""

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._known: dict[tuple[str, str], _Known] = {}

    async def of(self, team: str, user: str) -> frozenset[str]:
        """The channels by their ids. Raises NeedsOperator when a scope is missing, Transient."""
        now = self._api.clock.now()
        self._known = {who: one for who, one in self._known.items() if 0 <= now - one.at < FRESH}
        known = self._known.get((team, user))
        if known is None:
            known = _Known(await self._asked(user), now)
            self._known[team, user] = known
        return known.channels

    async def _asked(self, user: str) -> frozenset[str]:
        try:
            return await self._read(user)
        except Refused as error:
            raise Transient(str(error)) from error
        except NeedsOperator as error:
            if "missing_scope" in str(error):
                raise
            raise Transient(str(error)) from error

    async def _read(self, user: str) -> frozenset[str]:
        found: set[str] = set()
        cursor: str | None = None
        for _ in range(PAGES):
            page = await self._api.call_quickly(
                "users.conversations", user=user, types=KINDS, limit=PAGE, cursor=cursor
            )
            channels = (one for one in page.get("channels") or () if isinstance(one, dict))
            found |= {str(one["id"]) for one in channels if one.get("id")}
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break
        return frozenset(found)
