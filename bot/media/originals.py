"""Finds a recording where it was shared: in Slack, behind a link or on this machine."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from yarl import URL

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.front import SlackFiles
from bot.domain.ports import Traits
from bot.domain.recording import Link, LocalFile, SlackFile, Source
from bot.domain.shares import direct, is_share
from bot.http import Http
from bot.http.bulk import Download
from bot.http.gate import Gate
from bot.http.guard import Guard
from bot.media import files
from bot.media.links import refuse_pages, unwrap
from bot.media.slack import SlackAccess
from bot.media.stream import peek

Stop = Callable[[], bool]

_DOWNLOAD = "files.download"  # as if it were one of Slack's methods


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A recording as it was found: its first bytes and then all of them."""

    head: bytes
    chunks: AsyncIterator[bytes]
    size: int | None
    told: int | None  # the size by its index, to be held against the real one
    seconds: float | None
    page: Fault  # what it means when it is a web page
    other: Fault  # what it means when it is no sound at all


class Originals:
    """Opens what was shared, as it is."""

    def __init__(self, slack_files: SlackFiles, http: Http, slack: SlackAccess) -> None:
        self._slack_files = slack_files
        self._http = http
        self._slack = slack
        self._slack_gate = http.gate(Fault.SLACK_DOWN)
        self._hosts_gate = http.gate(Fault.LINK_UNREACHABLE)

    async def check_link(self, url: str) -> bool:
        guard = self._http.guard
        address = guard.parse(unwrap(url))
        if guard.allowed(address):
            return True
        refuse_pages(address)
        await guard.check(address)
        return False

    async def find(
        self, stack: AsyncExitStack, source: Source, traits: Traits, stop: Stop
    ) -> Original:
        """Open a recording; `stack` closes it. Raises Transient, Rejected, NeedsOperator, Stopped."""
        match source:
            case SlackFile():
                return await self._in_slack(stack, source, traits, stop)
            case Link():
                return await self._behind_link(stack, source, stop)
            case LocalFile():
                return await _on_disk(stack, source, stop)

    async def _in_slack(
        self, stack: AsyncExitStack, source: SlackFile, traits: Traits, stop: Stop
    ) -> Original:
        facts = await self._slack_files.facts(source.id)
        seconds = facts.seconds or source.seconds or None
        traits.check_length(seconds)
        url = self._slack.entrance(facts.url)
        self._slack_gate.check(_DOWNLOAD)
        opened = self._http.bulk.get(url, self._slack.headers, stop)
        download = await stack.enter_async_context(opened)
        _accept_from_slack(download, self._slack_gate)
        return await _original(
            download,
            facts.size,
            seconds=seconds,
            page=Fault.LOGIN_PAGE,
            other=Fault.NOT_MEDIA,
        )

    async def _behind_link(self, stack: AsyncExitStack, source: Link, stop: Stop) -> Original:
        guard = self._http.guard
        pasted = unwrap(source.url)
        url = guard.parse(direct(pasted))
        admit = partial(_checked, guard, self._hosts_gate)
        opened = self._http.guarded.get(url, admit, stop, Fault.LINK_UNREACHABLE)
        download = await stack.enter_async_context(opened)
        _accept_from_link(download, self._hosts_gate)
        return await _original(
            download,
            None,
            seconds=None,
            page=Fault.LINK_CLOSED if is_share(pasted) else Fault.LINK_NOT_MEDIA,
            other=Fault.LINK_NOT_MEDIA,
        )


async def _on_disk(stack: AsyncExitStack, source: LocalFile, stop: Stop) -> Original:
    try:
        opened = files.read(Path(source.path), stop)
        size, chunks = await stack.enter_async_context(opened)
    except OSError as error:
        raise Rejected("file: cannot be read", Fault.FILE_GONE) from error
    head, whole = await peek(chunks)
    return Original(
        head=head,
        chunks=whole,
        size=size,
        told=None,
        seconds=None,
        page=Fault.NOT_MEDIA,
        other=Fault.NOT_MEDIA,
    )


async def _original(
    download: Download, told: int | None, *, seconds: float | None, page: Fault, other: Fault
) -> Original:
    if download.content_type == "text/html":
        raise Rejected("media: a web page", page)
    if not download.plain:
        raise Rejected("media: packed, though nobody asked for that", other)
    head, chunks = await peek(download)
    return Original(
        head=head,
        chunks=chunks,
        size=told if download.size is None else download.size,
        told=told,
        seconds=seconds,
        page=page,
        other=other,
    )


def _accept_from_slack(download: Download, gate: Gate) -> None:
    match download.status:
        case 200:
            return
        case 401 | 403:
            raise Rejected(f"file: status {download.status}", Fault.FILE_DENIED)
        case 404 | 410:
            raise Rejected(f"file: status {download.status}", Fault.FILE_GONE)
        case 429:
            raise gate.refused(_DOWNLOAD, download.retry_after)
        case _:
            raise _failed(download, Fault.FILE_CUT)


def _accept_from_link(download: Download, gate: Gate) -> None:
    status = download.status
    if status == 200:  # noqa: PLR2004
        return
    if status == 429:  # noqa: PLR2004
        raise gate.refused(download.host, download.retry_after)
    if status == 408 or status >= 500:  # noqa: PLR2004
        raise _failed(download, Fault.LINK_UNREACHABLE)
    raise Rejected(f"link: status {status}", Fault.LINK_UNREACHABLE)


def _failed(download: Download, fault: Fault) -> Transient:
    message = f"download: status {download.status}"
    return Transient(message, retry_after=download.retry_after, fault=fault)


def _checked(guard: Guard, gate: Gate, hop: URL) -> dict[str, str]:
    """Each hop must pass the guard and want to be called; none gets anything of ours."""
    guard.parse(str(hop))
    gate.check(hop.raw_host or "")
    return {}
