"""Tuplets' JSON, in its own words; never leaves this folder.

Almost everything is optional, and read leniently. Voice embeddings are not even held.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, FiniteFloat, StrictBool

from bot.http.lenient import Many, Maybe, Text, Wire, epoch, sound


class Refusal(Wire):
    """An error ("Error Codes"); `detail` may also be the list of a failed validation."""

    detail: Any = None

    @property
    def words(self) -> str:
        """What it says, in one line."""
        parts = self.detail if isinstance(self.detail, list) else [self.detail]
        return "; ".join(filter(None, map(_said, parts)))


def _said(part: Any) -> str:
    if isinstance(part, dict):
        part = part.get("msg") or part.get("message")
    return str(sound(part)).strip() if isinstance(part, str) else ""


class UploadTarget(Wire):
    """Where to put a recording ("Browser Upload Flow")."""

    upload_url: str
    object_key: str
    upload_token: str
    upload_headers: dict[str, str] = Field(default_factory=dict)
    expires_in_seconds: Maybe[FiniteFloat] = None


class Created(Wire):
    """A job's birth ("Submission response")."""

    id: Annotated[str, Field(min_length=1)]
    cancel_token: Maybe[str] = None


class Segment(Wire):
    """A phrase ("Result Schema")."""

    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None
    text: Maybe[Text] = None
    speaker: Maybe[Text] = None
    avg_logprob: Maybe[FiniteFloat] = None  # "standard, non-diarized"


class Spoken(Wire):
    """A word and its time ("Premium Model")."""

    word: Maybe[Text] = None
    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None


class Action(Wire):
    """A task ("Full Profile Example")."""

    action: Maybe[Text] = None
    owner: Maybe[Text] = None
    due_date: Maybe[Text] = None
    confidence: Maybe[Text] = None  # "high" and the like
    source_quote: Maybe[Text] = None
    evidence: Many[Segment] = None


class Decided(Wire):
    """A decision."""

    decision: Maybe[Text] = None
    evidence: Many[Segment] = None


class Topic(Wire):
    """A topic."""

    topic: Maybe[Text] = None


class Exchange(Wire):
    """A question that was asked, and its answer."""

    question: Maybe[Text] = None
    answer: Maybe[Text] = None
    evidence: Many[Segment] = None


class Risk(Wire):
    """A risk or a blocker."""

    risk: Maybe[Text] = None
    severity: Maybe[Text] = None
    evidence: Many[Segment] = None


class Missed(Wire):
    """A follow-up or an answer that nobody gave."""

    opportunity: Maybe[Text] = None


class Stretch(Wire):
    """A chapter."""

    title: Maybe[Text] = None
    start: Maybe[FiniteFloat] = None


class Mood(Wire):
    """The sentiment, of which the whole recording's alone is told."""

    overall: Maybe[Text] = None
    explanation: Maybe[Text] = None


class Option(Wire):
    """A chosen option of a field."""

    code: Maybe[Text] = None
    label: Maybe[Text] = None


class Answer(Wire):
    """What a field of a pack or an own schema came to ("Custom Analytics Output")."""

    status: Maybe[Text] = None
    selected: Many[Option] = None
    value: Maybe[StrictBool | FiniteFloat] = None


class Custom(Wire):
    """The fields that were asked in addition ("Custom Analytics Output")."""

    domain: Maybe[Text] = None
    fields: Maybe[dict[Text, Maybe[Answer]]] = None


class Analytics(Wire):
    """Notes ("Analytics Output"): the profile `basic` has empty lists for what it does not do."""

    profile: Maybe[Text] = None
    tier: Maybe[Text] = None
    summary: Maybe[Text] = None
    key_topics: Many[Topic] = None
    action_items: Many[Action] = None
    decisions: Many[Decided] = None
    qa_pairs: Many[Exchange] = None
    risks: Many[Risk] = None
    missed_opportunities: Many[Missed] = None
    chapters: Many[Stretch] = None
    sentiment: Maybe[Mood] = None
    custom: Maybe[Custom] = None
    skipped_reason: Maybe[Text] = None
    generic_skipped_reason: Maybe[Text] = None

    @property
    def skipped(self) -> str | None:
        """Why the notes were skipped or downgraded."""
        return self.skipped_reason or self.generic_skipped_reason


class Diarization(Wire):
    """How sure it is of the speakers."""

    confidence: Maybe[Text] = None
    warning: Maybe[Text] = None


class Coverage(Wire):
    """How much of the audio was understood ("Advanced and diagnostic fields")."""

    issues: Many[Text] = None


class Execution(Wire):
    """What was asked and what was done ("Integration guidance": do not assume it ran)."""

    transcription_model_requested: Maybe[Text] = None
    transcription_model_applied: Maybe[Text] = None
    diarization_applied: Maybe[bool] = None
    analytics_applied: Maybe[bool] = None
    generic_analytics_applied: Maybe[bool] = None
    generic_analytics_tier_requested: Maybe[Text] = None
    generic_analytics_tier_applied: Maybe[Text] = None
    pii_processing_applied: Maybe[bool] = None


class Outcome(Wire):
    """A finished job's `result`, the same object as its download."""

    text: Maybe[Text] = None
    segments: Many[Segment] = None
    words: Many[Spoken] = None
    language: Maybe[Text] = None
    audio_duration_seconds: Maybe[FiniteFloat] = None
    transcription_meta: Maybe[Coverage] = None
    diarization: Maybe[Diarization] = None
    analytics: Maybe[Analytics] = None
    feature_execution: Maybe[Execution] = None
    processing_warnings: Many[Any] = None
    pii_processing_error: Maybe[Text] = None
    pii_review_required: Maybe[bool] = None

    @property
    def execution(self) -> Execution:
        """What was done; nothing is known of it when the field is missing."""
        return self.feature_execution or Execution()

    @property
    def warnings(self) -> list[str]:
        """The warnings' words."""
        return [words for words in map(_said, self.processing_warnings or ()) if words]


class Row(Wire):
    """A job ("Get Job Status"); a list's rows have fewer fields and no real result."""

    id: Maybe[str] = None
    status: Maybe[str] = None
    result: Maybe[Outcome] = None
    error_message: Maybe[Text] = None
    audio_duration_seconds: Maybe[FiniteFloat] = None
    transcription_model: Maybe[str] = None
    diarization: Maybe[bool] = None
    pii_processing: Maybe[bool] = None
    source_type: Maybe[str] = None
    billed_cost_usd: Maybe[Decimal] = None
    billing_status: Maybe[str] = None
    progress_percent: Maybe[FiniteFloat] = None
    estimated_seconds_remaining: Maybe[FiniteFloat] = None
    result_download_available: Maybe[bool] = None
    created_at: Maybe[datetime] = None

    @property
    def created(self) -> float | None:
        """When it was made, in epoch seconds."""
        return epoch(self.created_at)


class Rows(Wire):
    """A list of jobs ("List Jobs")."""

    items: list[Maybe[Row]]
