"""Uploads in parts ("File Upload"), and the storage behind them: signed, and answers in XML."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.sandbox.providers.job import Clock
from bot.sandbox.providers.plaud.refused import Refused, invalid

TYPES = frozenset({"mp3", "m4a", "opus"})
_CREDENTIALS = ("Authorization", "X-Client-Id", "X-Client-Api-Key")


@dataclass(slots=True, kw_only=True)
class Upload:
    """A recording on its way."""

    file_id: str
    upload_id: str
    kind: str
    signature: str
    size: int
    chunk_size: int
    expires: float
    parts: dict[int, bytes] = field(default_factory=dict)
    data: bytes | None = None  # once it is complete ...
    good_until: float = 0.0  # ... and to be had

    @property
    def numbers(self) -> range:
        """The parts' numbers."""
        return range(1, -(-self.size // self.chunk_size) + 1)

    def length(self, number: int) -> int:
        """How many bytes a part has."""
        return min(self.chunk_size, self.size - self.chunk_size * (number - 1))


class Storage:
    """Uploads; `chunk_size`, `max_bytes` and both lifetimes may be changed."""

    def __init__(self, clock: Clock, base_url: str) -> None:
        self.chunk_size = 5_242_880
        self.max_bytes = 5_000_000_000
        self.part_lifetime = 3600.0  # seconds; the pages do not say
        self.lifetime = 86400.0  # seconds, of a download address
        self._clock = clock
        self._base_url = base_url
        self._uploads: dict[str, Upload] = {}

    def plan(self, body: Any) -> dict[str, Any]:
        """Answer `generate-presigned-urls`. Raises Refused."""
        size, kind = self._read(body)
        upload = Upload(
            file_id=f"file_{secrets.token_hex(12)}",
            upload_id=secrets.token_urlsafe(24),
            kind=kind,
            signature=secrets.token_hex(16),
            size=size,
            chunk_size=self.chunk_size,
            expires=self._clock.now() + self.part_lifetime,
        )
        self._uploads[upload.file_id] = upload
        return {
            "FileId": upload.file_id,
            "UploadId": upload.upload_id,
            "ChunkSize": upload.chunk_size,
            "Parts": [
                {"PartNumber": n, "PresignedUrl": self._part_url(upload, n)} for n in upload.numbers
            ],
        }

    async def put(self, request: web.Request) -> web.Response:
        """Take a part, exactly as it was signed."""
        upload = self._uploads.get(request.match_info["file_id"])
        refusal = self._refusal(request, upload)
        if refusal is not None or upload is None:
            return refusal or _xml(404, "NoSuchUpload")
        number = int(request.match_info["number"])
        data = await request.read()
        upload.parts[number] = data
        return web.Response(headers={"ETag": _tag(data)})

    def complete(self, body: Any) -> dict[str, Any]:
        """Answer `complete-upload`. Raises Refused."""
        upload = self._named(body)
        _check_parts(upload, body.get("part_list"))
        data = b"".join(upload.parts[n] for n in upload.numbers)
        digest = hashlib.md5(data, usedforsecurity=False).hexdigest()
        if body.get("file_md5") not in (None, digest):
            raise Refused(400, "FILE_MD5_MISMATCH", "file_md5 is not that of the uploaded parts.")
        upload.data, upload.good_until = data, self._clock.now() + self.lifetime
        return {
            "FileId": upload.file_id,
            "FileType": upload.kind,
            "DownloadUrl": self._download_url(upload),
            "FileMd5": digest,
        }

    def take(self, url: str) -> bytes:
        """What is behind a download address. Raises Refused."""
        parts = urlsplit(url)
        upload = self._uploads.get(parts.path.rpartition("/")[2])
        if upload is None or not url.startswith(f"{self._base_url}/"):
            raise Refused(500, "Internal Server Error")
        signed = parse_qs(parts.query).get("signature") == [upload.signature]
        if upload.data is None or not signed or upload.good_until <= self._clock.now():
            raise Refused(400, "FILE_URL_INVALID", "file_url is not accessible or has expired.")
        return upload.data

    def _read(self, body: Any) -> tuple[int, str]:
        if not isinstance(body, dict):
            raise invalid("filesize", "field required")
        size, kind = body.get("filesize"), body.get("filetype")
        if type(size) is not int or size <= 0:
            raise invalid("filesize", "must be a positive number of bytes")
        if kind not in TYPES:
            raise Refused(400, "FILE_TYPE_INVALID", "filetype must be mp3, m4a or opus.")
        if size > self.max_bytes:
            raise Refused(400, "FILE_SIZE_INVALID", "The file is too large.")
        return size, kind

    def _named(self, body: Any) -> Upload:
        if not isinstance(body, dict):
            raise invalid("file_id", "field required")
        upload = self._uploads.get(str(body.get("file_id")))
        if upload is None or upload.upload_id != body.get("upload_id"):
            raise Refused(404, "UPLOAD_NOT_FOUND", "There is no such upload.")
        if body.get("filetype") != upload.kind:
            raise Refused(400, "FILE_TYPE_INVALID", "filetype is another one than at first.")
        return upload

    def _refusal(self, request: web.Request, upload: Upload | None) -> web.Response | None:
        if any(name in request.headers for name in _CREDENTIALS):
            return _xml(400, "InvalidArgument")  # one way of signing at a time, says storage
        if upload is None or request.query.get("signature") != upload.signature:
            return _xml(403, "SignatureDoesNotMatch")
        if upload.expires <= self._clock.now():
            return _xml(403, "AccessDenied")
        if upload.data is not None:
            return _xml(404, "NoSuchUpload")
        if request.content_length is None:
            return _xml(411, "MissingContentLength")
        return self._size_refusal(request, upload)

    def _size_refusal(self, request: web.Request, upload: Upload) -> web.Response | None:
        number = int(request.match_info["number"])
        if number not in upload.numbers:
            return _xml(403, "SignatureDoesNotMatch")
        if request.content_length != upload.length(number):
            return _xml(400, "EntityTooLarge")
        return None

    def _part_url(self, upload: Upload, number: int) -> str:
        return f"{self._base_url}/storage/{upload.file_id}/{number}?signature={upload.signature}"

    def _download_url(self, upload: Upload) -> str:
        return f"{self._base_url}/storage/{upload.file_id}?signature={upload.signature}"


def _check_parts(upload: Upload, listed: Any) -> None:
    """Raises Refused when what is listed is not what storage has."""
    if set(upload.parts) != set(upload.numbers):
        raise Refused(400, "PARTS_MISSING", "Not every part was uploaded.")
    expected = [(n, _tag(upload.parts[n]).strip('"')) for n in upload.numbers]
    try:
        told = [(part["PartNumber"], part["ETag"].strip('"')) for part in listed]
    except (TypeError, KeyError, AttributeError):
        raise invalid("part_list", "must be a list of PartNumber and ETag") from None
    if told != expected:
        raise Refused(400, "PARTS_INVALID", "part_list does not fit the uploaded parts.")


def _tag(data: bytes) -> str:
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def _xml(status: int, code: str) -> web.Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'
    return web.Response(status=status, text=body, content_type="application/xml")
