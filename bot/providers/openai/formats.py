"""In which form answers are asked for: the richest that the server has."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from bot.providers.openai.traits import DIARIZES

PROMPT_MOST = 800  # letters: Whisper reads no more than the last 224 tokens of it


class Format(StrEnum):
    """Values of `response_format`, the richest first."""

    DIARIZED = "diarized_json"
    VERBOSE = "verbose_json"
    JSON = "json"
    TEXT = "text"


class Formats:
    """Starts with the richest; what was refused is not asked for again until the next start.

    Whether a server has a form is nowhere to be asked, and a refusal costs nothing: OpenAI's
    gpt-4o-transcribe refuses `verbose_json` (400, param `response_format`), vLLM did in whole.
    """

    def __init__(self, model: str) -> None:
        diarizes = DIARIZES in model.lower()
        self._left = [one for one in Format if diarizes or one is not Format.DIARIZED]

    @property
    def best(self) -> Format:
        """What to ask for next."""
        return self._left[0]

    def refused(self, refused: Format) -> bool:
        """This one is not to be had; whether there is another to ask for."""
        if refused in self._left and len(self._left) > 1:
            self._left.remove(refused)
        return self.best is not refused


def fields(
    model: str, asked: Format, language: str | None, hints: Sequence[str] = ()
) -> Iterable[tuple[str, str]]:
    """The form's fields, but for the recording."""
    yield "model", model
    yield "response_format", asked
    if language is not None:
        yield "language", language
    if hints and asked is not Format.DIARIZED:  # "prompt": not with gpt-4o-transcribe-diarize
        yield "prompt", ", ".join(hints)[:PROMPT_MOST]
    if asked is Format.VERBOSE:
        # speaches (#58) fails without it
        yield "timestamp_granularities[]", "segment"
    if asked is Format.DIARIZED:
        # "required when the model is used for inputs longer than 30 seconds"
        yield "chunking_strategy", "auto"
