"""What was asked of Tuplets and not delivered, or is not to be trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.domain.notes import Caveat, Notes, Warned
from bot.domain.recording import Wish
from bot.domain.transcript import Transcript
from bot.providers.tuplets import wire

_ISSUES = {"low_coverage": Caveat.LOW_COVERAGE, "repetition_detected": Caveat.REPETITION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked of Tuplets, to hold its answer against."""

    wish: Wish
    model: str
    profile: str  # full | basic | none
    notes_min_seconds: float
    language_known: bool
    labels: Mapping[str, str]  # of an own schema's fields, by their keys


def caveats(
    outcome: wire.Outcome, transcript: Transcript, notes: Notes | None, asked: Asked
) -> tuple[Warned, ...]:
    """Everything to be said beside a result, each thing once."""
    said = _Warnings(outcome.warnings)
    warned = [*_language(asked), *_model(outcome.execution, asked)]
    if not transcript.silent:
        warned += _speakers(outcome, transcript, asked, said)
        warned += _notes(outcome, transcript, notes, asked, said)
    for issue in (outcome.transcription_meta and outcome.transcription_meta.issues) or ():
        if issue in _ISSUES:
            warned.append(Warned(caveat=_ISSUES[issue]))
    warned += [Warned(caveat=Caveat.SERVICE_SAYS, detail=words) for words in said.left]
    return tuple(warned)


class _Warnings:
    """Its own warnings; one that explains a caveat is not said a second time."""

    def __init__(self, left: list[str]) -> None:
        self.left = left

    def take(self, *about: str) -> str:
        """The first warning about one of these, in its words; empty when there is none."""
        for words in self.left:
            if any(word in words.lower() for word in about):
                self.left.remove(words)
                return words
        return ""


def _language(asked: Asked) -> Iterator[Warned]:
    if not asked.language_known:
        yield Warned(caveat=Caveat.LANGUAGE_UNKNOWN, detail=asked.wish.language or "")


def _model(execution: wire.Execution, asked: Asked) -> Iterator[Warned]:
    applied = execution.transcription_model_applied
    if applied is not None and applied != asked.model:
        yield Warned(caveat=Caveat.OTHER_MODEL, detail=applied)


def _speakers(
    outcome: wire.Outcome, transcript: Transcript, asked: Asked, said: _Warnings
) -> Iterator[Warned]:
    if not asked.wish.speakers:
        return
    if outcome.execution.diarization_applied is False or not transcript.speakers:
        yield Warned(caveat=Caveat.NO_SPEAKERS, detail=said.take("speaker", "diariz"))
        return
    voices = outcome.diarization
    if voices is not None and (voices.warning or voices.confidence == "low"):
        yield Warned(caveat=Caveat.SHAKY_SPEAKERS, detail=voices.warning or "")


def _notes(
    outcome: wire.Outcome,
    transcript: Transcript,
    notes: Notes | None,
    asked: Asked,
    said: _Warnings,
) -> Iterator[Warned]:
    if asked.profile == "none":
        return
    reason = (outcome.analytics and outcome.analytics.skipped) or ""
    if notes is not None:
        if reason:
            said.take("analytics", "notes")
            yield Warned(caveat=Caveat.SERVICE_SAYS, detail=reason)
        return
    told = said.take("analytics", "notes")
    seconds = transcript.seconds
    if seconds is not None and seconds < asked.notes_min_seconds:
        yield Warned(caveat=Caveat.NOTES_TOO_SHORT)
    else:
        yield Warned(caveat=Caveat.NO_NOTES, detail=reason or told)
