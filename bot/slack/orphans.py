"""Takes back what lost its thread: Slack posts replies to a deleted message into the channel."""

import logging

from bot.domain.errors import NeedsOperator, Transient
from bot.domain.ports import Clock
from bot.slack.api import Refused, WebApi

log = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 4.0)  # seconds between two attempts
LONGEST = 60.0  # seconds that Slack may ask us to wait with it


class Orphans:
    """Deletes messages of ours, a few times as long as nobody knows whether it happened."""

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def take_back(self, channel: str, ts: str) -> None:
        """Delete one; when it stays for all we do, the log says so."""
        for pause in PAUSES:
            wait = await self._delete(channel, ts)
            if wait is None:
                return
            if wait > LONGEST:
                break
            await self._clock.sleep(max(wait, pause))
        else:
            if await self._delete(channel, ts) is None:
                return
        log.warning("an orphaned reply stays", extra={"channel": channel, "ts": ts})

    async def _delete(self, channel: str, ts: str) -> float | None:
        """How many seconds to wait at least before trying again; None when that is of no use."""
        try:
            await self._api.call("chat.delete", channel=channel, ts=ts)
        except Transient as error:
            return error.retry_after or 0.0
        except (Refused, NeedsOperator) as error:
            if not (isinstance(error, Refused) and error.code == "message_not_found"):
                log.warning("an orphaned reply stays", extra={"why": str(error)})
        return None
