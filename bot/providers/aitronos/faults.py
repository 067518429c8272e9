"""What Aitronos' refusals mean; its pages have no list of codes, so codes and words only refine.

The envelope is that of its own published standards. A status that is not named here means what it
means everywhere (`bot/http/api.py`).
"""

from pydantic import ValidationError

from bot.domain.errors import Busy, Fault, NeedsOperator, Rejected, Transient, Unclear
from bot.http.api import FAULTS, JOB, Faults, Reply, misplaced
from bot.providers.aitronos.wire import Refusal

_NO_CREDIT = ("BALANCE", "SYNAPSE")
_KINDS = (
    (("too short", "minimum duration"), Fault.TOO_SHORT),
    (("too long", "maximum duration", "duration exceeds"), Fault.TOO_LONG),
    (("too large", "file size", "exceeds the size"), Fault.TOO_LARGE),
    (("private", "non-public", "not public", "public host"), Fault.LINK_PRIVATE),
    (("audio_url", "audio url", "could not be fetched", "not accessible"), Fault.LINK_UNREACHABLE),
    (("no audio",), Fault.NO_AUDIO),
    (("unsupported", "format", "not a valid audio"), Fault.NOT_MEDIA),
)


class NotModified(Exception):  # not an error: as it was
    """Nothing happened to a transcription since we last looked."""


class Absent(Exception):  # not an error: look elsewhere
    """A part of a result is not there, or not there yet."""


class Over(Exception):  # not an error: too late
    """What was to be deleted is gone already, or is not to be deleted now."""


def kind(said: str) -> Fault | None:
    """What is wrong with a recording, by the service's words."""
    lowered = said.lower()
    for words, fault in _KINDS:
        if any(word in lowered for word in words):
            return fault
    return None


def _refusal(reply: Reply) -> Refusal:
    try:
        return Refusal.model_validate(reply.json)
    except ValidationError:
        return Refusal()


def _refused(reply: Reply) -> Exception:
    refusal = _refusal(reply)
    if any(part in refusal.code for part in _NO_CREDIT):
        return NeedsOperator(str(reply), Fault.NO_CREDIT)
    if "ORGANIZATION" in refusal.code:
        return NeedsOperator(str(reply), Fault.FORBIDDEN)
    said = refusal.words
    return Rejected(str(reply), kind(said) or Fault.REFUSED, said=said)


def _forbidden(reply: Reply) -> Exception:
    """An organization without synapses, or one that is not ours."""
    refused = _refused(reply)
    return refused if isinstance(refused, NeedsOperator) else FAULTS[403](reply)


def _missing(reply: Reply) -> Exception:
    """By itself it says what it misses; otherwise this is not the service."""
    return _refused(reply) if _refusal(reply).own else misplaced(reply)


def _no_capacity(reply: Reply) -> Exception:
    """Said by the service itself it had no effect; said by something before it, who knows."""
    refusal = Busy if _refusal(reply).own else Unclear
    return refusal(str(reply), retry_after=reply.retry_after)


def _conflict(reply: Reply) -> Exception:
    """No page says with what: it may be with the same order."""
    return Unclear(str(reply), retry_after=reply.retry_after)


def _not_now(reply: Reply) -> Exception:
    return Transient(str(reply), retry_after=reply.retry_after)


def _too_large(reply: Reply) -> Exception:
    return Rejected(str(reply), Fault.TOO_LARGE, said=_refusal(reply).words)


def _not_modified(_: Reply) -> Exception:
    return NotModified()


def _absent(_: Reply) -> Exception:
    return Absent()


def _over(_: Reply) -> Exception:
    return Over()


_REFUSED: Faults = {**dict.fromkeys(range(400, 500), _refused), **FAULTS, 403: _forbidden}

CREATE: Faults = {**_REFUSED, 404: _missing, 409: _conflict, 503: _no_capacity}
UPLOAD: Faults = {
    **dict.fromkeys(range(500, 600), _not_now),
    **_REFUSED,
    404: misplaced,
    408: _not_now,
    409: _not_now,
    413: _too_large,
}
LOOK: Faults = {**JOB, 304: _not_modified}
PART: Faults = {**JOB, **dict.fromkeys((400, 404, 405, 409, 410, 422), _absent)}
DELETE: Faults = {**JOB, **dict.fromkeys((404, 409, 410), _over)}


def not_uploaded(reply: Reply) -> Exception:
    """Why an upload was not taken."""
    return UPLOAD.get(reply.status, _redirected)(reply)


def _redirected(reply: Reply) -> Exception:
    return NeedsOperator(f"{reply}: a redirect, check its address", Fault.SERVICE_DOWN)
