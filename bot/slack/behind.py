"""Recordings behind links to places in Slack: only where both we and whoever asks may be.

Whatever is not there, or not for them, gets the same answer: nobody learns what there is elsewhere.
docs.slack.dev/reference/methods/conversations.info, .members, .history, .replies and files.info
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Fault, NeedsOperator, Rejected
from bot.domain.recording import SlackFile
from bot.domain.shares import Spot
from bot.slack.api import Refused, WebApi
from bot.slack.recordings import recordings

PLACES = 10  # channels of one file that are looked into
PAGE, PAGES = 500, 40  # members of a channel that are read at once, and how often

_GUESTS = ("is_restricted", "is_ultra_restricted")


async def behind(api: WebApi, spot: Spot, user: str, team: str) -> SlackFile:
    """The one recording there. Raises Transient, NeedsOperator, Rejected."""
    asker = _Asker(api, user, team)
    try:
        message = await (_file(asker, spot.file) if spot.file else _message(asker, spot))
    except Refused as error:
        raise Rejected(str(error), Fault.LINK_SLACK) from error
    except NeedsOperator as error:
        raise NeedsOperator(str(error), Fault.LOGIN_PAGE) from error
    if message is None:
        raise Rejected("not where both are", Fault.LINK_SLACK)
    match recordings(message, addressed=True):
        case ():
            raise Rejected("no recording in that message", Fault.LINK_NOT_MEDIA)
        case (recording,):
            return recording
        case _:
            raise Rejected("several recordings in that message", Fault.LINK_SEVERAL)


async def _file(asker: "_Asker", file_id: str) -> Mapping[str, Any] | None:
    file = (await asker.api.call("files.info", file=file_id)).get("file") or {}
    for channel in list(_places(file))[:PLACES]:
        if await asker.shares(channel):
            return {"files": [file]}
    return None


def _places(file: Mapping[str, Any]) -> Iterator[str]:
    """Where it is shared."""
    shares = file.get("shares") or {}
    yield from dict.fromkeys(
        channel for kind in ("public", "private") for channel in shares.get(kind) or {}
    )


async def _message(asker: "_Asker", spot: Spot) -> Mapping[str, Any] | None:
    if not await asker.shares(spot.channel):
        return None
    api = asker.api
    window = {"channel": spot.channel, "oldest": spot.ts, "latest": spot.ts, "inclusive": True}
    if spot.thread is None or spot.thread == spot.ts:
        page = await api.call("conversations.history", limit=1, **window)
    else:
        page = await api.call("conversations.replies", ts=spot.thread, limit=2, **window)
    return next((one for one in page.get("messages") or () if one.get("ts") == spot.ts), None)


@dataclass(frozen=True, slots=True)
class _Asker:
    """Whoever asks, from which workspace."""

    api: WebApi
    user: str
    team: str

    async def shares(self, channel: str) -> bool:
        """Whether we are there, and they are or may be, as anybody who is no guest may."""
        try:
            place = (await self.api.call("conversations.info", channel=channel)).get("channel")
        except Refused:
            return False
        place = place or {}
        if place.get("is_im") is True:
            return bool(place.get("user") == self.user)
        if place.get("is_member") is not True and place.get("is_mpim") is not True:
            return False
        if place.get("is_private") is False and await self._at_home():
            return True
        return await self._member_of(channel)

    async def _at_home(self) -> bool:
        """Whether they may join any public channel: guests and people from elsewhere may not."""
        person = (await self.api.call("users.info", user=self.user)).get("user") or {}
        guest = any(person.get(kind) is not False for kind in _GUESTS)
        return not guest and person.get("team_id") == self.team

    async def _member_of(self, channel: str) -> bool:
        cursor: str | None = None
        for _ in range(PAGES):
            where = {"channel": channel, "limit": PAGE, "cursor": cursor}
            page = await self.api.call("conversations.members", **where)
            if self.user in (page.get("members") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
        return False
