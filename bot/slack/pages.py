"""Reads what stands in threads and channels, page by page.

docs.slack.dev/reference/methods/conversations.history and .replies
"""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from bot.slack.api import Refused

PAGE = 200  # messages
THREAD_PAGES = 10

_NO_THREAD = "thread_not_found"


class Caller(Protocol):
    """Whoever makes our calls."""

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]: ...


class NoThread(Refused):
    """A thread's parent was deleted; whatever replies it had may still be read."""


async def replies(
    api: Caller, channel: str, thread: str, *, oldest: str | None = None
) -> AsyncIterator[Mapping[str, Any]]:
    """A thread, oldest first. Raises NoThread, at its end when there is a tombstone for a parent."""
    buried = False
    where = {"channel": channel, "ts": thread, "oldest": oldest}
    try:
        async for message in _pages(api, "conversations.replies", THREAD_PAGES, where):
            top = message.get("ts") == thread
            buried = buried or (top and message.get("subtype") == "tombstone")
            yield message
    except Refused as error:
        if error.code == _NO_THREAD:
            raise NoThread("conversations.replies", _NO_THREAD) from error
        raise
    if buried:
        raise NoThread("conversations.replies", "tombstone")


async def history(
    api: Caller, channel: str, *, pages: int, oldest: str | None = None
) -> AsyncIterator[Mapping[str, Any]]:
    """What stands in a channel itself, newest first."""
    where = {"channel": channel, "oldest": oldest}
    async for message in _pages(api, "conversations.history", pages, where):
        yield message


async def _pages(
    api: Caller, method: str, most: int, where: Mapping[str, object]
) -> AsyncIterator[Mapping[str, Any]]:
    cursor: str | None = None
    for _ in range(most):
        page = await api.call(method, include_all_metadata=True, limit=PAGE, cursor=cursor, **where)
        for message in page.get("messages") or ():
            if isinstance(message, dict):
                yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return
