"""The storage behind "Browser Upload Flow": signed, without accounts, answers in XML."""

import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from aiohttp import web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.tuplets.refused import Refused

TYPES = {
    ".mp3": "audio/mpeg",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".aac": "audio/aac",
    ".wma": "audio/x-ms-wma",
    ".webm": "audio/webm",
    ".opus": "audio/opus",
}
_OTHER_TYPES = frozenset({"video/webm", "application/ogg"})


@dataclass(slots=True, kw_only=True)
class Target:
    """A place for one upload."""

    key: str
    token: str
    signature: str
    content_type: str
    size: int | None  # the page shows targets without one
    expires: float
    data: bytes | None = None


class Storage:
    """Signed places, and what was put there. `max_bytes` and `lifetime` may be changed."""

    def __init__(self, clock: Clock, base_url: str) -> None:
        self.max_bytes = 1_000_000_000  # "Constraints"
        self.lifetime = 900.0  # seconds; the page does not say
        self._clock = clock
        self._base_url = base_url
        self._targets: dict[str, Target] = {}

    def target(self, body: Any) -> dict[str, Any]:
        """Answer `POST /jobs/upload-target`. Raises Refused."""
        filename, content_type, size = self._read(body)
        target = Target(
            key=f"uploads/{secrets.token_hex(12)}{check_name(filename)}",
            token=secrets.token_urlsafe(24),
            signature=secrets.token_hex(16),
            content_type=content_type,
            size=size,
            expires=self._clock.now() + self.lifetime,
        )
        self._targets[target.key] = target
        return {
            "upload_url": f"{self._base_url}/storage/{target.key}?signature={target.signature}",
            "upload_method": "PUT",
            "upload_headers": {"Content-Type": content_type},
            "object_key": target.key,
            "upload_token": target.token,
            "expires_in_seconds": int(self.lifetime),
        }

    async def put(self, request: web.Request) -> web.Response:
        """Take an upload, exactly as it was signed."""
        target = self._targets.get(request.match_info["key"])
        refusal = self._refusal(request, target)
        if refusal is not None or target is None:
            return refusal or _xml(404, "NoSuchKey")
        target.data = await request.read()
        return web.Response()

    def take(self, key: str, token: str) -> bytes:
        """What was put there. Raises Refused."""
        target = self._targets.get(key)
        if target is None or not secrets.compare_digest(target.token, token):
            raise Refused(400, "The upload token does not belong to this uploaded_audio_key.")
        if target.expires <= self._clock.now():
            raise Refused(400, "The upload token has expired.")
        if target.data is None:
            raise Refused(400, "The uploaded audio was not found in storage.")
        return target.data

    def _read(self, body: Any) -> tuple[str, str, int | None]:
        if not isinstance(body, dict):
            raise Refused(400, "Send a JSON object with filename and content_type.")
        filename, content_type, size = (body.get(n) for n in ("filename", "content_type", "size"))
        if not isinstance(filename, str) or not filename or "/" in filename:
            raise Refused(400, "filename is required.")
        extension = check_name(filename)
        if content_type is None:  # the vendor's own client leaves it out by default
            content_type = TYPES[extension]
        if not isinstance(content_type, str) or not _is_audio(content_type):
            raise Refused(400, "content_type must be an audio type.")
        if size is not None and (type(size) is not int or size <= 0):
            raise Refused(400, "size must be a positive number of bytes.")
        if size is not None and size > self.max_bytes:
            raise Refused(400, "The file is too large: the limit is 1 GB.")
        return filename, content_type, size

    def _refusal(self, request: web.Request, target: Target | None) -> web.Response | None:
        if "Authorization" in request.headers:
            return _xml(400, "InvalidArgument")  # one way of signing at a time, says storage
        if target is None or request.query.get("signature") != target.signature:
            return _xml(403, "SignatureDoesNotMatch")
        if target.expires <= self._clock.now():
            return _xml(403, "AccessDenied")
        if request.headers.get("Content-Type") != target.content_type:
            return _xml(403, "SignatureDoesNotMatch")
        return self._size_refusal(request.content_length, target)

    def _size_refusal(self, length: int | None, target: Target) -> web.Response | None:
        if length is None:
            return _xml(411, "MissingContentLength")
        if length > self.max_bytes:
            return _xml(400, "EntityTooLarge")
        if target.size is not None and length != target.size:
            return _xml(403, "SignatureDoesNotMatch")
        return None


def check_name(filename: str) -> str:
    """The extension. Raises Refused for a name that is not one of an audio file."""
    extension = PurePosixPath(filename.lower()).suffix
    if extension not in TYPES:
        raise Refused(400, f"Unsupported audio format. Use one of: {', '.join(sorted(TYPES))}.")
    return extension


def _is_audio(content_type: str) -> bool:
    kind = content_type.split(";", 1)[0].strip().lower()
    return kind.startswith("audio/") or kind in _OTHER_TYPES


def _xml(status: int, code: str) -> web.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'
    return web.Response(status=status, text=body, content_type="application/xml")
