"""Opens a recording as a stream that a service takes: the Media port."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.front import SlackFiles
from bot.domain.ports import Audio, Traits
from bot.domain.recording import Source
from bot.http import Http
from bot.media import files
from bot.media.boxes import Indexed
from bot.media.container import MADE, UNKNOWN, Container, is_page
from bot.media.conversion import Wanted, convert, probe
from bot.media.glance import Glance, glance
from bot.media.length import Timed
from bot.media.originals import Original, Originals
from bot.media.slack import SlackAccess
from bot.media.stream import Exact, peek

Stop = Callable[[], bool]

_LARGEST_ORIGINAL = 4 * 1024**3  # bytes that we keep on disk to convert; Slack's own limit is 1 GiB
_ROOM = 2  # times the size of an original is what its conversion may take
_LOOK = 2 * 1024 * 1024  # bytes in which what is no sound is told from what is


class Opener:
    """Gets at the audio of what was shared, from Slack, from a link or from this machine.

    A stream all the way, except for what must be converted or has no known length: that lies in
    `data_dir` until the stream is closed.
    """

    def __init__(
        self, slack_files: SlackFiles, http: Http, slack: SlackAccess, data_dir: Path
    ) -> None:
        self._originals = Originals(slack_files, http, slack)
        self._data_dir = data_dir

    @asynccontextmanager
    async def open(self, source: Source, traits: Traits, stop: Stop) -> AsyncIterator[Audio]:
        async with AsyncExitStack() as stack:
            original = await self._originals.find(stack, source, traits, stop)
            seen = _glance(original)
            _fit_told(original)
            if not seen.sure:
                original, seen = await _opened(original, traits, stop)
            container = seen.container
            if container.extension not in traits.containers:
                yield await self._converted(stack, original, traits, stop)
                return
            if seen.late:
                original = replace(original, chunks=_indexed(original))
            if original.size is None:
                yield await self._kept(stack, original, container, traits, stop)
            else:
                _fit_size(original.size, traits)
                chunks = Exact(original.chunks, original.size)
                yield _audio(container, original.size, original.seconds, chunks)

    async def check_link(self, url: str) -> bool:
        return await self._originals.check_link(url)

    async def _converted(
        self, stack: AsyncExitStack, original: Original, traits: Traits, stop: Stop
    ) -> Audio:
        size = original.size or 0
        if size > _LARGEST_ORIGINAL:
            raise Rejected("media: larger than we convert", Fault.TOO_LARGE)
        opened = files.temporary_folder(self._data_dir, size * _ROOM)
        folder = await stack.enter_async_context(opened)
        await files.write(folder / "original", _whole(original), _LARGEST_ORIGINAL)
        wanted = Wanted(
            containers=traits.containers & MADE.keys(),
            seconds=traits.max_seconds,
            other=original.other,
        )
        made = await convert(folder / "original", folder / "audio", wanted, stop)
        traits.check_length(made.seconds)
        size, chunks = await stack.enter_async_context(files.read(folder / "audio", stop))
        _fit_size(size, traits)
        return _audio(MADE[made.container], size, made.seconds, Exact(chunks, size))

    async def _kept(
        self,
        stack: AsyncExitStack,
        original: Original,
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


def _glance(original: Original) -> Glance:
    if not original.head:
        raise Rejected("media: empty", Fault.FILE_EMPTY)
    if is_page(original.head):
        raise Rejected("media: a web page", original.page)
    seen = glance(original.head, original.size)
    if seen is None:
        raise Rejected("media: not sound", original.other)
    return seen


async def _opened(original: Original, traits: Traits, stop: Stop) -> tuple[Original, Glance]:
    """What is in doubt is opened by a child before more of it is fetched."""
    head, chunks = await peek(original.chunks, _LOOK)
    original = replace(original, head=head, chunks=chunks)
    seen = _glance(original)
    to_convert = seen.container.extension not in traits.containers
    if seen.sure or (to_convert and original.size == len(head)):  # the whole is opened soon enough
        return original, seen
    container = await _heard(original, seen, stop)
    return original, Glance(container=container, sure=True, late=False)


async def _heard(original: Original, seen: Glance, stop: Stop) -> Container:
    """Raises Rejected when there is no sound in it."""
    try:
        heard = await probe(original.head, original.other, stop)
    except Rejected:
        if seen.late:
            return UNKNOWN
        raise
    return seen.container if heard and heard == seen.container.extension else UNKNOWN


def _indexed(original: Original) -> AsyncIterator[bytes]:
    return Indexed(original.chunks, original.size, original.other)


def _whole(original: Original) -> AsyncIterator[bytes]:
    if original.size is None:
        return original.chunks
    return Exact(original.chunks, original.size)


def _audio(
    container: Container, size: int, seconds: float | None, chunks: AsyncIterator[bytes]
) -> Audio:
    """Named after what it is: people's own file names go into nobody's headers."""
    assert container is not UNKNOWN, "only what has a name is sent"
    timed = Timed(chunks, container.extension, size)
    return Audio(
        name=f"recording.{container.extension}",
        content_type=container.content_type,
        size=size,
        seconds=seconds,
        chunks=timed if seconds is None else chunks,
        heard=timed.seconds,
    )


def _fit_told(original: Original) -> None:
    if original.told not in (None, original.size):
        message = f"file: {original.size} bytes come, Slack says {original.told}"
        raise Transient(message, fault=Fault.FILE_CUT)


def _fit_size(size: int, traits: Traits) -> None:
    if size > traits.max_bytes:
        raise Rejected("media: too large", Fault.TOO_LARGE)
