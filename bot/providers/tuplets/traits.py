"""What Tuplets can do, as data (its page's sections are named beside the facts)."""

from dataclasses import replace

from bot.domain.ports import CancelMoney, Traits

# "Browse standard-tier language codes"
_STANDARD = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw hi "
    "hr hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn "
    "no oc pa pl ps pt ro ru sa sd si sk sl sn so sr su sv sw ta te tg th tk tl tr tt uk ur uz vi "
    "yi yo zh"
)
# "Supported Languages"
_PREMIUM = (
    "ar cs da de el en es fa fi fil fr hi hu id it ja ko mk ms nl pl pt ro ru sv th tr vi yue zh"
)
_THEIR_CODES = {"jv": "jw"}  # Javanese: the page has the code that ISO 639 withdrew

STANDARD = Traits(
    label="Tuplets",
    model="standard",
    takes_links=True,  # "Remote URL rules"
    containers=frozenset({"mp3", "wav", "m4a", "flac", "ogg", "aac", "wma", "webm", "opus"}),
    min_seconds=5.0,  # "Constraints"
    max_seconds=8 * 3600.0,
    max_bytes=1_000_000_000,
    notes_min_seconds=15.0,  # "Analytics requirements"
    languages=frozenset(_STANDARD.split()) | {"jv"},
    redact_languages=frozenset({"en", "es", "fr", "de", "pt", "it", "nl", "pl"}),
    speaker_counts=None,
    repeats=False,  # "There is no idempotency key"
    lists=True,
    list_shows=100,  # "List Jobs"
    creates_per=((20, 300.0), (120, 3600.0)),  # "Rate Limits"
    requests_per=(280, 300.0),  # 300 by the page, per IP address; a burst of ten comes on top
    cancel_money=CancelMoney.BILLED,  # "Cancellation billing policy"
    first_look=2.0,  # "Poll with backoff": every 2 to 5 seconds at first
    look_every=(2.5, 12.0),
    unit="USD",
    forgets=False,  # `DELETE` cancels
)
PREMIUM = replace(STANDARD, model="premium", languages=frozenset(_PREMIUM.split()))


def their_language(code: str | None, traits: Traits) -> str | None:
    """The code that Tuplets has for an ISO 639-1 language; None: it has to detect it."""
    if code is None or traits.languages is None or code not in traits.languages:
        return None
    return _THEIR_CODES.get(code, code)
