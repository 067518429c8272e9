"""Looks through our channels for what concerns us since a moment in the past.

What a channel's history shows is decided upon exactly as if it were told now: `intake` gives it the
same key, so what was taken in before is not taken in twice.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from bot.domain.errors import NeedsOperator, Transient
from bot.domain.memory import Store
from bot.domain.notice import Notice
from bot.domain.ports import Clock
from bot.slack.api import Refused, WebApi
from bot.slack.check import Identity
from bot.slack.intake import notice
from bot.slack.paced import PacedApi
from bot.slack.pages import NoThread, history, replies
from bot.slack.socket import pause

log = logging.getLogger(__name__)

DAY = 86400.0
FARTHEST = 7 * DAY  # seconds that we look back at most
MARGIN = 3600.0  # seconds before the moment itself: clocks are set
THREADS = DAY  # seconds before it, in which a thread may have begun that somebody went on with
PAGES = 10  # of a channel's history, newest first
THREADS_MOST = 50  # of a channel
ROUNDS = 5  # for channels that could not be read because of trouble that passes
BETWEEN = 60.0  # seconds from one round to the next

_KINDS = {"public_channel": "channel", "private_channel": "group", "mpim": "mpim", "im": "im"}


@dataclass(frozen=True, slots=True)
class _Channel:
    id: str
    kind: str


class LookingBack:
    """One look at all channels that we are in."""

    def __init__(
        self, api: WebApi, identity: Identity, store: Store, clock: Clock, stop: asyncio.Event
    ) -> None:
        self._standing = api.standing
        self._api = PacedApi(api, clock, stop)
        self._identity = identity
        self._store = store
        self._clock = clock
        self._stop = stop
        self._skew = 0.0

    async def since(self, moment: float) -> bool:
        """Take in what concerns us since then; False when our token is refused meanwhile.

        Channels that we may not or cannot read are told in the log and given up.
        Raises Transient when Slack does not tell our channels, StoreTrouble, and Stopped.
        """
        channels = await self._channels()
        now = self._clock.now()
        oldest = now + self._skew - min(max(now - moment, 0.0), FARTHEST) - MARGIN
        for _ in range(ROUNDS):
            channels = [c for c in channels if not await self._looked(c, oldest)]
            if not channels or self._standing.refused:
                break
            await pause(self._clock, BETWEEN, self._stop)
        for channel in channels:
            log.warning("channel given up", extra={"channel": channel.id})
        return not self._standing.refused

    async def _channels(self) -> Sequence[_Channel]:
        found: list[_Channel] = []
        for kind in _KINDS:
            try:
                found += [c async for c in self._channels_of(kind)]
            except (Refused, NeedsOperator) as error:
                log.warning("channels not listed", extra={"kind": kind, "why": str(error)})
        return found

    async def _channels_of(self, kind: str) -> AsyncIterator[_Channel]:
        cursor: str | None = None
        while cursor != "":
            page, headers = await self._api.call_with_headers(
                "users.conversations", types=kind, exclude_archived=True, limit=200, cursor=cursor
            )
            self._set_skew(headers)
            for channel in page.get("channels") or ():
                if isinstance(channel, dict) and channel.get("id"):
                    yield _Channel(str(channel["id"]), _KINDS[kind])
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")

    def _set_skew(self, headers: Mapping[str, str]) -> None:
        """By how many seconds Slack's clock is ahead of ours."""
        try:
            theirs = parsedate_to_datetime(headers.get("Date", "")).timestamp()
        except (ValueError, OverflowError):
            return
        self._skew = theirs - self._clock.now()

    async def _looked(self, channel: _Channel, oldest: float) -> bool:
        """Whether a channel needs no further look: it was read, or we may not read it."""
        try:
            for told in sorted(await self._found(channel, oldest), key=lambda told: told.ts):
                await self._store.take_in(told)
        except (Refused, NeedsOperator) as error:
            log.warning("channel not read", extra={"channel": channel.id, "why": str(error)})
            return not self._standing.refused
        except Transient as error:
            log.warning("channel not read", extra={"channel": channel.id, "why": str(error)})
            return False
        return True

    async def _found(self, channel: _Channel, oldest: float) -> list[Notice]:
        found: list[Notice] = []
        threads: list[str] = []
        begin = f"{oldest - THREADS:.6f}"
        async for message in history(self._api, channel.id, pages=PAGES, oldest=begin):
            if _seconds(message.get("latest_reply")) > oldest:
                threads.append(str(message["ts"]))
            found += self._noticed(channel, message, oldest)
        for thread in threads[:THREADS_MOST]:
            found += await self._in_thread(channel, thread, oldest)
        return found

    async def _in_thread(self, channel: _Channel, thread: str, oldest: float) -> list[Notice]:
        found: list[Notice] = []
        try:
            async for message in replies(self._api, channel.id, thread, oldest=f"{oldest:.6f}"):
                if message.get("ts") != thread:
                    found += self._noticed(channel, message, oldest)
        except NoThread:
            pass  # its replies are read all the same
        return found

    def _noticed(
        self, channel: _Channel, message: Mapping[str, Any], oldest: float
    ) -> Sequence[Notice]:
        where = {"channel": channel.id, "channel_type": channel.kind}
        if message.get("subtype") == "tombstone":
            if self._identity.bot_user not in (message.get("reply_users") or ()):
                return ()
            event = {"type": "message", "subtype": "message_changed", "message": message} | where
        elif _seconds(message.get("ts")) > oldest:
            event = {**message, **where, "type": "message"}
            if event.get("thread_ts") == event.get("ts"):  # got replies since
                del event["thread_ts"]
        else:
            return ()
        body = {"team_id": self._identity.team, "event": event}
        told = notice(body, self._identity.bot_user)
        return () if told is None else (told,)


def _seconds(ts: object) -> float:
    try:
        return float(str(ts))
    except ValueError:
        return 0.0
