"""What Plaud's refusals mean; its pages name none, so their words only refine the status.

A status that is not named here means what it means everywhere (`bot/http/api.py`).
"""

from pydantic import ValidationError

from bot.domain.errors import Fault, NeedsOperator, Rejected, Transient
from bot.domain.ports import HandlesGone
from bot.http.api import FAULTS, JOB, READ, Faults, Reply, lost, misplaced
from bot.providers.plaud.wire import Refusal

_TOO_LARGE = 413
_KINDS = (
    (("too short", "minimum duration"), Fault.TOO_SHORT),
    (("too long", "duration", "24 hours"), Fault.TOO_LONG),
    (("too large", "file_size", "file size", "filesize"), Fault.TOO_LARGE),
    (("file_type", "file type", "filetype", "file format", "audio format"), Fault.NOT_MEDIA),
)
_CREDIT = ("quota", "balance", "credit", "payment")
_UPLOAD = ("file_url", "file url", "download", "presigned")
_UPLOAD_GONE = ("expired", "not found", "accessible", "denied", "unreachable", "failed", "could")


class Stale(Exception):  # not an error: get another one
    """A token is no longer taken."""


def _hints(reply: Reply) -> str:
    return _refusal(reply).hints


def _refusal(reply: Reply) -> Refusal:
    try:
        return Refusal.model_validate(reply.json)
    except ValidationError:
        return Refusal()


def _kind(reply: Reply) -> Fault | None:
    if reply.status == _TOO_LARGE:
        return Fault.TOO_LARGE
    hints = _hints(reply)
    kinds = (fault for words, fault in _KINDS if any(word in hints for word in words))
    return next(kinds, None)


def _stale(_: Reply) -> Exception:
    return Stale()


def _no_client(reply: Reply) -> Exception:
    """`CLIENT_NOT_FOUND` is seen with 401; by its name it might come with others too."""
    hints = _hints(reply)
    if "client" in hints or "credential" in hints:
        return NeedsOperator(str(reply), Fault.BAD_CREDENTIALS)
    return READ[reply.status](reply)


def _rejected(reply: Reply) -> Exception:
    said = _refusal(reply).words
    return Rejected(str(reply), _kind(reply) or Fault.REFUSED, said=said)


def _not_completed(reply: Reply) -> Exception:
    """Of the recording itself, or of this upload of it: then the next one may do better."""
    if _kind(reply) is not None:
        return _rejected(reply)
    return Transient(str(reply), retry_after=reply.retry_after)


def _not_created(reply: Reply) -> Exception:
    hints = _hints(reply)
    if any(word in hints for word in _UPLOAD) and any(word in hints for word in _UPLOAD_GONE):
        return HandlesGone()
    if any(word in hints for word in _CREDIT):
        return NeedsOperator(str(reply), Fault.NO_CREDIT)
    elsewhere = {403: FAULTS[403], 404: misplaced}
    return elsewhere.get(reply.status, _rejected)(reply)


def _gone(_: Reply) -> Exception:
    return HandlesGone()


TOKEN: Faults = {**READ, **dict.fromkeys((400, 403, 404, 422), _no_client)}
REFRESH: Faults = {**READ, **dict.fromkeys((400, 401, 403, 404, 422), _stale)}
UPLOAD: Faults = {
    **FAULTS,
    404: misplaced,
    **dict.fromkeys((400, 413, 415, 422), _rejected),
}
COMPLETE: Faults = {
    **FAULTS,
    **dict.fromkeys((400, 404, 409, 410, 413, 415, 422), _not_completed),
}
CREATE: Faults = {
    **FAULTS,
    **dict.fromkeys((400, 403, 404, 413, 415, 422), _not_created),
    410: _gone,
}
# Whatever is said to the id of no job, only who is asking counts.
CHECK: Faults = {**JOB, **dict.fromkeys((400, 404, 410, 422, 500), lost)}


def fresh_only(faults: Faults) -> Faults:
    """The same, but a refused token is one to be replaced."""
    return {**faults, 401: _stale}
