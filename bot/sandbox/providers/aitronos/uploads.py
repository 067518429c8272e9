"""Recordings that were uploaded ("Upload audio file")."""

import secrets
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.providers.aitronos.refused import Refused, invalid
from bot.sandbox.providers.ear import Ear, NotSound

FORMATS = frozenset({"mp3", "wav", "m4a", "flac", "ogg", "opus"})  # Opus goes in OGG


class Uploads:
    """Files by their addresses, which are not to be guessed. `max_bytes` may be changed."""

    def __init__(self, base_url: str) -> None:
        self.max_bytes = 1_000_000_000  # no page has a limit
        self.address = f"{base_url}/files/"
        self._files: dict[str, bytes] = {}

    async def take(self, request: web.Request, ear: Ear) -> dict[str, Any]:
        """Keep the file in a form. Raises Refused."""
        data = await _read(request)
        if len(data) > self.max_bytes:
            raise Refused(413, "FILE_TOO_LARGE", "The file is too large.")
        try:
            sound = await ear.examine(data)
        except NotSound:
            raise invalid("The file is not a valid audio file.") from None
        if sound.container not in FORMATS:
            raise invalid(f"Unsupported audio format: {sound.container}.")
        url = f"{self.address}{secrets.token_urlsafe(24)}"
        self._files[url] = data
        return {"file_url": url, "size_bytes": len(data)}

    def find(self, url: str) -> bytes:
        """What was put there. Raises Refused."""
        if url not in self._files:
            raise invalid("audio_url could not be fetched: there is no such upload.")
        return self._files[url]

    def lose(self) -> None:
        """All of them are gone."""
        self._files.clear()


async def _read(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        raise invalid("Send multipart/form-data.")
    data: bytes | None = None
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name != "file" or not part.filename:
                raise invalid("The form has one field: file.")
            data = bytes(await part.read())
    except ValueError:
        raise invalid("The form is malformed.") from None
    if not data:
        raise invalid("file is required.")
    return data
