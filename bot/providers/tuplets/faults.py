"""What Tuplets' refusals mean ("Error Codes"); their wording is no contract, so words only refine.

A status that is not named here means what it means everywhere (`bot/http/api.py`).
"""

from pydantic import ValidationError

from bot.domain.errors import Busy, Fault, Rejected, Unclear
from bot.domain.ports import HandlesGone
from bot.http.api import FAULTS, JOB, Faults, Reply, misplaced
from bot.providers.tuplets.wire import Refusal

# "Constraints" and "Remote URL rules"
_KINDS = (
    (("too short", "minimum audio", "at least 5", "minimum duration"), Fault.TOO_SHORT),
    (("too long", "maximum audio", "8 hours", "maximum duration"), Fault.TOO_LONG),
    (("too large", "1 gb", "file size"), Fault.TOO_LARGE),
    (("unsafe", "non-public", "private", "public internet"), Fault.LINK_PRIVATE),
    (("remote url", "remote_url"), Fault.LINK_UNREACHABLE),
    (("no audio",), Fault.NO_AUDIO),
    (("diariz",), Fault.SPEAKERS_FAILED),  # "diarization=true is a required outcome"
    (("unsupported", "not audio", "not a valid audio"), Fault.NOT_MEDIA),
)


class NotesRefused(Exception):  # not an error: ask without notes
    """The recording is too short for the analytics that were asked with it; nothing was made."""


class Over(Exception):  # not an error: too late
    """The job that was to be cancelled had ended, or is gone."""


def kind(said: str) -> Fault | None:
    """What is wrong with a recording, by the service's words."""
    lowered = said.lower()
    for words, fault in _KINDS:
        if any(word in lowered for word in words):
            return fault
    return None


def _words(reply: Reply) -> str:
    try:
        return Refusal.model_validate(reply.json).words
    except ValidationError:
        return ""


def _rejected(reply: Reply) -> Exception:
    said = _words(reply)
    return Rejected(str(reply), kind(said) or Fault.REFUSED, said=said)


def _not_created(reply: Reply) -> Exception:
    said = _words(reply).lower()
    if "analytics" in said and ("second" in said or "short" in said):
        return NotesRefused()
    if kind(said) is None and _about_upload(said):
        return HandlesGone()
    return _rejected(reply)


def _forbidden(reply: Reply) -> Exception:
    """Of our account, or of the upload."""
    if _about_upload(_words(reply).lower()):
        return HandlesGone()
    return FAULTS[403](reply)


def _conflict(reply: Reply) -> Exception:
    """Too many jobs at once, or a "resource unavailable": that may be the upload."""
    if _about_upload(_words(reply).lower()):
        return HandlesGone()
    return Busy(str(reply), retry_after=reply.retry_after, fault=Fault.NO_SLOT)


def _no_capacity(reply: Reply) -> Exception:
    """Said by the service itself it had no effect; said by something before it, who knows."""
    refusal = Busy if _words(reply) else Unclear
    return refusal(str(reply), retry_after=reply.retry_after)


def _about_upload(said: str) -> bool:
    return "upload" in said and any(
        word in said for word in ("token", "key", "expired", "not found", "unavailable", "object")
    )


def _gone(_: Reply) -> Exception:
    return HandlesGone()


def _over(_: Reply) -> Exception:
    return Over()


UPLOAD: Faults = {
    **FAULTS,
    400: _rejected,
    404: misplaced,
    409: _conflict,
    413: _rejected,
    422: _rejected,
    503: _no_capacity,
}
CREATE: Faults = {
    **FAULTS,
    400: _not_created,
    403: _forbidden,
    404: _gone,
    409: _conflict,
    410: _gone,
    413: _rejected,
    415: _rejected,
    422: _not_created,
    503: _no_capacity,
}
CANCEL: Faults = {**JOB, **dict.fromkeys((400, 404, 409, 410), _over)}
