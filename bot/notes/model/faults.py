"""What an endpoint's refusals mean; their wording is no contract, so words only refine.

Statuses by OpenAI's "Error codes" and Anthropic's "Errors". Words are searched and never kept:
they may quote what was said.
"""

from bot.domain.errors import Fault, NeedsOperator, RateLimited, Rejected, Transient, Unclear
from bot.http.api import FAULTS, Faults, Reply, misplaced
from bot.http.refusal import refusal

_NO_CREDIT = ("insufficient_quota", "exceeded your current quota", "credit balance", "billing")
_NO_MODEL = ("model_not_found", "does not exist", "not_found_error", "unknown model")
_OVERLONG = (
    *("context length", "context_length", "context window", "context size", "maximum context"),
    *("prompt is too long", "too many tokens", "input is too long", "exceed_context"),
)
_FORMS = ("response_format", "json_schema", "grammar", "tool", "structured")
_NOT_FOUND, _SERVERS_FAULT = 404, 500


class Declined(Exception):  # not an error: ask in another way
    """It does not take this request as it is; `error` is what to raise when no other way is left."""

    def __init__(self, said: str, error: Exception) -> None:
        super().__init__()
        self.said = said
        self.error = error


class Overlong(Exception):  # not an error: ask for less
    """It does not read, or write, so much at once."""


def _declined(reply: Reply) -> Exception:
    said = refusal(reply.json).about.strip()
    if any(word in said for word in _OVERLONG):
        return Overlong()
    if any(word in said for word in _NO_CREDIT):
        return NeedsOperator(str(reply), Fault.NO_CREDIT)
    if "api key" in said or "api_key" in said:
        return NeedsOperator(str(reply), Fault.BAD_CREDENTIALS)
    return Declined(said, Rejected(str(reply), Fault.REFUSED))


def _absent(reply: Reply) -> Exception:
    """The model, the address, or a field that no model behind a gateway knows."""
    said = refusal(reply.json).about.strip()
    if any(word in said for word in _NO_MODEL) or ("model" in said and "not found" in said):
        return NeedsOperator(f"{reply}: no such model", Fault.FORBIDDEN)
    return Declined(said, misplaced(reply))


def _too_much(reply: Reply) -> Exception:
    """Too fast, or without credit: OpenAI has one status for both."""
    said = refusal(reply.json).about
    if any(word in said for word in _NO_CREDIT):
        return NeedsOperator(str(reply), Fault.NO_CREDIT)
    return RateLimited(str(reply), retry_after=reply.retry_after, fault=Fault.SLOW_DOWN)


def _broken(reply: Reply) -> Exception:
    """Some servers fall over a form that they do not know."""
    said = refusal(reply.json).about
    failed = Transient(str(reply), retry_after=reply.retry_after)
    if any(word in said for word in _OVERLONG):
        return Overlong()
    return Declined(said, failed) if any(word in said for word in _FORMS) else failed


def _later(reply: Reply) -> Exception:
    return Transient(str(reply), retry_after=reply.retry_after)


def _unclear(reply: Reply) -> Exception:
    return Unclear(str(reply), retry_after=reply.retry_after)


ASK: Faults = {
    **dict.fromkeys(range(_SERVERS_FAULT, 600), _later),
    **FAULTS,
    **dict.fromkeys((400, 415, 422), _declined),
    **dict.fromkeys((502, 504), _unclear),  # said by something before it: who knows
    _NOT_FOUND: _absent,
    413: lambda _: Overlong(),
    429: _too_much,
    _SERVERS_FAULT: _broken,
    501: _broken,
}
