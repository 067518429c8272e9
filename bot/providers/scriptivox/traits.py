"""What Scriptivox can do, as data (sections of its API reference are named beside the facts)."""

import math
from decimal import Decimal

from bot.domain.ports import CancelMoney, Traits
from bot.domain.price import Price

# "Languages": the 119 codes; any other one is refused
_LANGUAGES = (
    "af am ar as ast az ba be bg bn bo br bs ca ceb ckb cs cy da de el en es et eu fa ff fi fo fr "
    "ga gl gu ha haw he hi hr ht hu hy id ig is it ja jw ka kam kea kk km kn ko ky la lb lg ln lo "
    "lt luo lv mg mi mk ml mn mr ms mt my ne nl nn no nso ny oc om or pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk umb ur uz vi wo xh yi yo yue zh zu"
)
_THEIR_CODES = {"jv": "jw"}  # Javanese: they have the code that ISO 639 withdrew
# "Formats": ten of sound, fifteen of video
_FORMATS = (
    "mp3 wav m4a aac ogg flac wma aiff opus caf "
    "mp4 mov avi mkv webm wmv flv m4v 3gp mpeg mts ogv ts vob f4v"
)

TRAITS = Traits(
    label="Scriptivox",
    model="default",  # there is one
    takes_links=True,  # "From a URL"
    takes_shares=True,  # "Google Drive, Dropbox, and OneDrive sharing links" (quickstart)
    containers=frozenset(_FORMATS.split()),
    min_seconds=1.0,  # "Limits"
    max_seconds=10 * 3600.0,
    max_bytes=5_000_000_000,
    notes_min_seconds=math.inf,  # it writes none
    languages=frozenset(_LANGUAGES.split()) | {"jv"},
    redact_languages=frozenset(),
    speaker_counts=(1, 50),  # `speaker_count`
    repeats=True,  # `Idempotency-Key`
    lists=True,
    list_shows=200,  # "List Transcriptions"
    creates_per=((60, 60.0),),  # "Rate Limits", per key, as the next
    requests_per=(180, 60.0),  # 200 looks by the page; a burst of ten comes on top
    cancel_money=CancelMoney.REFUNDED,  # "Cancel Transcription"
    first_look=2.0,  # "Typical transcriptions complete in under a minute" (quickstart)
    look_every=(2.5, 12.0),
    unit="USD",
    forgets=True,  # "Delete Transcription"
    price=Price(an_hour=Decimal("0.20")),  # "$0.20/hour of audio, billed per second" (quickstart)
    tells_credit=True,  # "Balance"
)


def their_language(code: str | None) -> str | None:
    """The code that Scriptivox has for a language; None: it has to detect it."""
    if code is None or TRAITS.languages is None or code not in TRAITS.languages:
        return None
    return _THEIR_CODES.get(code, code)


def their_count(voices: int | None) -> int | None:
    """How many speakers Scriptivox may be told of; None: it has to count them."""
    least, most = TRAITS.speaker_counts or (0, 0)
    return voices if voices is not None and least <= voices <= most else None
