"""Brings a recording to Plaud's storage, in the parts that it plans ("File Upload")."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from bot.domain.errors import Fault, Transient
from bot.domain.ports import Audio
from bot.http.bulk import Bulk
from bot.http.storage import accept
from bot.providers.plaud.faults import COMPLETE, UPLOAD
from bot.providers.plaud.tokens import Tokens
from bot.providers.plaud.wire import Part, Plan, Uploaded

_FILES = "/open/partner/files/upload"


class Uploads:
    """Uploads under one account; `schemes` are those that an address of theirs may have."""

    def __init__(
        self, service: str, account: str, tokens: Tokens, bulk: Bulk, schemes: frozenset[str]
    ) -> None:
        self._service = service
        self._account = account
        self._tokens = tokens
        self._bulk = bulk
        self._schemes = schemes

    async def send(self, audio: Audio) -> str:
        """The recording's address there, good for a day.

        Raises Transient (all of it again), Rejected, NeedsOperator, and what the chunks raise.
        """
        kind = PurePosixPath(audio.name).suffix.removeprefix(".")
        asked = {"filesize": audio.size, "filetype": kind}
        user = self._user(audio)
        planned = f"{_FILES}/generate-presigned-urls"
        reply = await self._tokens.call(planned, user=user, json=asked, faults=UPLOAD)
        plan = reply.parse(Plan, Transient)
        pieces = Pieces(self._service, audio.chunks)
        tags = await self._put(plan, audio.size, pieces)
        await pieces.end()
        done = {
            "file_id": plan.file_id,
            "upload_id": plan.upload_id,
            "part_list": tags,
            "filetype": kind,
            "file_md5": pieces.md5,
        }
        completed = f"{_FILES}/complete-upload"
        reply = await self._tokens.call(completed, user=user, json=done, faults=COMPLETE)
        return reply.parse(Uploaded, Transient).url

    def _user(self, audio: Audio) -> str:
        """A team is one user there, and stays it ("user_id": 6 to 120 characters)."""
        if audio.team:
            return f"slack-{audio.team}"
        return f"threadscribe-{self._account.partition(':')[2]}"

    async def _put(self, plan: Plan, size: int, pieces: "Pieces") -> list[dict[str, int | str]]:
        tags: list[dict[str, int | str]] = []
        for part in self._checked(plan, size):
            length = min(plan.chunk_size, size - plan.chunk_size * len(tags))
            tags.append(
                {"PartNumber": part.number, "ETag": await self._put_part(part, length, pieces)}
            )
        return tags

    async def _put_part(self, part: Part, length: int, pieces: "Pieces") -> str:
        """The part's tag as received: their pages keep its quotes, and storages take both."""
        receipt = await self._bulk.put(part.url, pieces.next(length), size=length, headers={})
        accept(receipt, self._service)
        tag = receipt.headers.get("ETag")
        if not tag:
            raise Transient(f"{self._service}: storage gave a part no tag")
        return tag

    def _checked(self, plan: Plan, size: int) -> list[Part]:
        """The parts in order, before a byte of speech goes anywhere."""
        parts = sorted(plan.parts, key=lambda part: part.number)
        needed = -(-size // plan.chunk_size)
        numbered = [part.number for part in parts] == list(range(1, needed + 1))
        if not numbered or not all(self._is_address(part.url) for part in parts):
            raise Transient(f"{self._service}: an upload plan that does not add up")
        return parts

    def _is_address(self, url: str) -> bool:
        try:
            address = urlsplit(url)
        except ValueError:
            return False
        return address.scheme in self._schemes and bool(address.hostname)


class Pieces:
    """A stream cut anew, into pieces of exact sizes, and the digest of all that went through."""

    def __init__(self, service: str, chunks: AsyncIterator[bytes]) -> None:
        self._service = service
        self._chunks = chunks
        self._rest = b""
        self._digest = hashlib.md5(usedforsecurity=False)

    @property
    def md5(self) -> str:
        """In hexadecimal digits."""
        return self._digest.hexdigest()

    async def next(self, size: int) -> AsyncIterator[bytes]:
        """The next so many bytes. Raises Transient when there are less."""
        while size:
            chunk = self._rest or await self._read()
            if chunk is None:
                raise self._cut("early")
            piece, self._rest = chunk[:size], chunk[size:]
            self._digest.update(piece)
            size -= len(piece)
            yield piece

    async def end(self) -> None:
        """Raises Transient when there are more."""
        if self._rest or await self._read() is not None:
            raise self._cut("late")

    async def _read(self) -> bytes | None:
        async for chunk in self._chunks:
            if chunk:
                return chunk
        return None

    def _cut(self, when: str) -> Transient:
        return Transient(f"{self._service}: the recording ended {when}", fault=Fault.FILE_CUT)
