"""Every sentence people read in Slack: what happened, what it cost, what to do now.

How a recording can end without its notes stands in `endings.py`, a job's story in `chapters.py`,
questions in `choices.py`. Templates know `{service}`, `{shortest}`, `{longest}`, `{largest}` and
`{again}` (see `terms`); those of a wait `{charged}`, too.
"""

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.domain.notes import Caveat, Maker
from bot.domain.ports import CancelMoney, Traits
from bot.render.amounts import length, price, size

# what was asked and not delivered, or is not to be trusted
CAVEATS: dict[Caveat, str] = {
    Caveat.NO_SPEAKERS: "The speakers could not be told apart.",
    Caveat.SHAKY_SPEAKERS: "Who said what is uncertain here: check it before you rely on it.",
    Caveat.SPEAKERS_NOT_PULLED: "The speakers are not told apart here yet. Whoever runs me can change"
    " that for later recordings with “threadscribe models pull speakers”.",
    Caveat.SPEAKERS_BY_PART: "This recording was heard in parts, and the speakers are told apart only"
    " within each: Speaker 1 of one part may be anybody in the next.",
    Caveat.NO_NOTES: "{service} wrote no summary for this recording.",
    Caveat.NOTES_TOO_SHORT: "This recording is too short for a summary.",
    Caveat.LOW_COVERAGE: "Parts of this recording could not be understood.",
    Caveat.REPETITION: "Some passages repeat and may not be what was said.",
    Caveat.OTHER_MODEL: "{service} used another model than the one asked for.",
    Caveat.VOICES_UNUSED: "{service} cannot be told how many speakers there are.",
    Caveat.LANGUAGE_UNKNOWN: "{service} does not know the language you asked for, so it was"
    " detected.",
    Caveat.NOTES_PICKED: "The language model could not write the notes this time, so these passages"
    " were picked by their wording.",
    Caveat.ROUGH: "Heard by a rough demo ear that knows English only:"
    " expect every second word to be wrong.",
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
LIST_PRICE = "About {price} by the list price of {service}, {an_hour} an hour."
LEAST_PRICE = "About {price}, the least that {service} charges."
QUEUED = "Waiting in line at {service}."
RUNNING = "{service} is transcribing"
NOTING = "The transcript is there; the notes are being written."
MODEL = "The language model"
POSTING = "The notes are ready and on their way."
WAITS = {
    Fault.SLOW_DOWN: "{service} asked me to wait. I go on by myself.",
    Fault.SLACK_SLOW_DOWN: "The notes are ready, but Slack asked me to wait before I post more.",
    Fault.CHECKING: "The answer to my order got lost: I look whether {service} has it, before I"
    " order again.",
    Fault.NO_SLOT: "{service} has no free place. I keep trying for a day.",
    Fault.NO_CREDIT: "Our account at {service} has no credit left. Nothing was charged. Whoever runs"
    " me has to top it up; I keep trying for a day and go on by myself.",
    Fault.BAD_CREDENTIALS: "{service} does not accept our key. {charged}Whoever runs me has to renew"
    " it; I keep trying for a day and go on by myself.",
    Fault.FORBIDDEN: "{service} does not allow our account to do anything. {charged}Whoever runs me"
    " has to look into it; I keep trying for a day and go on by myself.",
    Fault.LOST: "{service} does not find this recording. I look again before I believe it.",
    Fault.NO_ROOM: "My disk is full. {charged}Whoever runs me has to make room; I keep trying for a"
    " day and go on by myself.",
    Fault.SERVICE_DOWN: "{service} does not answer. I keep trying.",
    Fault.SLACK_DOWN: "Slack does not answer. I keep trying.",
}
WAITS_ELSE = "Something outside is not working. I keep trying."
OF_THE_ACCOUNT = frozenset({Fault.NO_CREDIT, Fault.BAD_CREDENTIALS, Fault.FORBIDDEN})
TOLD_AT_ONCE = OF_THE_ACCOUNT | {
    *(Fault.CHECKING, Fault.NO_ROOM, Fault.NO_SLOT, Fault.SLACK_SLOW_DOWN),
}
NOTHING_CHARGED = "Nothing was charged."
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
MOVED = "The notes of #{number} have become shorter; all of them stand above."
SUMMARY, DECISIONS, ACTIONS, TOPICS = "Summary", "Decisions", "Action items", "Topics"
NONE_FOUND = {
    DECISIONS: "No decisions were found.",
    ACTIONS: "No action items were found.",
    TOPICS: "No topics were found.",
}
NOT_LOOKED_FOR = "Not looked for here: {parts}."
NO_NOTES = "There is no summary for this recording; the transcript holds every word."
EVERY_WORD = "The transcript, with every word, follows as a file."
ORIGINS = {
    Maker.SERVICE: "Notes by {origin}. Check what matters against the transcript.",
    Maker.MODEL: "Notes by the language model {origin}, from the transcript alone; check what"
    " matters against it.",
    Maker.EXTRACT: "Picked from the transcript by its wording: nobody summed it up.",
}
RISKS, QUESTIONS, CHAPTERS, MOOD = "Risks", "Open questions", "Chapters", "Sentiment"
SHAPES = {
    "md": "Notes and transcript (Markdown)",
    "srt": "Subtitles (SRT)",
    "vtt": "Subtitles (WebVTT)",
    "json": "Everything, for programs (JSON)",
    "docx": "Notes and transcript (Word)",
}
KEY_MOMENTS = "Key moments, in their own words"
POSSIBLE_ACTIONS = "Possible action items, by their wording"
NOT_AN_ACTION = "Not an action"
DUE, DUE_ON = "due {due}", "due {due} ({day})"
UNCERTAIN = "uncertain"
NOTES_COST = "notes {price}"
NAMED_BY = "Speakers named by "
NAME_SPEAKERS, OTHER_FORMATS, WRITE_AGAIN = (
    "Name the speakers",
    "Other formats",
    "Write the notes again",
)

# documents
TRANSCRIPT = "Transcript"
CORRECTED = "Words in [brackets] were corrected by people."
MADE_AT = "Written on {day}."
NO_DOCX = "Word documents need the extra [docx]: pip install 'threadscribe[docx]'"

# who spoke when
WHO_SPOKE = "Who spoke when: {shares}"
NAMELESS = "Speaker {number}"  # whose name cannot be drawn
UNCLEAR_WHO = "Unclear who"

# the forms under a result
NAMING_TITLE, FORMATS_TITLE, SAVE, POST_THEM = (
    "Name the speakers",
    "Other formats",
    "Save",
    "Post them",
)
NAMING_HINT = (
    "The names go into the notes and the transcript, for everybody in the thread. No voice is ever"
    " recognised or remembered."
)
WHO_IS_IT, SOMEBODY_ELSE, OR_A_NAME = "Who is it?", "Somebody else here", "Or any name"
IN_THREAD, SAME_AS = "In this thread", "The same voice as"
FORMATS, FORMATS_HINT = "Formats", "They come into the thread, as files."

# what to mistrust in a transcript
SILENCE = "Nobody speaks in about {percent} % of this recording."
UNSURE_PASSAGES = "The service was not sure of what was said at {moments}."
DRIFTED = "At {moments} it is written in another script: the language may have been mistaken there."
AND_MORE = "and {count} more"
NO_OWNER = "nobody named"
MEETING_ABOUT = "The meeting was about {topics}.", "The team also discussed {topics}."
RECORDING_ABOUT = "The recording is about {topics}.", "It also mentions {topics}."
NOTHING_SAID = "(nothing was said)"


AGAIN = "Trying again is a new order and may be charged again."
AGAIN_FREE = "Trying again costs nothing."


def terms(traits: Traits | None) -> dict[str, str]:
    """What the templates' names stand for, with a service or without one."""
    if traits is None:
        return {
            "service": "The transcription service",
            "shortest": "a few seconds",
            "longest": "a few hours",
            "again": AGAIN,
            "largest": "less than that",
        }
    return {
        "service": traits.label,
        "shortest": length(traits.min_seconds),
        "longest": length(traits.max_seconds),
        "again": AGAIN if traits.unit else AGAIN_FREE,
        "largest": size(traits.max_bytes),
    }


def money(spent: Spent, cost: str | None, traits: Traits | None) -> str:
    """What a recording that ended early has cost."""
    service = terms(traits)["service"]
    if traits and traits.unit is None:
        return NOTHING_CHARGED
    match spent:
        case Spent.NOTHING:
            return NOTHING_CHARGED
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
