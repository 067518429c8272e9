"""What Aitronos tells page by page, in its own words; never leaves this folder."""

from datetime import datetime

from pydantic import FiniteFloat

from bot.http.lenient import Maybe, Text, Wire, epoch
from bot.providers.aitronos.wire import Id, Synapses, Utterance


class Row(Wire):
    """A transcription in the list ("List transcriptions")."""

    transcription_id: Maybe[Id] = None
    organization_id: Maybe[Text] = None
    synapses_consumed: Maybe[Synapses] = None
    audio_duration_seconds: Maybe[FiniteFloat] = None
    created_at: Maybe[datetime] = None

    @property
    def created(self) -> float | None:
        """When it was made, in epoch seconds."""
        return epoch(self.created_at)


class Pagination(Wire):
    """Where a page stands among the others."""

    has_more: Maybe[bool] = None
    total_count: Maybe[int] = None


class Listed(Wire):
    """A page's rows."""

    transcriptions: list[Maybe[Row]]
    pagination: Maybe[Pagination] = None


class Rows(Wire):
    """A page of the list."""

    data: Listed


class Sentences(Wire):
    """What was said, sentence by sentence ("Get sentences"); times are in seconds."""

    sentences: list[Maybe[Utterance]]
    audio_duration_seconds: Maybe[FiniteFloat] = None


class SentencePage(Wire):
    """A page of them."""

    data: Sentences
    metadata: Maybe[Pagination] = None
