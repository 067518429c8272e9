"""Every sentence people read in Slack: what happened, what it cost, what to do now.

Templates know `{service}`, `{shortest}`, `{longest}` and `{largest}` (see `terms`). Sentences
about failures say in `RETRY` whether pressing *Try again* can help.
"""

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.domain.notes import Caveat
from bot.domain.ports import CancelMoney, Traits
from bot.render.amounts import length, price, size

# how a recording can end without its notes: (what happened, what to do)
FAULTS: dict[Fault, tuple[str, str]] = {
    Fault.LOGIN_PAGE: (
        "Slack did not let me read this file.",
        (
            "Make sure that I am in its channel (/invite @Threadscribe). If I am, an admin has to"
            " reinstall the app so that it may read files (files:read)."
        ),
    ),
    Fault.FILE_GONE: (
        "The file was deleted before I could read it.",
        "Share it again if you want its notes.",
    ),
    Fault.FILE_HIDDEN: (
        "Slack hides this file: it is older than this workspace's plan shows.",
        "Share the recording again and I will take it from there.",
    ),
    Fault.FILE_EXTERNAL: (
        "Slack only holds a link to this file; the recording itself lies in another drive.",
        "Upload the file here, or give me a public link to it with /scribe.",
    ),
    Fault.FILE_DENIED: (
        "I have no access to this file.",
        "Invite me to the channel it comes from, or upload it here.",
    ),
    Fault.FILE_EMPTY: ("This file is empty.", "Check the recording, then share it again."),
    Fault.FILE_CUT: (
        "The download kept breaking off, so I never had the whole recording.",
        "Try again in a few minutes.",
    ),
    Fault.NOT_MEDIA: (
        "I cannot read this file as a recording.",
        "Share audio or video, for example MP3, M4A, WAV or MP4.",
    ),
    Fault.NO_AUDIO: ("This video has no sound.", "Share a recording that has an audio track."),
    Fault.TOO_SHORT: (
        "This recording is too short: {service} needs at least {shortest}.",
        "Share a longer one.",
    ),
    Fault.TOO_LONG: (
        "This recording is too long: {service} takes up to {longest}.",
        "Cut it into parts and share them one by one.",
    ),
    Fault.TOO_LARGE: (
        "This recording is too large: {service} takes up to {largest}.",
        "Share only its sound track, as M4A or MP3.",
    ),
    Fault.LINK_PRIVATE: (
        "This link leads into a private network, where I do not go.",
        (
            "Upload the file here or use a public link. For a media server of your own, an operator"
            " can add its host to LINK_ALLOW_HOSTS."
        ),
    ),
    Fault.LINK_UNREACHABLE: (
        "I could not reach this link.",
        "Check that it opens without signing in, then try again.",
    ),
    Fault.LINK_NOT_MEDIA: (
        "This link leads to a page, not to a recording.",
        "Use the link of the audio or video file itself, or upload the file here.",
    ),
    Fault.NO_PROVIDER: (
        "No transcription service is set up yet.",
        "Whoever runs me can set TUPLETS_API_KEY, the key of a Tuplets account, and restart me.",
    ),
    Fault.BAD_CREDENTIALS: (
        "{service} does not accept our key.",
        "Whoever runs me has to renew it; then try again.",
    ),
    Fault.FORBIDDEN: (
        "{service} does not allow our account to do this.",
        "Whoever runs me has to look at the account; then try again.",
    ),
    Fault.NO_CREDIT: (
        "Our account at {service} has no credit left.",
        "Whoever runs me has to top it up; then try again.",
    ),
    Fault.REFUSED: (
        "{service} would not take this recording.",
        "Check that it plays, or share it in another format.",
    ),
    Fault.FAILED: (
        "{service} took this recording and could not transcribe it.",
        "Check that it plays. Trying again is a new order and may be charged again.",
    ),
    Fault.SPEAKERS_FAILED: (
        "{service} could not tell the speakers apart, and gave up on the whole recording.",
        "Without them it may work. Trying again is a new order and may be charged again.",
    ),
    Fault.SERVICE_DOWN: ("{service} could not be reached for too long.", "Try again later."),
    Fault.SLACK_DOWN: ("Slack could not be reached for too long.", "Try again later."),
    Fault.NO_SLOT: ("{service} had no free place for too long.", "Try again later."),
    Fault.LOST: (
        "{service} no longer knows this recording.",
        "Trying again is a new order and may be charged again.",
    ),
    Fault.OVERDUE: (
        "{service} did not finish in time, so I stopped waiting.",
        "Trying again is a new order and may be charged again.",
    ),
    Fault.UNCLEAR: (
        "I cannot tell whether {service} took this recording: its answer got lost.",
        "Look into the account before you try again, or it may be charged twice.",
    ),
    Fault.NO_SPEECH: (
        "I heard no speech in this recording.",
        "Check that the right microphone was recorded.",
    ),
    Fault.UNREDACTED: (
        "This transcript was to be redacted, and {service} did not do that, so nothing was posted.",
        "Trying again is a new order and may be charged again.",
    ),
    Fault.SLOW_DOWN: (
        "{service} asked me to come back later, for a whole day.",
        "Try again later.",
    ),
    Fault.CHECKING: (
        "{service} never answered my order, for a whole day, and does not have it.",
        "Try again later.",
    ),
    Fault.SLACK_SLOW_DOWN: (
        "Slack did not let me post for a whole day.",
        "Try again later.",
    ),
    Fault.CRASHED: (
        "Three times I broke down over this recording, so I stopped.",
        "Share it in another format. If that breaks me too, tell whoever runs me.",
    ),
    Fault.NOT_IN_CHANNEL: (
        "I am not in this channel.",
        "Type /invite @Threadscribe there, then try again.",
    ),
    Fault.UNDELIVERABLE: (
        "I could not post in this thread.",
        "Check that I am in the channel and that the thread still exists, then try again.",
    ),
    Fault.INTERNAL: (
        "Something broke on my side, so I stopped.",
        "Try again. If it happens again, tell whoever runs me the incident number.",
    ),
}

NO_RETRY = frozenset(
    {
        *(Fault.FILE_GONE, Fault.FILE_HIDDEN, Fault.FILE_EXTERNAL, Fault.FILE_EMPTY),
        *(Fault.NOT_MEDIA, Fault.NO_AUDIO, Fault.TOO_SHORT, Fault.TOO_LONG, Fault.TOO_LARGE),
        *(Fault.LINK_PRIVATE, Fault.LINK_NOT_MEDIA, Fault.REFUSED),
    }
)

# what was asked and not delivered, or is not to be trusted
CAVEATS: dict[Caveat, str] = {
    Caveat.NO_SPEAKERS: "The speakers could not be told apart.",
    Caveat.SHAKY_SPEAKERS: "Who said what is uncertain here: check it before you rely on it.",
    Caveat.NO_NOTES: "{service} wrote no summary for this recording.",
    Caveat.NOTES_TOO_SHORT: "This recording is too short for a summary.",
    Caveat.LOW_COVERAGE: "Parts of this recording could not be understood.",
    Caveat.REPETITION: "Some passages repeat and may not be what was said.",
    Caveat.OTHER_MODEL: "{service} used another model than the one asked for.",
    Caveat.VOICES_UNUSED: "{service} cannot be told how many speakers there are.",
    Caveat.LANGUAGE_UNKNOWN: "{service} does not know the language you asked for, so it was"
    " detected.",
    Caveat.HEARD_BEFORE: "I had heard this recording before, so nothing was charged.",
    Caveat.SERVICE_SAYS: "{service} says:",
}

# status
RECEIVED, TRANSCRIBING, NOTES = "Received", "Transcribing", "Notes"
WAITING = "I have the recording and get going in a moment."
PASSED_ON = "{others} could not take it and charges nothing, so it goes to {service}."
SENDING = "Sending the recording to {service}."
READY = "Ready to be ordered; waiting for my turn at {service}."
SUBMITTING = "Ordering the transcript from {service}."
QUEUED = "Waiting in line at {service}."
RUNNING = "{service} is transcribing"
POSTING = "The notes are ready and on their way."
WAITS = {
    Fault.SLOW_DOWN: "{service} asked me to wait. I go on by myself.",
    Fault.SLACK_SLOW_DOWN: "The notes are ready, but Slack asked me to wait before I post more.",
    Fault.CHECKING: "The answer to my order got lost: I look whether {service} has it, before I"
    " order again.",
    Fault.NO_SLOT: "{service} has no free place. I keep trying for a day.",
    Fault.NO_CREDIT: "Our account at {service} has no credit left. Nothing was charged. Whoever runs"
    " me has to top it up; I keep trying for a day and go on by myself.",
    Fault.LOST: "{service} does not find this recording. I look again before I believe it.",
    Fault.SERVICE_DOWN: "{service} does not answer. I keep trying.",
    Fault.SLACK_DOWN: "Slack does not answer. I keep trying.",
}
WAITS_ELSE = "Something outside is not working. I keep trying."
TOLD_AT_ONCE = frozenset({Fault.CHECKING, Fault.NO_CREDIT, Fault.NO_SLOT, Fault.SLACK_SLOW_DOWN})
NEXT_TRY = "Next try about"
ASKING = "I need a decision: please answer my question in the thread."
STOPPING = "Stopping."
HELD = "For {length} I could not write to my database; nothing is lost."
WITHDRAWN = "The recording was deleted, so I stopped."
CANCELLED = "Cancelled"

# buttons and what they ask first
CANCEL, CANCEL_ASK, CANCEL_YES, CANCEL_NO = (
    "Cancel",
    "Cancel this recording?",
    "Cancel it",
    "Keep going",
)
TRANSCRIBED_BY = "Transcribed by {service}."
TRY_AGAIN = "Try again"
WITHOUT_SPEAKERS = "Again without speakers"
TYPE_RETRY = "Write `/scribe retry #{number}` to try again."
HERE = "Post it here"
TYPE_HERE = "Write `here #{number}` to me, and I post it here."

# when the thread is not to be had
THREAD_GONE = (
    "I could not post in the thread of this recording: it is gone, or I may not write there. So I"
    " stopped."
)
THREAD_GONE_KEPT = "The notes are ready, and I could not post them: their thread is gone, or I may not write there."
NO_FILES = "This workspace takes no files from me, so here is the transcript in messages."
NOT_SHOWN = "The rest, {words}, does not fit. An admin can allow apps to upload files."

# result
SUMMARY, DECISIONS, ACTIONS, TOPICS = "Summary", "Decisions", "Action items", "Topics"
NONE_FOUND = {
    DECISIONS: "No decisions were found.",
    ACTIONS: "No action items were found.",
    TOPICS: "No topics were found.",
}
NOT_LOOKED_FOR = "Not looked for here: {parts}."
NO_NOTES = "There is no summary for this recording; the transcript holds every word."
EVERY_WORD = "The transcript, with every word, follows as a file."
ORIGIN = "Notes by {origin}. Check what matters against the transcript."
NO_OWNER = "nobody named"
NOTHING_SAID = "(nothing was said)"


def terms(traits: Traits | None) -> dict[str, str]:
    """What the templates' names stand for, with a service or without one."""
    if traits is None:
        return {
            "service": "The transcription service",
            "shortest": "a few seconds",
            "longest": "a few hours",
            "largest": "less than that",
        }
    return {
        "service": traits.label,
        "shortest": length(traits.min_seconds),
        "longest": length(traits.max_seconds),
        "largest": size(traits.max_bytes),
    }


def money(spent: Spent, cost: str | None, traits: Traits | None) -> str:
    """What a recording that ended early has cost."""
    service = terms(traits)["service"]
    if traits and traits.unit is None:
        return "Nothing was charged."
    match spent:
        case Spent.NOTHING:
            return "Nothing was charged."
        case Spent.BILLED:
            amount = price(cost, traits.unit if traits and traits.unit else "USD") if cost else ""
            return f"{service} charged {amount} for it." if amount else f"{service} charges for it."
        case Spent.MAYBE:
            return f"It may have been charged: the account at {service} will show."


def cancel_truth(*, ordered: bool, traits: Traits | None) -> str:
    """What cancelling now means for the money."""
    if not ordered or traits is None or traits.unit is None:
        return "Nothing has been charged so far, and nothing will be posted."
    match traits.cancel_money:
        case CancelMoney.BILLED:
            return (
                f"{traits.label} charges for cancelled recordings as if they had run to the end."
                " Nothing will be posted."
            )
        case CancelMoney.REFUNDED:
            return f"{traits.label} does not charge for it then. Nothing will be posted."
        case CancelMoney.UNKNOWN:
            return f"{traits.label} may charge for it all the same. Nothing will be posted."
        case None:
            return (
                f"{traits.label} cannot be stopped and will charge for it. Nothing will be posted."
            )
