"""What Scriptivox' errors mean ("Error Codes"): its codes where it names one, else the status.

A status that is not named here means what it means everywhere (`bot/http/api.py`).
"""

from pydantic import ValidationError

from bot.domain.errors import Fault, Rejected, Transient, Unclear
from bot.domain.ports import HandlesGone
from bot.http.api import FAULTS, JOB, Faults, Reply, misplaced
from bot.providers.scriptivox.wire import Failing

_KINDS = {
    "INVALID_MEDIA_FORMAT": Fault.NOT_MEDIA,
    "UNSUPPORTED_FORMAT": Fault.NOT_MEDIA,  # its name in an older version of the page
    "FILE_TOO_LARGE": Fault.TOO_LARGE,
    "DURATION_TOO_LONG": Fault.TOO_LONG,
    "URL_NOT_ACCESSIBLE": Fault.LINK_UNREACHABLE,
    "DOWNLOAD_FAILED": Fault.LINK_UNREACHABLE,
    "DOWNLOAD_TIMEOUT": Fault.LINK_UNREACHABLE,
    "ZERO_BALANCE": Fault.NO_CREDIT,
    "INSUFFICIENT_BALANCE": Fault.NO_CREDIT,  # of a link, whose length is known late
}
_NO_UPLOAD = frozenset({"FILE_NOT_UPLOADED", "UPLOAD_EXPIRED", "UPLOAD_NOT_FOUND"})
_TAKEN = "UPLOAD_ALREADY_USED"


class Over(Exception):  # not an error: too late
    """The job that was to be cancelled had ended, or is gone."""


class Forgotten(Exception):  # not an error: that is what was wanted
    """The job that was to be deleted is not there."""


def kind(failing: Failing) -> Fault | None:
    """What is wrong with a recording.

    Less than a second of sound is INVALID_MEDIA_FORMAT too; only then the message tells a length.
    """
    if failing.code == "INVALID_MEDIA_FORMAT" and "second" in failing.said.lower():
        return Fault.TOO_SHORT
    return _KINDS.get(failing.code)


def _read(reply: Reply) -> Failing:
    try:
        return Failing.model_validate(reply.json)
    except ValidationError:
        return Failing()


def _rejected(reply: Reply) -> Exception:
    failing = _read(reply)
    return Rejected(str(reply), kind(failing) or Fault.REFUSED, said=failing.said)


def _not_created(reply: Reply) -> Exception:
    code = _read(reply).code
    if code in _NO_UPLOAD:
        return HandlesGone()
    if code == _TAKEN:
        # Its key would have been recognised first, so they forgot the key of a call that worked.
        return _unclear(reply)
    return _rejected(reply)


def _not_there(reply: Reply) -> Exception:
    """The upload, or the whole service."""
    return HandlesGone() if _read(reply).code in _NO_UPLOAD else misplaced(reply)


def _unclear(reply: Reply) -> Exception:
    """Something was ordered with our key, or with our upload, or is being ordered right now.

    LOCKED: the first call with this key is still under way; its answer is there later.
    CONFLICT: this key came before with another body. A key is a job's for good, and only a new
    upload changes its body: so an earlier upload of the same job was ordered and its answer lost.
    It may have been paid, and the list cannot tell by whose key it was made. A new key would pay
    twice and a refusal would lose what was paid: so a person decides in the end.
    """
    return Unclear(str(reply), retry_after=reply.retry_after)


def _still_at_it(reply: Reply) -> Exception:
    return Transient(str(reply), retry_after=reply.retry_after)


def _over(_: Reply) -> Exception:
    return Over()


def _forgotten(_: Reply) -> Exception:
    return Forgotten()


UPLOAD: Faults = {
    **FAULTS,
    400: _rejected,
    404: misplaced,
    405: misplaced,
    413: _rejected,
    415: _rejected,
    422: _rejected,
}
CREATE: Faults = {
    **FAULTS,
    400: _not_created,
    404: _not_there,
    405: misplaced,
    409: _unclear,
    413: _rejected,
    415: _rejected,
    422: _unclear,
}
CANCEL: Faults = {**JOB, **dict.fromkeys((404, 409, 410), _over)}
FORGET: Faults = {**JOB, **dict.fromkeys((404, 410), _forgotten), 409: _still_at_it}
