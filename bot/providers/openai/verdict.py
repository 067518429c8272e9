"""What a server's answer to the paid call means for what happens next.

Statuses by OpenAI's "Error codes" and Groq's "API Error Codes and Responses"; their wording is no
contract, so words only refine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Fault
from bot.http.bulk import Receipt
from bot.http.lenient import sound
from bot.http.refusal import Refusal, refusal
from bot.providers.openai.formats import Format
from bot.providers.openai.wire import Answer


@dataclass(frozen=True, slots=True)
class Heard:
    """Here is what was said."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class OtherFormat:
    """It does not answer in this form; nothing was done."""

    said: str = ""
    fault: Fault = Fault.REFUSED


@dataclass(frozen=True, slots=True)
class Later:
    """Not now; nothing was done. `wait` is in seconds, if it was told."""

    fault: Fault
    said: str = ""
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not at all; nothing was done."""

    fault: Fault
    said: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have worked on it, and there is nothing to show for it."""

    fault: Fault
    said: str = ""


Miss = OtherFormat | Later | Refused | Unsure
Verdict = Heard | Miss

_FIELDS = ("response_format", "response format", "chunking_strategy", "timestamp_granularities")
_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "credit_balance", "billing")
_KINDS = (
    (("is longer than", "too long", "maximum duration"), Fault.TOO_LONG),
    (("too short", "minimum audio length"), Fault.TOO_SHORT),
    (("too large", "maximum content size"), Fault.TOO_LARGE),
    (("file format", "could not be decoded", "corrupted", "not a valid audio"), Fault.NOT_MEDIA),
)
_TOO_MANY, _UNAVAILABLE = 429, 503
_CLIENTS_FAULT, _SERVERS_FAULT = 400, 500
_UNSURE: Mapping[int, Fault] = {
    **dict.fromkeys((408, 409, 425, 499), Fault.UNCLEAR),
    **dict.fromkeys((500, 501, 507), Fault.FAILED),
}
_REFUSALS: Mapping[int, Fault] = {
    401: Fault.BAD_CREDENTIALS,
    402: Fault.NO_CREDIT,
    403: Fault.FORBIDDEN,
    413: Fault.TOO_LARGE,
    415: Fault.NOT_MEDIA,
}


def verdict(receipt: Receipt, asked: Format) -> Verdict:
    """What to make of an answer."""
    if receipt.status in range(200, 300):
        return _heard(receipt, asked)
    said = refusal(_json(receipt.body))
    if any(name in said.about for name in _FIELDS):  # gateways wrap it into a 500
        return OtherFormat(said.words)
    if receipt.status == _TOO_MANY:
        return _too_much(receipt, said)
    if receipt.status == _UNAVAILABLE and said.words:  # said by something before it, who knows
        return Later(Fault.SERVICE_DOWN, said.words, receipt.retry_after)
    if receipt.status in _UNSURE or receipt.status >= _SERVERS_FAULT:
        return Unsure(_UNSURE.get(receipt.status, Fault.UNCLEAR), said.words)
    return Refused(_fault(receipt.status, said), said.words)


def _heard(receipt: Receipt, asked: Format) -> Verdict:
    content = _json(receipt.body)
    if isinstance(content, dict):
        answer = Answer.model_validate(content)
        if answer.text is not None or answer.segments:
            return Heard(answer)
        return Unsure(Fault.FAILED, refusal(content).words)
    if isinstance(content, str):
        return Heard(Answer(text=sound(content)))
    text = _plain(receipt, asked)
    return Unsure(Fault.UNCLEAR) if text is None else Heard(Answer(text=text))


def _plain(receipt: Receipt, asked: Format) -> str | None:
    """The text of an answer that is none of JSON; some servers give nothing else."""
    kind = receipt.headers.get("Content-Type", "").lower()
    if asked is not Format.TEXT and not kind.startswith("text/plain"):
        return None
    try:
        text = receipt.body.decode()
    except UnicodeDecodeError:
        return None
    return None if kind.startswith("text/html") or text.lstrip().startswith("<") else text


def _too_much(receipt: Receipt, said: Refusal) -> Verdict:
    """Too fast, or without credit: OpenAI has one status for both."""
    if any(word in said.about for word in _NO_CREDIT):
        return Refused(Fault.NO_CREDIT, said.words)
    return Later(Fault.NO_SLOT, said.words, receipt.retry_after)


def _fault(status: int, said: Refusal) -> Fault:
    if status < _CLIENTS_FAULT:
        return Fault.SERVICE_DOWN
    if status in (404, 405):  # OpenAI: "The model … does not exist or you do not have access to it"
        return Fault.FORBIDDEN if said.words else Fault.SERVICE_DOWN
    for words, fault in _KINDS:
        if any(word in said.about for word in words):
            return fault
    return _REFUSALS.get(status, Fault.REFUSED)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
