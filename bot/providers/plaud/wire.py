"""Plaud's JSON, in its own words; never leaves this folder.

Requests are in snake case, answers of the file API in Pascal case. Results are read leniently, and
in both spellings that are seen: the pages have `segments` with `speaker`, the vendor's own apps
read `results` with `speaker_id`. Voice embeddings are not even held.
"""

from typing import Annotated, Any

from pydantic import Field, FiniteFloat

from bot.http.lenient import Many, Maybe, Text, Wire, sound

# What may stand in a header; nothing else may be a token.
_Token = Annotated[str, Field(pattern=r"^[!-~]+$")]


class Refusal(Wire):
    """An error: `{"detail"}`, `{"code", "message"}` and others are seen, none is on the pages."""

    detail: Any = None
    message: Any = None
    error: Any = None
    code: Any = None

    @property
    def words(self) -> str:
        """What it says to people, in one line."""
        return next(iter(self._all), "")

    @property
    def hints(self) -> str:
        """Everything it says, in lower case, to tell by what it means."""
        return "; ".join(self._all).lower()

    @property
    def _all(self) -> list[str]:
        parts = (self.detail, self.message, self.error, self.code)
        return [words for words in map(_said, parts) if words]


def _said(part: Any) -> str:
    if isinstance(part, list):
        return "; ".join(filter(None, map(_said, part)))
    if isinstance(part, dict):
        part = part.get("message") or part.get("msg") or part.get("code")
    return str(sound(part)).strip() if isinstance(part, str) else ""


class Token(Wire):
    """A partner's token, or a user's, which has no `refresh_token` ("Authentication")."""

    access_token: _Token
    refresh_token: Maybe[_Token] = None
    expires_in: Maybe[FiniteFloat] = None


class Part(Wire):
    """Where one part of an upload goes."""

    number: int = Field(alias="PartNumber")
    url: str = Field(alias="PresignedUrl")


class Plan(Wire):
    """How a recording is to be uploaded (`generate-presigned-urls`)."""

    file_id: str = Field(alias="FileId")
    upload_id: str = Field(alias="UploadId")
    chunk_size: int = Field(alias="ChunkSize", gt=0)
    parts: list[Part] = Field(alias="Parts")


class Uploaded(Wire):
    """What came of an upload (`complete-upload`)."""

    url: str = Field(alias="DownloadUrl", min_length=1)


class Said(Wire):
    """A phrase, in either spelling."""

    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None
    text: Maybe[Text] = None
    speaker: Maybe[Text] = None
    speaker_id: Maybe[Text] = None

    @property
    def label(self) -> str | None:
        """Who says it."""
        return self.speaker or self.speaker_id


class Outcome(Wire):
    """A task's `data`: empty while it is under way."""

    text: Maybe[Text] = None
    full_text: Maybe[Text] = None
    language: Maybe[Text] = None
    duration: Maybe[FiniteFloat] = None
    segments: Many[Said] = None
    results: Many[Said] = None
    task_id: Maybe[str] = None
    task_status: Maybe[str] = None
    message: Maybe[Text] = None

    @property
    def phrases(self) -> list[Said]:
        """What was said, piece by piece."""
        return [said for said in self.segments or self.results or () if said is not None]

    @property
    def whole(self) -> str | None:
        """What was said, in one piece."""
        return self.full_text if self.text is None else self.text

    @property
    def told(self) -> bool:
        """Whether it says anything of what was said, and be it that nothing was."""
        return not (self.whole is None and self.segments is None and self.results is None)


class Task(Wire):
    """A transcription ("Get Results"); its birth has the same shape."""

    transcription_id: Maybe[str] = None
    status: Maybe[str] = None
    data: Maybe[Outcome] = None
    message: Maybe[Text] = None

    @property
    def id(self) -> str:
        """How it is called; empty when nothing says so."""
        return self.transcription_id or self.outcome.task_id or ""

    @property
    def outcome(self) -> Outcome:
        """Its `data`."""
        return self.data or Outcome()

    @property
    def states(self) -> frozenset[str]:
        """What it says of its state; clients also find one in `data`."""
        return frozenset(s.upper() for s in (self.status, self.outcome.task_status) if s)
