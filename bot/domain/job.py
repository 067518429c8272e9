"""One recording's way through the house, as a value."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.errors import Fault
from bot.domain.recording import Source, Wish


class State(StrEnum):
    """Where a job stands. The terminal states are the last five."""

    ACCEPTED = "accepted"  # stored; nothing done yet
    SENDING = "sending"  # the audio goes to the service
    READY = "ready"  # the service holds the audio; nothing is paid yet
    SUBMITTING = "submitting"  # the paid call is intended, its answer not stored yet
    RUNNING = "running"  # the service works
    ASKING = "asking"  # a person has to decide
    NOTING = "noting"  # the transcript is stored; its notes are being written
    POSTING = "posting"  # the result is stored and goes to the thread
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"  # its message or file was deleted: nothing is said any more
    UNDELIVERABLE = "undeliverable"  # its thread takes nothing from us any more


_ENDINGS = frozenset({State.FAILED, State.CANCELLED, State.WITHDRAWN, State.UNDELIVERABLE})
ENDED = _ENDINGS | {State.DONE}

MOVES: dict[State, frozenset[State]] = {
    State.ACCEPTED: _ENDINGS
    | {State.SENDING, State.READY, State.NOTING, State.POSTING, State.ASKING},
    State.SENDING: _ENDINGS | {State.READY, State.ACCEPTED},
    State.READY: _ENDINGS | {State.SUBMITTING, State.SENDING, State.ACCEPTED},
    State.SUBMITTING: _ENDINGS
    | {State.RUNNING, State.READY, State.SENDING, State.ASKING, State.ACCEPTED},
    State.RUNNING: _ENDINGS | {State.NOTING, State.POSTING, State.ASKING, State.READY},
    State.ASKING: _ENDINGS | {State.NOTING, State.POSTING, State.READY, State.RUNNING},
    State.NOTING: _ENDINGS | {State.POSTING},
    State.POSTING: _ENDINGS | {State.DONE},
    **{ended: frozenset() for ended in ENDED},
}


class Spent(StrEnum):
    """Whether this job cost money, as far as we can know."""

    NOTHING = "nothing"
    BILLED = "billed"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in Slack a job lives. `thread` is the parent's ts; None until we posted it ourselves."""

    team: str
    channel: str
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handles:
    """What a service gave us for an upload, so that the paid call can be made (again) later.

    `values` are the service's own words and secrets; they never leave its adapter and the store.
    `expires_at` is in epoch seconds, None when they stay good; `given_at` is by the service's own
    clock: whatever is made of them is made later.
    """

    values: dict[str, str]
    expires_at: float | None = None
    given_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """How a service knows our job. `secrets` (a cancel token) never leave adapter and store."""

    remote_id: str
    secrets: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The service's last word on a running job. `left` is in seconds from `at`."""

    percent: float | None = None
    left: float | None = None
    queued: bool = False
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a job ended without notes. `said` is the service's own sentence: untrusted."""

    fault: Fault
    said: str = ""
    incident: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a job's story: from `at` it was in this state, and waited because of `why`."""

    at: float
    state: State
    why: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A recording to be turned into notes.

    Times are epoch seconds. `version` grows by one with every transition; who writes must have
    read the version it replaces. `cancel_*` and `ending` are written beside the transitions, by
    people or because the thread is gone. `waiting` is what keeps it from going on, since when.
    `due_at` is when the job wants attention again, None when it never will;
    `post_due_at` likewise for what its thread is still to be told.
    """

    id: str
    number: int  # what people call it, `#n`, counted per team
    place: Place
    message_ts: str | None  # the message that held the recording
    user: str  # who shared it
    requester: str  # who asked for the notes: may be somebody else
    source: Source
    wish: Wish
    created_at: float
    reuse_key: str  # the same team, recording and options: the same transcript
    run: int = 1  # raised by a person's click only
    state: State = State.ACCEPTED
    version: int = 1
    due_at: float | None = None
    post_due_at: float | None = None
    updated_at: float = 0.0
    attempts: int = 0  # failed tries of the present state
    provider: str | None = None
    account: str | None = None
    passed: tuple[str, ...] = ()  # the labels of services that could not take it
    seconds: float | None = None
    handles: Handles | None = None
    intent_at: float | None = None
    submitted_at: float | None = None
    ticket: Ticket | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    spent: Spent = Spent.NOTHING
    cost: str | None = None  # US dollars, a decimal in words
    finished_at: float | None = None
    status_shown: str | None = None  # a digest of the status message as it stands in Slack
    cancel_at: float | None = None
    cancel_by: str | None = None
    ending: State | None = None  # how it is to end once it is stopped
    waiting: Fault | None = None
    waiting_since: float | None = None
    held: float | None = None  # for how many seconds we could not write down what happened to it
    edition: int = 0  # the revision that people made of its result ...
    edition_shown: int = 0  # ... and the one that its thread shows
    crashes: int = 0  # how often in a row the process died during a step of this job

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED

    @property
    def lane(self) -> str:
        """Where its steps wait their turn."""
        return lane_of(self.state, self.crashes)

    @property
    def title(self) -> str:
        """What people call the recording."""
        return self.wish.title or self.source.name or "Recording"

    def to(self, state: State) -> "Job":
        """This job in another state, with a clean slate of attempts."""
        assert state in MOVES[self.state], f"{self.state} -> {state}"
        return replace(self, state=state, attempts=0, waiting=None, waiting_since=None)


_LANES = {
    State.SENDING: "send",
    State.NOTING: "note",
    **dict.fromkeys(ENDED, "after"),  # notes that are wanted anew, and what is to be forgotten
}


def lane_of(state: State, crashes: int) -> str:
    """Transfers, the writing of notes and what comes after the end wait in lanes of their own.

    So do jobs during whose step the process died: one at a time, to know which of them it was.
    """
    if crashes:
        return "suspect"
    return _LANES.get(state, "job")
