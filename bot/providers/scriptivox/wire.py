"""Scriptivox' JSON, in its own words; never leaves this folder.

Almost everything is optional, and read leniently.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, FiniteFloat

from bot.http.lenient import Many, Maybe, Text, Wire, epoch


class Problem(Wire):
    """What went wrong."""

    code: Maybe[Text] = None
    message: Maybe[Text] = None


class Failing(Wire):
    """Anything that may carry an error ("Error Codes").

    An older version of the page has `error_code` and `error_message` beside the other fields.
    """

    error: Maybe[Problem] = None
    error_code: Maybe[Text] = None
    error_message: Maybe[Text] = None

    @property
    def code(self) -> str:
        """The error's name; empty when there is none."""
        return (self.error and self.error.code) or self.error_code or ""

    @property
    def said(self) -> str:
        """The error in its words."""
        return ((self.error and self.error.message) or self.error_message or "").strip()


class UploadTarget(Wire):
    """Where to put a recording ("File Upload")."""

    upload_id: Annotated[str, Field(min_length=1)]
    upload_url: str
    headers: Maybe[dict[str, str]] = None
    expires_in: Maybe[FiniteFloat] = None


class Created(Wire):
    """A transcription's birth ("Start Transcription")."""

    id: Annotated[str, Field(min_length=1)]


class Hint(Wire):
    """What a webhook says; where its payload has the id is shown nowhere, so in any usual place."""

    id: Maybe[str] = None
    transcription_id: Maybe[str] = None
    data: Maybe[Created] = None

    @property
    def about(self) -> str | None:
        """The transcription that it is about."""
        return self.transcription_id or (self.data.id if self.data else None) or self.id


class Spoken(Wire):
    """A word and its time ("Get Result"; alignment is on by default)."""

    word: Maybe[Text] = None
    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None


class Utterance(Wire):
    """What one speaker says at a time ("Get Result")."""

    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None
    text: Maybe[Text] = None
    speaker: Maybe[Text] = None
    confidence: Maybe[FiniteFloat] = None
    words: Many[Spoken] = None


class Outcome(Wire):
    """A finished transcription's `result`."""

    full_transcript: Maybe[Text] = None
    language: Maybe[Text] = None
    duration_seconds: Maybe[FiniteFloat] = None
    utterances: Many[Utterance] = None


class Row(Failing):
    """A transcription ("Get Result"); a list's rows have no result."""

    id: Maybe[str] = None
    status: Maybe[str] = None
    audio_duration_seconds: Maybe[FiniteFloat] = None
    diarize: Maybe[bool] = None
    speaker_count: Maybe[int] = None
    cost_cents: Maybe[Annotated[Decimal, Field(ge=0)]] = None
    created_at: Maybe[datetime] = None
    result: Maybe[Outcome] = None

    @property
    def created(self) -> float | None:
        """When it was made, in epoch seconds."""
        return epoch(self.created_at)

    @property
    def cost(self) -> Decimal | None:
        """What it cost, in US dollars; they tell it in cents and fractions of them."""
        return None if self.cost_cents is None else self.cost_cents / 100


class Rows(Wire):
    """A page of transcriptions, the newest first ("List Transcriptions")."""

    items: list[Maybe[Row]]
    has_more: Maybe[bool] = None
    next_cursor: Maybe[str] = None

    @property
    def rows(self) -> list[Row]:
        """Those that can be read and have a name."""
        return [row for row in self.items if row is not None and row.id]

    def reaches(self, moment: float) -> bool:
        """Whether everything made since then is on this page or on those before it."""
        if self.has_more is False or not self.next_cursor:
            return True
        return any(row.created is not None and row.created < moment for row in self.rows)


class Balance(Wire):
    """The account's money ("Balance")."""

    available_cents: Maybe[Decimal] = None
