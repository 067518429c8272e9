"""The storage behind "File Upload": signed, without accounts, each place filled once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.scriptivox.formats import type_of
from bot.sandbox.providers.scriptivox.refused import Refused

# What a client may add to the headers that it was given, without meaning anything by it.
_HARMLESS = frozenset(
    {
        *("host", "connection", "user-agent", "accept", "accept-encoding"),
        *("content-length", "content-type"),
    }
)


@dataclass(slots=True, kw_only=True)
class Upload:
    """A place for one recording."""

    id: str
    token: str
    headers: Mapping[str, str]
    expires: float
    data: bytes | None = None
    used: bool = False


class Storage:
    """Signed places, and what was put there. `max_bytes` and `lifetime` may be changed."""

    def __init__(self, clock: Clock, base_url: str) -> None:
        self.max_bytes = 5 * 1024**3  # "Limits"
        self.lifetime = 3600.0  # seconds: "Upload URL TTL"
        self._clock = clock
        self._base_url = base_url
        self._uploads: dict[str, Upload] = {}

    def open(self, name: str, content: Mapping[str, Any]) -> dict[str, Any]:
        """Answer `POST /upload`; `name` is the upload's. Raises Refused."""
        if content.keys() - {"filename"}:
            raise Refused(400, "INVALID_REQUEST", "Only filename is taken.")
        upload = Upload(
            id=name,
            token=secrets.token_urlsafe(16),
            headers={"Content-Type": type_of(content.get("filename"))},
            expires=self._clock.now() + self.lifetime,
        )
        self._uploads[upload.id] = upload
        return {
            "upload_id": upload.id,
            "upload_url": f"{self._base_url}/storage/{upload.id}?token={upload.token}",
            "expires_in": int(self.lifetime),
            "method": "PUT",
            "headers": dict(upload.headers),
        }

    async def put(self, request: web.Request) -> web.Response:
        """Take a recording, exactly as it was signed."""
        upload = self._uploads.get(request.match_info["id"])
        refusal = self._refusal(request, upload)
        if refusal is not None or upload is None:
            return refusal or _no(404, "not_found")
        upload.data = await request.read()
        return web.json_response({"Key": f"uploads/{upload.id}"})

    def find(self, name: str) -> Upload:
        """A filled place that nobody ordered yet. Raises Refused."""
        upload = self._uploads.get(name)
        if upload is None:
            raise Refused(404, "UPLOAD_NOT_FOUND", "No upload has this id.")
        if upload.used:
            raise Refused(400, "UPLOAD_ALREADY_USED", "This upload has a transcription already.")
        if upload.expires <= self._clock.now():
            raise Refused(400, "UPLOAD_EXPIRED", "The upload has expired.")
        if upload.data is None:
            raise Refused(400, "FILE_NOT_UPLOADED", "The file was never put there.")
        return upload

    def _refusal(self, request: web.Request, upload: Upload | None) -> web.Response | None:
        if upload is None or request.query.get("token") != upload.token:
            return _no(403, "InvalidSignature")
        if upload.expires <= self._clock.now():
            return _no(400, "InvalidJWT")
        if request.content_length is None:
            return _no(411, "MissingContentLength")
        if not _as_signed(request.headers, upload.headers):
            return _no(400, "InvalidHeaders")
        if request.content_length > self.max_bytes:
            return _no(413, "EntityTooLarge")
        return None if upload.data is None else _no(409, "Duplicate")


def _as_signed(sent: Mapping[str, str], signed: Mapping[str, str]) -> bool:
    wanted = {name.lower(): value for name, value in signed.items()}
    added = {name.lower() for name in sent} - wanted.keys() - _HARMLESS
    return not added and all(sent.get(name) == value for name, value in signed.items())


def _no(status: int, error: str) -> web.Response:
    return web.json_response({"statusCode": str(status), "error": error}, status=status)
