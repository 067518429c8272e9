"""What a recording boils down to, and the whole result of a job.

`None` means not asked for or not supported, an empty tuple means looked for and found none:
the words for the two differ, so never confuse them.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bot.domain.transcript import Transcript

UNSURE = 0.5  # a confidence under which a claim is shown as uncertain


class Maker(StrEnum):
    """Who boiled a recording down."""

    SERVICE = "service"  # the transcription service
    MODEL = "model"  # a language model, from the transcript
    EXTRACT = "extract"  # nobody: passages picked from the transcript by their wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Where in the recording something was said: the evidence of a claim.

    `line` is the place of the segment in the transcript, from 0, where it is known; times are
    seconds from the start.
    """

    start: float
    quote: str
    speaker: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something that was said, in a sentence: of the summary, a risk, an open question.

    `confidence` is from 0 to 1, as its maker gives it; under `UNSURE` it is shown as uncertain.
    """

    text: str
    moment: Moment | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """Something that somebody is to do.

    `due` is as it was said; `due_on` the date that it means (ISO 8601), where the words leave no
    doubt.
    """

    text: str
    owner: str | None = None
    due: str | None = None
    due_on: str | None = None
    moment: Moment | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Something that was decided."""

    text: str
    moment: Moment | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A stretch of the recording that is about one thing; it lasts until the next one begins."""

    title: str
    start: float  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Whatever else an origin found, under a heading of its own: "Key phrases", "Sentiment"."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Summary, decisions, action items, topics and more, as their origin gave them.

    `points` are a summary in sentences that each show their moment; verbatim where `maker` is
    EXTRACT. `made_at` is in epoch seconds; `cost` is what a model took for them, in US dollars,
    earlier tries included.
    """

    origin: str  # the service's or the model's name, as people know it ("Tuplets")
    maker: Maker = Maker.SERVICE
    made_at: float | None = None
    cost: Decimal | None = None
    summary: str | None = None
    points: tuple[Point, ...] | None = None
    decisions: tuple[Decision, ...] | None = None
    actions: tuple[ActionItem, ...] | None = None
    risks: tuple[Point, ...] | None = None
    questions: tuple[Point, ...] | None = None
    topics: tuple[str, ...] | None = None
    chapters: tuple[Chapter, ...] | None = None
    mood: str | None = None  # where a service says so
    sections: tuple[Section, ...] = ()


class Caveat(StrEnum):
    """What was asked and not delivered, or is not to be trusted; each has words."""

    NO_SPEAKERS = "no_speakers"  # asked, not applied
    SHAKY_SPEAKERS = "shaky_speakers"
    SPEAKERS_NOT_PULLED = "speakers_not_pulled"  # asked; what tells them apart here is not here
    SPEAKERS_BY_PART = "speakers_by_part"  # heard in parts, and told apart only within each
    NO_NOTES = "no_notes"  # asked, not applied; `detail` is the service's reason
    NOTES_TOO_SHORT = "notes_too_short"  # under 15 s there are none
    LOW_COVERAGE = "low_coverage"
    REPETITION = "repetition"
    OTHER_MODEL = "other_model"  # not the model that was asked for
    VOICES_UNUSED = "voices_unused"  # it was told how many speakers there are, and cannot be told
    LANGUAGE_UNKNOWN = "language_unknown"  # the wished language is not the service's: detected
    NOTES_PICKED = "notes_picked"  # a language model was to write the notes, and could not
    ROUGH = "rough"  # by a demo ear: not to be relied upon
    HEARD_BEFORE = "heard_before"  # the transcript of an earlier job: nothing was paid
    SERVICE_SAYS = "service_says"  # any other warning, in the service's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A caveat with what the service said of it."""

    caveat: Caveat
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All that a service gave us for one recording."""

    transcript: Transcript
    service: str = ""  # who transcribed it, as people know it
    notes: Notes | None = None
    cost: Decimal | None = None  # billed, where the service says so ...
    unit: str = "USD"  # ... in this
    warned: tuple[Warned, ...] = field(default=())
    unredacted: bool = False  # redaction was asked and not (wholly) applied: not to be posted
