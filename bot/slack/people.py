"""Who may do what, and who is who, as far as Slack tells: the `People` port."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from bot.domain.errors import BotError
from bot.domain.front import Person
from bot.domain.job import Place
from bot.slack.api import Refused, WebApi
from bot.slack.memberships import Memberships
from bot.slack.pages import replies

MOST = 20  # people of a thread whose names are looked up
KNOWN_FOR = 3600.0  # seconds
MOST_KNOWN = 2000

_ELSEWHERE = frozenset({"channel_not_found", "not_in_channel"})
_RANKS = ("is_admin", "is_owner", "is_primary_owner")


class WebPeople:
    """Asks Slack at the moment of use; who is where is believed for a minute, names for an hour."""

    def __init__(self, api: WebApi) -> None:
        self._api = api
        self._memberships = Memberships(api)
        self._known: dict[str, tuple[float, Person | None]] = {}

    async def is_admin(self, user: str) -> bool:
        """Nobody is an admin as long as Slack does not say so."""
        person = await self._asked(user)
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

    async def around(self, place: Place, users: Sequence[str]) -> Sequence[Person]:
        """These, and then whoever wrote in the thread; bots are nobody."""
        wrote: list[str] = []
        with suppress(BotError):
            wrote += [one async for one in self._writers(place)]
        them = list(dict.fromkeys(filter(None, [*users, *wrote])))[:MOST]
        found = [await self._person(user) for user in them]
        return [person for person in found if person]

    async def _writers(self, place: Place) -> AsyncIterator[str]:
        async for message in replies(self._api, place.channel, place.thread or ""):
            if not message.get("bot_id"):
                yield str(message.get("user") or "")

    async def _person(self, user: str) -> Person | None:
        now = self._api.clock.now()
        until, known = self._known.get(user, (0.0, None))
        if now < until:
            return known
        while len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        person = _person(user, await self._asked(user))
        self._known[user] = (now + KNOWN_FOR, person)
        return person

    async def _asked(self, user: str) -> Mapping[str, Any]:
        try:
            answer = await self._api.call_quickly("users.info", user=user)
        except BotError:
            return {}
        told = answer.get("user")
        return told if isinstance(told, dict) else {}


def _person(user: str, told: Mapping[str, Any]) -> Person | None:
    """Somebody by name; None for bots, and when Slack cannot tell."""
    profile, ahead = told.get("profile") or {}, told.get("tz_offset")
    names = (profile.get("real_name"), profile.get("display_name"), told.get("name"))
    name = next((one for one in names if isinstance(one, str) and one), None)
    if name is None or told.get("is_bot") is True:
        return None
    return Person(user=user, name=name, ahead=ahead if isinstance(ahead, int) else 0)
