"""The sentences of a job's story: what each of its steps was, and what kept it waiting.

Templates know what `words.terms` names; in a wait, `{service}` is whoever it waited for.
"""

from bot.domain.errors import Fault
from bot.domain.job import State

# each step, as it began
BEGAN = {
    State.ACCEPTED: "I took the recording in.",
    State.SENDING: "I began to send it to {service}.",
    State.READY: "It was ready to be ordered.",
    State.SUBMITTING: "I went to order the transcript.",
    State.RUNNING: "{service} took the order.",
    State.ASKING: "I asked for a decision in the thread.",
    State.NOTING: "The transcript was there, and I began to write the notes.",
    State.POSTING: "The notes were ready, and I began to post them.",
    State.DONE: "Everything was in the thread.",
    State.FAILED: "I stopped.",
    State.CANCELLED: "It was cancelled.",
    State.WITHDRAWN: "Its message or file was deleted, so I stopped.",
    State.UNDELIVERABLE: "I could not post in its thread, so I stopped.",
}

# what kept a step from going on
WAITED = {
    Fault.SLOW_DOWN: "{service} asked me to come back later.",
    Fault.SERVICE_DOWN: "{service} did not answer as it should.",
    Fault.NO_SLOT: "{service} had no free place.",
    Fault.NO_CREDIT: "Our account at {service} had no credit left.",
    Fault.BAD_CREDENTIALS: "{service} did not accept our key.",
    Fault.FORBIDDEN: "{service} did not allow our account to do anything.",
    Fault.CHECKING: "The answer to my order got lost, so I looked for the order at {service}.",
    Fault.LOST: "{service} did not find it, so I asked again.",
    Fault.FILE_CUT: "The download broke off.",
    Fault.NO_ROOM: "My disk was full.",
    Fault.LINK_UNREACHABLE: "The link could not be reached.",
    Fault.SLACK_SLOW_DOWN: "Slack asked me to come back later.",
}
WAITED_ELSE = "Something outside did not work."

TIMES = "{count} times, the last {last}"
LEFT_OUT = "… {count} left out …"

# what follows
SINCE = "Waiting since {since}"
TRIES = ", {tries} so far"
AGAIN = "I try again about {at}."
LOOK = "I look again about {at}."
LIMIT = "I wait for it until {at} at the most."
RETRY = "`/scribe retry #{number}` tries it again."
RIGHT_NOW = "I am at it right now."
CRASHED = "It brought me down {times}; I am careful with it now."

# the thread
PARTS = {
    "status": "the status message",
    "question": "my question",
    "result": "the notes",
    "transcript": "the transcript",
    "file": "another format",
    "notice": "a direct message to who asked",
    "answer": "answers to questions",
}
POSTED = "Posted: {parts}."
TO_POST = "Still to be posted: {parts}."
NOT_POSTED = "Could not be posted: {parts}."

# money and people, while it is under way
NOT_CHARGED = "Nothing has been charged so far."
WILL_CHARGE = "It is ordered, so {service} may charge for it."
ASKED_BY = "Asked for by {who}"
SHARED_BY = "shared by {who}"
CANCELLED_BY = "cancelled by {who}"
