"""Opens a recording as a stream that a service takes: the Media port."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from yarl import URL

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.front import SlackFiles
from bot.domain.ports import Audio, Traits
from bot.domain.recording import Link, LocalFile, SlackFile, Source
from bot.domain.shares import direct, is_share
from bot.http import Http
from bot.http.bulk import Download
from bot.http.gate import Gate
from bot.http.guard import Guard
from bot.media import files
from bot.media.container import MADE, UNKNOWN, Container, container_of, is_page
from bot.media.conversion import convert
from bot.media.links import refuse_pages, unwrap
from bot.media.slack import SlackAccess
from bot.media.stream import Exact, peek

Stop = Callable[[], bool]

_DOWNLOAD = "files.download"  # as if it were one of Slack's methods
_LARGEST_ORIGINAL = 4 * 1024**3  # bytes that we keep on disk to convert; Slack's own limit is 1 GiB


@dataclass(frozen=True, slots=True, kw_only=True)
class _Original:
    """A recording as it was found: its first bytes and then all of them."""

    head: bytes
    chunks: AsyncIterator[bytes]
    size: int | None
    told: int | None  # the size by its index, to be held against the real one
    seconds: float | None
    page: Fault  # what it means when it is a web page
    other: Fault  # what it means when it is no sound at all


class Opener:
    """Gets at the audio of what was shared, from Slack, from a link or from this machine.

    A stream all the way, except for what must be converted or has no known length: that lies in
    `data_dir` until the stream is closed.
    """

    def __init__(
        self, slack_files: SlackFiles, http: Http, slack: SlackAccess, data_dir: Path
    ) -> None:
        self._slack_files = slack_files
        self._http = http
        self._slack = slack
        self._data_dir = data_dir
        self._slack_gate = http.gate(Fault.SLACK_DOWN)
        self._hosts_gate = http.gate(Fault.LINK_UNREACHABLE)

    @asynccontextmanager
    async def open(self, source: Source, traits: Traits, stop: Stop) -> AsyncIterator[Audio]:
        async with AsyncExitStack() as stack:
            original = await self._find(stack, source, traits, stop)
            container = _container(original)
            _fit_told(original)
            if container.extension not in traits.containers:
                yield await self._converted(stack, original, traits, stop)
            elif original.size is None:
                yield await self._kept(stack, original, container, traits, stop)
            else:
                _fit_size(original.size, traits)
                chunks = Exact(original.chunks, original.size)
                yield _audio(container, original.size, original.seconds, chunks)

    async def check_link(self, url: str) -> bool:
        guard = self._http.guard
        address = guard.parse(unwrap(url))
        if guard.allowed(address):
            return True
        refuse_pages(address)
        await guard.check(address)
        return False

    async def _find(
        self, stack: AsyncExitStack, source: Source, traits: Traits, stop: Stop
    ) -> _Original:
        match source:
            case SlackFile():
                return await self._in_slack(stack, source, traits, stop)
            case Link():
                return await self._behind_link(stack, source, stop)
            case LocalFile():
                return await _on_disk(stack, source, stop)

    async def _in_slack(
        self, stack: AsyncExitStack, source: SlackFile, traits: Traits, stop: Stop
    ) -> _Original:
        facts = await self._slack_files.facts(source.id)
        seconds = facts.seconds or source.seconds or None
        _fit_length(seconds, traits)
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

    async def _behind_link(self, stack: AsyncExitStack, source: Link, stop: Stop) -> _Original:
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

    async def _converted(
        self, stack: AsyncExitStack, original: _Original, traits: Traits, stop: Stop
    ) -> Audio:
        if (original.size or 0) > _LARGEST_ORIGINAL:
            raise Rejected("media: larger than we convert", Fault.TOO_LARGE)
        folder = await stack.enter_async_context(files.temporary_folder(self._data_dir))
        await files.write(folder / "original", _whole(original), _LARGEST_ORIGINAL)
        made = await convert(folder / "original", folder / "audio", stop, original.other)
        _fit_length(made.seconds, traits)
        opened = await stack.enter_async_context(files.read(folder / "audio", stop))
        size, chunks = opened
        _fit_size(size, traits)
        return _audio(MADE[made.container], size, made.seconds, Exact(chunks, size))

    async def _kept(
        self,
        stack: AsyncExitStack,
        original: _Original,
        container: Container,
        traits: Traits,
        stop: Stop,
    ) -> Audio:
        """For want of a length, which uploads are told beforehand."""
        folder = await stack.enter_async_context(files.temporary_folder(self._data_dir))
        await files.write(folder / "original", original.chunks, traits.max_bytes)
        opened = files.read(folder / "original", stop)
        size, chunks = await stack.enter_async_context(opened)
        return _audio(container, size, original.seconds, Exact(chunks, size))


async def _on_disk(stack: AsyncExitStack, source: LocalFile, stop: Stop) -> _Original:
    try:
        opened = files.read(Path(source.path), stop)
        size, chunks = await stack.enter_async_context(opened)
    except OSError as error:
        raise Rejected("file: cannot be read", Fault.FILE_GONE) from error
    head, whole = await peek(chunks)
    return _Original(
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
) -> _Original:
    if download.content_type == "text/html":
        raise Rejected("media: a web page", page)
    if not download.plain:
        raise Rejected("media: packed, though nobody asked for that", other)
    head, chunks = await peek(download)
    return _Original(
        head=head,
        chunks=chunks,
        size=told if download.size is None else download.size,
        told=told,
        seconds=seconds,
        page=page,
        other=other,
    )


def _container(original: _Original) -> Container:
    if not original.head:
        raise Rejected("media: empty", Fault.FILE_EMPTY)
    if is_page(original.head):
        raise Rejected("media: a web page", original.page)
    container = container_of(original.head)
    if container is None:
        raise Rejected("media: not sound", original.other)
    return container


def _whole(original: _Original) -> AsyncIterator[bytes]:
    if original.size is None:
        return original.chunks
    return Exact(original.chunks, original.size)


def _audio(
    container: Container, size: int, seconds: float | None, chunks: AsyncIterator[bytes]
) -> Audio:
    """Named after what it is: people's own file names go into nobody's headers."""
    assert container is not UNKNOWN, "only what has a name is sent"
    return Audio(
        name=f"recording.{container.extension}",
        content_type=container.content_type,
        size=size,
        seconds=seconds,
        chunks=chunks,
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


def _fit_told(original: _Original) -> None:
    if original.told not in (None, original.size):
        message = f"file: {original.size} bytes come, Slack says {original.told}"
        raise Transient(message, fault=Fault.FILE_CUT)


def _fit_length(seconds: float | None, traits: Traits) -> None:
    if seconds is None:
        return
    if seconds < traits.min_seconds:
        raise Rejected("media: too short", Fault.TOO_SHORT)
    if seconds > traits.max_seconds:
        raise Rejected("media: too long", Fault.TOO_LONG)


def _fit_size(size: int, traits: Traits) -> None:
    if size > traits.max_bytes:
        raise Rejected("media: too large", Fault.TOO_LARGE)


def _checked(guard: Guard, gate: Gate, hop: URL) -> dict[str, str]:
    """Each hop must pass the guard and want to be called; none gets anything of ours."""
    guard.parse(str(hop))
    gate.check(hop.raw_host or "")
    return {}
