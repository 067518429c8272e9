"""What is asked of a new transcription, checked field by field ("Transcribe")."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.providers.scriptivox.refused import Refused, invalid

_FIELDS = frozenset(
    {"url", "upload_id", "language", "diarize", "speaker_count", "align", "webhook_url"}
)
_LONGEST_URL = 2048
_MOST_SPEAKERS = 50
_CODES = (
    "af am ar as ast az ba be bg bn bo br bs ca ceb ckb cs cy da de el en es et eu fa ff fi fo fr "
    "ga gl gu ha haw he hi hr ht hu hy id ig is it ja jw ka kam kea kk km kn ko ky la lb lg ln lo "
    "lt luo lv mg mi mk ml mn mr ms mt my ne nl nn no nso ny oc om or pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk umb ur uz vi wo xh yi yo yue zh zu"
)
LANGUAGES = frozenset(_CODES.split())  # "Languages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A checked request: where the recording is, and what to do with it."""

    url: str | None
    upload_id: str | None
    language: str | None
    diarize: bool
    speaker_count: int | None
    align: bool


def read_order(body: dict[str, Any]) -> Order:
    """The order in a request's body. Raises Refused."""
    unknown = body.keys() - _FIELDS
    if unknown:
        raise invalid(f"Unknown field: {', '.join(sorted(unknown))}.")
    if ("url" in body) == ("upload_id" in body):
        raise invalid("Exactly one of url or upload_id is required.")
    if "webhook_url" in body:
        _read_url(body["webhook_url"], "webhook_url")
    diarize = _read_boolean(body, "diarize", otherwise=False)
    return Order(
        url=_read_url(body["url"], "url") if "url" in body else None,
        upload_id=_read_text(body["upload_id"], "upload_id") if "upload_id" in body else None,
        language=_read_language(body["language"]) if "language" in body else None,
        diarize=diarize,
        speaker_count=_read_count(body, diarize=diarize),
        align=_read_boolean(body, "align", otherwise=True) or diarize,
    )


def _read_text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise invalid(f"{name} must be a string.")
    return value


def _read_url(value: Any, name: str) -> str:
    url = _read_text(value, name)
    if len(url) > _LONGEST_URL:
        raise invalid(f"{name} must not exceed {_LONGEST_URL} characters.")
    try:
        parts = urlsplit(url)
    except ValueError:
        raise invalid(f"{name} must be a URL.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid(f"{name} must be an http or https URL.")
    return url


def _read_language(value: Any) -> str:
    if value not in LANGUAGES:
        raise Refused(400, "INVALID_REQUEST", "language is not a supported code.")
    return str(value)


def _read_boolean(body: dict[str, Any], name: str, *, otherwise: bool) -> bool:
    value = body.get(name, otherwise)
    if not isinstance(value, bool):
        raise invalid(f"{name} must be a boolean.")
    return value


def _read_count(body: dict[str, Any], *, diarize: bool) -> int | None:
    if "speaker_count" not in body:
        return None
    count = body["speaker_count"]
    if type(count) is not int or not 1 <= count <= _MOST_SPEAKERS:
        raise invalid(f"speaker_count must be an integer from 1 to {_MOST_SPEAKERS}.")
    if not diarize:
        raise invalid("speaker_count requires diarize to be true.")
    return count
