"""Where we speak: the `Thread` port over the Web API."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.errors import BotError, Fault, Gone, NeedsOperator, NoBlocks, NoUploads, Unclear
from bot.domain.job import Place
from bot.domain.message import File, Message, PartKey
from bot.domain.ports import Clock
from bot.slack.api import Refused, WebApi
from bot.slack.orphans import Orphans
from bot.slack.pages import NoThread, history, replies

Share = Mapping[str, Any]

log = logging.getLogger(__name__)

EVENT = "threadscribe_job"
LINKS = 1000  # that are remembered
CHANNEL_PAGES = 5  # newest first, when we look for a message of ours in a channel

_NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})
_NO_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_NO_FILE = frozenset({"file_not_found", "file_deleted"})
_NOT_YET = _NO_FILE | {"file_update_failed"}
_NO_UPLOADS = frozenset(
    [
        *("file_type_not_allowed", "file_upload_size_restricted", "file_uploads_disabled"),
        *("file_uploads_except_images_disabled", "restricted_action", "storage_limit_reached"),
        "user_is_external_guest",
    ]
)


class SlackThread:
    """Speaks in threads."""

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._orphans = Orphans(api, clock)
        self._links: dict[tuple[str, str], str] = {}

    async def post(self, place: Place, message: Message, key: PartKey) -> str:
        """Say something new; a reply that lost its parent is taken back at once."""
        metadata = {"event_type": EVENT, "event_payload": {"job": key.job, "part": key.part}}
        answer = await self._say(
            "chat.postMessage",
            message,
            channel=place.channel,
            thread_ts=place.thread,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
        )
        ts = str(answer.get("ts", ""))
        if place.thread and _orphaned(answer):
            await self._orphans.take_back(place.channel, ts)
            raise Gone("chat.postMessage: the thread's parent is gone")
        return ts

    async def find(self, place: Place, key: PartKey) -> str | None:
        """Look for a part by its metadata, and not by time: our clock may not be Slack's."""
        try:
            if place.thread is None:
                return await self._in_channel(place.channel, key)
            return await self._in_thread(place.channel, place.thread, key)
        except Refused as error:
            raise _gone(error) from error

    async def update(self, place: Place, ts: str, message: Message) -> None:
        """Say the same thing anew."""
        await self._say("chat.update", message, channel=place.channel, ts=ts)

    async def direct(self, place: Place, user: str) -> Place:
        """The direct messages with someone; posts take the person's own id as well."""
        try:
            answer = await self._api.call("conversations.open", users=user)
        except (Refused, NeedsOperator) as error:
            log.info("a direct message cannot be opened", extra={"why": str(error)})
            return Place(team=place.team, channel=user)
        opened = answer.get("channel") or {}
        return Place(team=place.team, channel=str(opened.get("id") or user))

    async def upload(self, file: File) -> str:
        """The first two of the upload's three steps (slack 3)."""
        try:
            target = await self._api.call(
                "files.getUploadURLExternal", filename=file.name, length=len(file.content)
            )
        except Refused as error:
            raise _refused_upload(error) from error
        await self._api.upload(str(target["upload_url"]), file.content)
        return str(target["file_id"])

    async def share(self, place: Place, files: Mapping[str, File]) -> None:
        """The third step. When Slack does not know the file, its bytes never arrived."""
        try:
            await self._api.call(
                "files.completeUploadExternal",
                files=[{"id": file_id, "title": file.title} for file_id, file in files.items()],
                channel_id=place.channel,
                thread_ts=place.thread,
            )
        except Refused as error:
            if error.code in _NOT_YET:
                raise Unclear(str(error)) from error
            raise _refused_upload(error) from error

    async def take_back(self, place: Place, file_ids: Sequence[str]) -> None:
        """Delete files of ours, and first the message that shows them: Slack would leave a stub."""
        for file_id in file_ids:
            await self._take_back(place, file_id)

    async def _take_back(self, place: Place, file_id: str) -> None:
        try:
            answer = await self._api.call("files.info", file=file_id)
            for share in _shares(answer, place.channel):
                await self._orphans.take_back(place.channel, str(share.get("ts", "")))
            await self._api.call("files.delete", file=file_id)
        except Refused as error:
            if error.code not in _NO_FILE:
                raise _gone(error) from error

    async def shared(self, place: Place, file_id: str) -> bool:
        """Slack shares files later than it says (slack 3), so look.

        One that lost its parent is taken back, as a reply is.
        """
        try:
            answer = await self._api.call("files.info", file=file_id)
            shares = _shares(answer, place.channel)
            if shares and place.thread is not None and not _threaded(shares, place.thread):
                await self._prove_parent(place.channel, place.thread, shares)
        except Refused as error:
            if error.code in _NO_FILE:
                return False
            raise _gone(error) from error
        return bool(shares)

    async def link(self, place: Place, ts: str) -> str | None:
        """Asked once for each message: it stays where it is."""
        if (place.channel, ts) not in self._links:
            try:
                where = {"channel": place.channel, "message_ts": ts}
                answer = await self._api.call_quickly("chat.getPermalink", **where)
            except BotError as error:
                log.info("no link", extra={"channel": place.channel, "why": str(error)})
                return None
            if len(self._links) >= LINKS:
                self._links.clear()
            self._links[place.channel, ts] = str(answer.get("permalink") or "")
        return self._links[place.channel, ts] or None

    async def whisper(self, place: Place, user: str, message: Message) -> None:
        """Say something to one person, without holding up what else there is to do."""
        try:
            await self._whisper(place, user, message)
        except NoBlocks as error:
            log.error("slack did not take our blocks", extra={"why": str(error)})  # noqa: TRY400 the trace tells nothing more
            await self._whisper(place, user, message.plain)

    async def _whisper(self, place: Place, user: str, message: Message) -> None:
        try:
            await self._api.call_quickly(
                "chat.postEphemeral",
                channel=place.channel,
                user=user,
                thread_ts=place.thread,
                text=message.text,
                blocks=list(message.blocks),
            )
        except Refused as error:
            raise _unsaid(error) from error

    async def _say(self, method: str, message: Message, **where: object) -> Mapping[str, Any]:
        """Empty blocks are said, too: an update without them would keep the old ones."""
        try:
            return await self._api.call(
                method, text=message.text, blocks=list(message.blocks), **where
            )
        except Refused as error:
            raise _unsaid(error) from error

    async def _prove_parent(self, channel: str, thread: str, shares: list[Share]) -> None:
        try:
            async for _ in replies(self._api, channel, thread):
                pass
        except NoThread as error:
            for share in shares:
                await self._orphans.take_back(channel, str(share.get("ts", "")))
            raise Gone(str(error)) from error

    async def _in_thread(self, channel: str, thread: str, key: PartKey) -> str | None:
        """Without its parent, what we said may have come to stand in the channel itself."""
        try:
            async for message in replies(self._api, channel, thread):
                if _is(message, key):
                    return str(message["ts"])
        except NoThread as error:
            if orphan := await self._in_channel(channel, key):
                await self._orphans.take_back(channel, orphan)
            raise Gone(str(error)) from error
        return None

    async def _in_channel(self, channel: str, key: PartKey) -> str | None:
        async for message in history(self._api, channel, pages=CHANNEL_PAGES):
            if _is(message, key):
                return str(message["ts"])
        return None


def _unsaid(error: Refused) -> NoBlocks | Gone:
    return NoBlocks(str(error)) if error.code in _NO_BLOCKS else _gone(error)


def _refused_upload(error: Refused) -> NoUploads | Gone:
    return NoUploads(str(error)) if error.code in _NO_UPLOADS else _gone(error)


def _gone(error: Refused) -> Gone:
    absent = error.code in _NOT_THERE
    return Gone(str(error), Fault.NOT_IN_CHANNEL if absent else Fault.UNDELIVERABLE)


def _orphaned(answer: Mapping[str, Any]) -> bool:
    """Slack posts a reply to a deleted parent into the channel, and says so in what is missing."""
    message = answer.get("message")
    return isinstance(message, dict) and not message.get("thread_ts")


def _shares(answer: Mapping[str, Any], channel: str) -> list[Share]:
    """Where in a channel a file is to be seen."""
    kinds = (answer.get("file") or {}).get("shares") or {}
    found = [share for channels in kinds.values() for share in (channels or {}).get(channel) or ()]
    return [share for share in found if isinstance(share, dict)]


def _threaded(shares: list[Share], thread: str) -> bool:
    return any(share.get("thread_ts") == thread for share in shares)


def _is(message: Mapping[str, Any], key: PartKey) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    told = (metadata.get("event_type"), payload.get("job"), payload.get("part"))
    return told == (EVENT, key.job, key.part)
