"""Who may do what, as far as Slack tells: the `People` port."""

from bot.domain.errors import BotError
from bot.slack.api import Refused, WebApi
from bot.slack.memberships import Memberships

_ELSEWHERE = frozenset({"channel_not_found", "not_in_channel"})
_RANKS = ("is_admin", "is_owner", "is_primary_owner")


class WebPeople:
    """Asks Slack at the moment of use; only who is where is believed for a minute."""

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._memberships = Memberships(api)

    async def is_admin(self, user: str) -> bool:
        """Nobody is an admin as long as Slack does not say so."""
        try:
            answer = await self._api.call_quickly("users.info", user=user)
        except BotError:
            return False
        person = answer.get("user") or {}
        return any(person.get(rank) is True for rank in _RANKS)

    async def is_here(self, channel: str) -> bool:
        """Whether we are in a channel; direct messages, which we may not ask about, count."""
        try:
            answer = await self._api.call_quickly("conversations.info", channel=channel)
        except Refused as error:
            return error.code not in _ELSEWHERE
        except BotError:
            return True
        place = answer.get("channel") or {}
        direct = place.get("is_im") is True or place.get("is_mpim") is True
        return direct or place.get("is_member", True) is True

    async def channels(self, team: str, user: str) -> frozenset[str]:
        """The channels that someone is in. Raises NeedsOperator, Transient."""
        return await self._memberships.of(team, user)
