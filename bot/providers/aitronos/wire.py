"""Aitronos' JSON, in its own words; never leaves this folder.

On which fields a finished transcription has its words, speakers and findings is on none of its
pages. So every place is looked at where they may stand, and what does not fit is dropped.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import AfterValidator, AliasChoices, Field, FiniteFloat, model_validator

from bot.http.lenient import Many, Maybe, Text, Wire

T = TypeVar("T")

_STEP = Decimal("0.0001")
Id = Annotated[str, Field(min_length=1, max_length=200)]
Synapses = Annotated[
    Decimal, Field(ge=0, lt=10**12), AfterValidator(lambda amount: amount.quantize(_STEP))
]


class Bare(Wire):
    """An object in whose place there may be bare words, or a bare list."""

    WORDS: ClassVar[str] = ""  # what it calls the words ...
    LIST: ClassVar[str] = ""  # ... or the list

    @model_validator(mode="before")
    @classmethod
    def _dressed(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {cls.WORDS: value}
        return {cls.LIST: value} if isinstance(value, list) else value


class Complaint(Bare):
    """What went wrong (the error envelope of its standards)."""

    WORDS = "message"
    code: Maybe[Text] = None
    message: Maybe[Text] = None


class Refusal(Wire):
    """An error's envelope."""

    success: Maybe[bool] = None
    error: Maybe[Complaint] = None

    @property
    def own(self) -> bool:
        """Whether it is the service itself that says this, not something before it."""
        return self.success is False and self.error is not None

    @property
    def words(self) -> str:
        """What it says."""
        return ((self.error and self.error.message) or "").strip()

    @property
    def code(self) -> str:
        """What it calls that."""
        return ((self.error and self.error.code) or "").upper()


class File(Wire):
    """An uploaded recording; its address is a secret."""

    file_url: Annotated[str, Field(min_length=1)]


class Uploaded(Wire):
    """The answer to an upload ("Upload audio file")."""

    data: File


class Billing(Wire):
    """What was taken from the balance and given back, in synapses."""

    synapses_consumed: Maybe[Synapses] = None
    synapses_refunded: Maybe[Synapses] = None


class Birth(Wire):
    """A new transcription."""

    transcription_id: Id


class Created(Wire):
    """The answer to an order ("Create transcription")."""

    data: Birth
    billing: Maybe[Billing] = None


class Hint(Wire):
    """What a webhook says."""

    transcription_id: Maybe[Id] = None
    data: Maybe[Birth] = None

    @property
    def about(self) -> str | None:
        """The transcription that it is about."""
        return self.transcription_id or (self.data.transcription_id if self.data else None)


class Utterance(Wire):
    """Something that was said; times are in seconds, or in milliseconds."""

    text: Maybe[Text] = None
    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None
    speaker: Maybe[Text] = Field(
        default=None, validation_alias=AliasChoices("speaker", "speaker_label", "speaker_id")
    )


class Part(Bare):
    """A part of a result."""

    WORDS, LIST = "text", "utterances"
    text: Maybe[Text] = None
    summary: Maybe[Text] = None
    utterances: Many[Utterance] = None
    segments: Many[Utterance] = None


class Finding(Bare):
    """A highlight, a named entity, or a sentence with its sentiment."""

    WORDS = "text"
    text: Maybe[Text] = None
    kind: Maybe[Text] = Field(
        default=None, validation_alias=AliasChoices("entity_type", "type", "label")
    )
    sentiment: Maybe[Text] = None


class Findings(Bare):
    """All of one kind."""

    LIST = "results"
    results: Many[Finding] = None


class Insights(Wire):
    """What it made of the words, by the names that it has for the wishes."""

    summary: Maybe[Part] = None
    summarization: Maybe[Part] = None
    highlights: Maybe[Findings] = None
    auto_highlights: Maybe[Findings] = None
    entities: Maybe[Findings] = None
    entity_detection: Maybe[Findings] = None
    sentiment: Maybe[Findings] = None
    sentiments: Maybe[Findings] = None
    sentiment_analysis: Maybe[Findings] = None


class AudioFacts(Wire):
    """The recording as it knows it."""

    duration: Maybe[FiniteFloat] = None
    language: Maybe[Text] = None


class Data(Insights):
    """A transcription ("Get transcription")."""

    status: Maybe[Text] = None
    audio_metadata: Maybe[AudioFacts] = None
    audio_duration_seconds: Maybe[FiniteFloat] = None
    error: Maybe[Complaint] = None
    error_message: Maybe[Text] = None
    text: Maybe[Part] = None
    transcript: Maybe[Part] = None
    transcription: Maybe[Part] = None
    utterances: Maybe[Part] = None
    speakers: Maybe[Part] = None
    segments: Maybe[Part] = None
    intelligence: Maybe[Insights] = None
    intelligence_features: Maybe[Insights] = None

    @property
    def state(self) -> str:
        """Where it stands."""
        return (self.status or "").lower()

    @property
    def words(self) -> str:
        """All that was said, in one piece."""
        parts = (self.transcript, self.text, self.transcription)
        return _first((part.text or "").strip() for part in parts if part) or ""

    @property
    def spoken(self) -> Sequence[Utterance]:
        """All that was said, in its pieces."""
        parts = (self.utterances, self.speakers, self.transcript, self.transcription, self.segments)
        return _first(_pieces(part) for part in parts if part) or ()

    @property
    def summed_up(self) -> str:
        """The summary."""
        parts = [part for i in self._insights() for part in (i.summary, i.summarization)]
        return _first((part.summary or part.text or "").strip() for part in parts if part) or ""

    @property
    def highlighted(self) -> Sequence[Finding]:
        """The key phrases."""
        return _found(f for i in self._insights() for f in (i.highlights, i.auto_highlights))

    @property
    def named(self) -> Sequence[Finding]:
        """The named entities."""
        return _found(f for i in self._insights() for f in (i.entities, i.entity_detection))

    @property
    def felt(self) -> Sequence[Finding]:
        """The sentences' sentiments."""
        return _found(
            f for i in self._insights() for f in (i.sentiment_analysis, i.sentiments, i.sentiment)
        )

    @property
    def seconds(self) -> float | None:
        """How long the recording is."""
        facts = self.audio_metadata
        return self.audio_duration_seconds or (facts and facts.duration) or None

    @property
    def complaint(self) -> str:
        """Why it failed."""
        return ((self.error and self.error.message) or self.error_message or "").strip()

    def _insights(self) -> Iterator[Insights]:
        yield self
        yield from filter(None, (self.intelligence, self.intelligence_features))


class Transcription(Wire):
    """A transcription and what it cost."""

    data: Data
    billing: Maybe[Billing] = None


def _pieces(part: Part) -> Sequence[Utterance]:
    pieces = part.utterances or part.segments or ()
    return [piece for piece in pieces if piece is not None and piece.text and piece.text.strip()]


def _found(findings: Iterable[Findings | None]) -> Sequence[Finding]:
    lists = ([f for f in one.results or () if f is not None] for one in findings if one)
    return _first(lists) or ()


def _first(candidates: Iterable[T]) -> T | None:
    """The first that holds anything."""
    return next(filter(None, candidates), None)
