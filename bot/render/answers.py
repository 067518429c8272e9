"""What we answer to one person: the sentences, and the lists with their buttons.

Answers are ephemeral, so they are short and say what to type or press next.
"""

from collections.abc import Mapping, Sequence

from bot.domain.errors import Fault
from bot.domain.job import ENDED, Job, State
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.render import endings, words
from bot.render.blocks import Block, context, section
from bot.render.escape import mrkdwn, one_line
from bot.render.phrases import called, say
from bot.render.status import cancel_button, now_mrkdwn, ordered

MOST_LISTED = 20
MOST_TOLD = 200  # of other people's words, where we repeat them

_HELP = (
    (
        "*Share a recording* (audio or video) where I am, and its thread gets the summary, decisions,"
        " action items and transcript. Nothing else to do."
    ),
    (
        "*Commands*\n"
        "`/scribe <link>` transcribes a public link to a recording\n"
        "`/scribe status` shows what is running here, `/scribe status all` everything of yours,"
        " `/scribe status #12` how that one came along\n"
        "`/scribe cancel` stops a recording, `/scribe cancel #12` that one\n"
        "`/scribe retry #12` tries a failed one again\n"
        "`/scribe search budget` finds what was said, in the recordings of the channels you are in\n"
        "`/scribe settings` arranges how this channel's recordings are transcribed"
    ),
    (
        "*In a thread* write the same words to me: `@Threadscribe status`, `@Threadscribe cancel`,"
        " `@Threadscribe <link>`, and `fix eefa = Aoife` where a word was heard wrong; or ask about"
        " its recording: `@Threadscribe when is the launch?`. On any message:"
        " ⋮ → _Transcribe recording_."
    ),
    (
        "*Options*, behind a link or beside a file when you mention me:\n"
        '`--language de`  `--speakers 3`  `--no-speakers`  `--redact`  `--title "Weekly sync"`'
        "  `--provider NAME`"
    ),
    "I cannot reach huddle notes or canvases: Slack does not give them to apps.",
)

_STATES = {
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
    State.WITHDRAWN: "deleted",
    State.UNDELIVERABLE: "could not be posted",
    State.ASKING: "waiting for an answer",
}
_EXAMPLES = {"--title": '`--title "Weekly sync"`', "--speakers": "`--speakers 3`"}
_NOTED = {
    "publish": "Posting the transcript of {name} as it is.",
    "discard": "Discarded: nothing of {name} is posted.",
    "again": "Ordering {name} again.",
    "leave": "Left as it is: {name} is not ordered again.",
}


def help_() -> Message:
    """What people can type and press."""
    sections = [text.replace("<link>", "&lt;link&gt;") for text in _HELP]
    return Message(text="\n".join(sections), blocks=tuple(section(text) for text in sections))


def jobs_list(jobs: Sequence[Job], traits: Mapping[str, Traits], *, all: bool) -> Message:  # noqa: A002 the word people type
    """How a channel's recordings stand, or with `all` somebody's own; newest first."""
    if not jobs:
        return nothing_running() if not all else say("You have not shared a recording yet.")
    title = "Your recordings" if all else "Recordings here"
    shown = jobs[:MOST_LISTED]
    blocks: list[Block] = [section(f"*{title}*")]
    blocks += [_row(job, traits.get(job.provider or ""), place=all) for job in shown]
    if len(jobs) > len(shown):
        blocks.append(context(f"And {len(jobs) - len(shown)} more."))
    spoken = [f"#{job.number} {mrkdwn(one_line(job.title, 80))}: {_state(job)}" for job in shown]
    return Message(text=f"{title}: " + "; ".join(spoken), blocks=tuple(blocks))


def which_one(jobs: Sequence[Job], traits: Mapping[str, Traits]) -> Message:
    """Several are running and somebody said only `cancel`."""
    answer = jobs_list(jobs, traits, all=False)
    question = "Several recordings are running here. Which one shall I cancel?"
    blocks = (section(question), *answer.blocks[1:])
    return Message(text=f"{question} {answer.text}", blocks=blocks)


def nothing_running() -> Message:
    """There is nothing to show or to cancel."""
    return say("Nothing is running in this channel. Share a recording here and I get going.")


def cancelling(job: Job, traits: Traits | None) -> Message:
    """The cancellation is stored."""
    return say(
        f"Cancelling {called(job)}. " + words.cancel_truth(ordered=ordered(job), traits=traits)
    )


def cannot_cancel(job: Job) -> Message:
    """Too late, or done already."""
    match job.state:
        case State.CANCELLED | State.WITHDRAWN:
            return say(f"{called(job)} is cancelled already.")
        case State.POSTING if job.cancel_at is None:
            return say(f"{called(job)} is finished, its notes are just being posted.")
        case _ if job.cancel_at is not None and job.state not in ENDED:
            return say(f"{called(job)} is being cancelled already.")
        case _:
            return say(f"{called(job)} is not running any more, so there is nothing to cancel.")


def not_yours(job: Job) -> Message:
    """Somebody may not do this; say who may."""
    who = f"<@{job.user}>"
    if job.requester != job.user:
        who += f" or <@{job.requester}>"
    return say(
        f"{called(job)} is not yours to change. {who} can, and so can an admin of this workspace."
    )


def not_found(number: int) -> Message:
    """No such number, or not for this person's eyes: the answer is the same."""
    return say(f"I know no recording #{number} here. `/scribe status` lists them.")


def which_number(verb: str) -> Message:
    """The number is missing."""
    return say(f"Which one? Say its number: `/scribe {verb} #12`. `/scribe status` lists them.")


def started(job: Job) -> Message:
    """A job was made, by command or form."""
    return say(f"On it: {called(job)}. Its thread gets the notes.")


def running_already() -> Message:
    """The same thing is or was under way already."""
    return say("I have this recording already. `/scribe status` shows how it stands.")


def retried(job: Job) -> Message:
    """A person's click started it anew."""
    return say(f"Trying {called(job)} again.")


def not_kept(job: Job) -> Message:
    """Its notes were there to be had, and are no longer."""
    return say(
        f"I no longer keep the notes of {called(job)}. `/scribe retry #{job.number}` makes them anew,"
        " which is a new order and may be charged again."
    )


def cannot_retry(job: Job) -> Message:
    """It is running, or delivered."""
    if job.state not in ENDED:
        return say(f"{called(job)} is still running. Cancel it first if you want it anew.")
    return say(f"{called(job)} cannot be tried again; share the recording anew.")


def unknown_option(word: str) -> Message:
    """An option nobody knows: nothing was started."""
    return say(
        f"I do not know the option {_told(word)}, so I started nothing. I know"
        " `--language xx`, `--speakers N`, `--no-speakers`, `--provider NAME`, `--redact` and"
        ' `--title "…"`.'
    )


def bad_value(option: str, value: str, services: Sequence[str] = ()) -> Message:
    """An option with a value that makes no sense: nothing was started."""
    given = f"{_told(value)} does not fit {_told(option)}" if value else f"{_told(option)} is empty"
    if option == "--provider" and services:
        known = ", ".join(f"`{name}`" for name in services)
        return say(f"{given}, so I started nothing. The services here: {known}.")
    example = _EXAMPLES.get(option, "`--language de`")
    return say(f"{given}, so I started nothing. Write for example {example}.")


def unknown_words(said: str) -> Message:
    """Words that mean nothing to us where they are said."""
    return say(f"I do not understand {_told(said)}. `/scribe help` shows what I know.")


def not_in_this_version(word: str) -> Message:
    """A word of a later version."""
    return say(f"{_told(word)} is not in this version. `/scribe help` shows what is.")


def arranged() -> Message:
    """What a channel wants is stored."""
    return say("Saved: that is how I transcribe what is shared in this channel from now on.")


def settings_by_command() -> Message:
    """Only a slash command can open a form."""
    return say("To see and change how I transcribe in a channel, type `/scribe settings` there.")


def no_provider() -> Message:
    """Nothing can be transcribed on this installation yet."""
    return _fault(Fault.NO_PROVIDER)


def link_refused(fault: Fault) -> Message:
    """A link that we do not take."""
    return _fault(fault)


def invite_first(channel: str) -> Message:
    """We are not where we are to post."""
    return say(f"I am not in <#{channel}>. Type `/invite @Threadscribe` there, then ask me again.")


def hello(channel: str) -> Message:
    """To whoever invited us."""
    return say(
        f"Thanks for inviting me to <#{channel}>. Share a recording here, and its thread gets the"
        " summary, decisions, action items and transcript. `/scribe help` shows the rest."
    )


def decided(job: Job) -> Message:
    """A question that has its answer already."""
    return say(f"{called(job)} has been decided already.")


def nothing_asked() -> Message:
    """A choice was made, and there is none to make."""
    return say("I have no open question here. `/scribe status` shows how the recordings stand.")


def noted(job: Job, action: str) -> Message:
    """The answer to a question is stored."""
    return say(_NOTED[action].format(name=called(job)))


def outdated() -> Message:
    """A button whose job is not known any more."""
    return say("This button belongs to a recording that I no longer know.")


def one_moment() -> Message:
    """The answer is not there in time."""
    return say(
        "This takes me longer than usual. I answer here as soon as it is done; if nothing comes"
        " within a minute, ask me again."
    )


def out_of_reach() -> Message:
    """The database could not do it; nothing is lost."""
    return say(
        "I cannot get at my database right now, so I have not done that. Nothing that I took on is"
        " lost: please try again in a few minutes."
    )


def trouble(incident: str) -> Message:
    """Something broke on our side."""
    return say(
        "Something broke on my side, and what you asked for may not be done. See `/scribe status`,"
        " and try again in a minute; if it happens again, tell whoever runs me this incident"
        f" number: {incident}."
    )


def _row(job: Job, traits: Traits | None, *, place: bool) -> Block:
    where = f" in <#{job.place.channel}>" if place else ""
    standing = _state(job) if job.ended else now_mrkdwn(job, traits)
    text = f"*#{job.number}* {mrkdwn(one_line(job.title, 150))}{where}\n{standing}"
    return section(text, None if job.ended else cancel_button(job, traits))


def _state(job: Job) -> str:
    return _STATES.get(job.state, "running")


def _fault(fault: Fault) -> Message:
    happened, advice = (text.format(**words.terms(None)) for text in endings.FAULTS[fault])
    return say(f"{happened} {advice}")


def _told(word: str) -> str:
    return f"“{mrkdwn(one_line(word, MOST_TOLD))}”"
