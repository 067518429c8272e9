"""Errors, named by what happens next.

* BotError
  x Transient        the same call may work later; `retry_after` seconds, if known
    + RateLimited    they asked us to slow down
    + Busy           no free slot for another job at the service
    + Unreachable    nothing can have been sent
    + Unclear        it may have taken effect: find out before doing it again
  x NeedsOperator    no retry helps until somebody acts on the installation
  x Rejected         this recording cannot be done: say why, stop
  x NotAllowed       this person may not: tell them alone
  x Gone             where we post is gone: nothing more can be said there
  x NoUploads        this workspace takes no files from us: say it in messages
  x NoBlocks         Slack does not take these blocks: say it in plain words

`str(error)` is for the log: names and numbers, never speech, tokens or signed addresses.
`error.fault` picks the sentence that people read (`render/words.py`).
"""

from enum import StrEnum


class Fault(StrEnum):
    """Every way a recording can end without its notes; each has a sentence in `render/words`."""

    # the file
    LOGIN_PAGE = "login_page"  # Slack answered with its login page: scope or membership missing
    FILE_GONE = "file_gone"
    FILE_HIDDEN = "file_hidden"  # beyond the free plan's history
    FILE_EXTERNAL = "file_external"  # Slack only holds a link to a drive
    FILE_DENIED = "file_denied"
    FILE_EMPTY = "file_empty"
    FILE_CUT = "file_cut"  # kept ending early
    NOT_MEDIA = "not_media"
    NO_AUDIO = "no_audio"  # a video without a sound track
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    # the link
    LINK_PRIVATE = "link_private"
    LINK_UNREACHABLE = "link_unreachable"
    LINK_NOT_MEDIA = "link_not_media"
    LINK_CLOSED = "link_closed"  # a drive shows a page: it wants a sign-in, or allows no downloads
    LINK_ZOOM = "link_zoom"  # pages that give their recording to no machine
    LINK_LOOM = "link_loom"
    LINK_YOUTUBE = "link_youtube"
    LINK_STREAM = "link_stream"  # Microsoft's players
    LINK_MEETING = "link_meeting"  # a meeting rather than its recording
    LINK_FOLDER = "link_folder"
    LINK_SLACK = "link_slack"  # not there, or not for who asked: nobody is told which
    LINK_SEVERAL = "link_several"
    # the service
    NO_PROVIDER = "no_provider"
    BAD_CREDENTIALS = "bad_credentials"
    FORBIDDEN = "forbidden"
    NO_CREDIT = "no_credit"
    REFUSED = "refused"  # the service would not take it; its words are in `said`
    FAILED = "failed"  # the service took it and failed; its words are in `said`
    SPEAKERS_FAILED = "speakers_failed"  # the service failed because of the speakers alone
    NOT_INSTALLED = "not_installed"  # what runs on this machine lacks something
    NO_REDACTION = "no_redaction"  # asked for, and the service certainly cannot
    SERVICE_DOWN = "service_down"
    NO_SLOT = "no_slot"
    LOST = "lost"  # the service no longer knows the job
    OVERDUE = "overdue"
    UNCLEAR = "unclear"  # we cannot know whether the service took it
    # the result
    NO_SPEECH = "no_speech"
    UNREDACTED = "unredacted"  # redaction was asked and not done
    NOTES_BUDGET = "notes_budget"  # notes would cost more than the operator allows
    # not an end: what keeps a job waiting
    SLOW_DOWN = "slow_down"  # the service asked us to come back later
    CHECKING = "checking"  # whether a paid call whose answer was lost arrived
    SLACK_SLOW_DOWN = "slack_slow_down"
    SLACK_DOWN = "slack_down"
    # the thread
    NOT_IN_CHANNEL = "not_in_channel"
    UNDELIVERABLE = "undeliverable"
    # ourselves
    NO_ROOM = "no_room"  # DATA_DIR is full
    INTERNAL = "internal"
    CRASHED = "crashed"  # the process died three times in a row while working on it


class BotError(Exception):
    """Anything this program raises on purpose."""


class Transient(BotError):
    """The same call may work later."""

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        fault: Fault = Fault.SERVICE_DOWN,
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.fault = fault  # what to tell when it never gets better


class RateLimited(Transient):
    """They asked us to slow down; the request had no effect."""


class Busy(Transient):
    """No free slot for another job at the service; the request had no effect."""


class Unreachable(Transient):
    """The request cannot have arrived."""


class Unclear(Transient):
    """The request may have taken effect; look before repeating it."""


class NeedsOperator(BotError):
    """Nothing helps until somebody acts on the installation."""

    def __init__(self, message: str, fault: Fault) -> None:
        super().__init__(message)
        self.fault = fault


class Rejected(BotError):
    """This recording cannot be done."""

    def __init__(self, message: str, fault: Fault, *, said: str = "") -> None:
        super().__init__(message)
        self.fault = fault
        self.said = said


class NotAllowed(BotError):
    """This person may not do this."""


class Gone(BotError):
    """The channel, thread or message we post to no longer takes our posts."""

    def __init__(self, message: str, fault: Fault = Fault.UNDELIVERABLE) -> None:
        super().__init__(message)
        self.fault = fault


class NoUploads(BotError):
    """This workspace takes no files from us."""


class NoBlocks(BotError):
    """Slack does not take this message's blocks; nothing was said."""
