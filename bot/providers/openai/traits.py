"""What an OpenAI-compatible speech server can do, as far as its address and model tell."""

import math
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.domain.ports import CancelMoney, Traits
from bot.providers.openai.settings import SpeechSettings

DIARIZES = "diarize"  # in a model's name: OpenAI's gpt-4o-transcribe-diarize, and others after it

_NAMES: Mapping[str, str] = {"api.openai.com": "OpenAI", "api.groq.com": "Groq"}
_MOST_BYTES = 1_000_000_000  # a server of one's own names no limit
_CLOUD_BYTES = 25_000_000  # "File uploads are currently limited to 25 MB"; Groq's free tier too
# Not on the pages, but what OpenAI refuses by: "audio duration … is longer than 1400 seconds
# which is the maximum for this model" (threads on speakr #168 and Scriberr #477, GitHub).
_SHORT_MODELS = ("gpt-4o", "gpt-transcribe")
_SHORT_SECONDS = 1400.0
_DAY = 24 * 3600.0


def traits_of(settings: SpeechSettings) -> Traits:
    """The traits of the server and the model that are set."""
    host = _host(settings)
    return Traits(
        label=_NAMES.get(host, "Speech Server"),
        model=settings.speech_model,
        takes_links=False,  # "you must send a file" (Audio API FAQ)
        # API reference, "Create transcription": `file`
        containers=frozenset({"mp3", "wav", "m4a", "flac", "ogg", "webm", "mpga"}),
        min_seconds=0.1,
        max_seconds=_DAY,  # what is more than it takes at once is cut
        max_bytes=_MOST_BYTES,
        notes_min_seconds=math.inf,  # it writes none
        languages=None,  # as many as its model has
        redact_languages=frozenset(),
        speaker_counts=None,
        repeats=True,  # not there: our own book of orders sees to it (`book.py`)
        lists=False,
        list_shows=0,
        creates_per=(),
        requests_per=(600, 60.0),  # a look asks our own memory, not the server
        cancel_money=CancelMoney.UNKNOWN,
        first_look=1.0,
        look_every=(1.0, 5.0),
        unit="USD" if settings.speech_api_key else None,
        forgets=False,
    )


def most_at_once(settings: SpeechSettings) -> tuple[int, float]:
    """How many bytes and seconds the server takes in one request, for all that is known."""
    host = _host(settings)
    short = host == "api.openai.com" and settings.speech_model.startswith(_SHORT_MODELS)
    return _CLOUD_BYTES if host in _NAMES else _MOST_BYTES, _SHORT_SECONDS if short else _DAY


def _host(settings: SpeechSettings) -> str:
    return urlsplit(settings.speech_url or "").hostname or ""
