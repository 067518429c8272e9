"""A recording and some fields as one form (RFC 7578), streamed, its size known beforehand."""

import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from bot.domain.ports import Audio

_UNSAFE = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # RFC 7578 §2, WHATWG's form data


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What to send: `size` bytes of `chunks`, as `content_type`."""

    content_type: str
    size: int
    chunks: AsyncIterator[bytes]


def form(audio: Audio, fields: Iterable[tuple[str, str]] = (), *, name: str = "file") -> Form:
    """The fields, then the recording under `name`."""
    boundary = secrets.token_hex(16)
    head = "".join(_field(boundary, *field) for field in fields)
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
        f'filename="{audio.name.translate(_UNSAFE)}"\r\nContent-Type: {audio.content_type}\r\n\r\n'
    )
    start, end = head.encode(), f"\r\n--{boundary}--\r\n".encode()
    return Form(
        content_type=f"multipart/form-data; boundary={boundary}",
        size=len(start) + audio.size + len(end),
        chunks=_around(start, audio.chunks, end),
    )


def _field(boundary: str, name: str, value: str) -> str:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


async def _around(start: bytes, chunks: AsyncIterator[bytes], end: bytes) -> AsyncIterator[bytes]:
    yield start
    async for chunk in chunks:
        yield chunk
    yield end
