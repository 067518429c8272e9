"""What we answer to who changes a result: that it is stored, and where it will show."""

from collections.abc import Mapping, Sequence

from bot.domain.edition import Voice
from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.vocabulary import Fix
from bot.render.blocks import button, section
from bot.render.escape import mrkdwn, one_line
from bot.render.phrases import called, say


def dismissed() -> Message:
    """A possible action item is taken off the list."""
    return say("Noted: that is no action item. I take it off the list.")


def rewriting() -> Message:
    """Notes are written anew."""
    return say("I write the notes again. The message changes when they are done.")


def formats_follow(shapes: Sequence[str]) -> Message:
    """Other formats were asked for."""
    return say(f"{', '.join(shape.upper() for shape in shapes)} will be in the thread in a moment.")


def named(voices: Mapping[str, Voice]) -> Message:
    """Speakers have names, or have lost them."""
    if not voices:
        return say("The speakers have their numbers again, here and in the transcript.")
    told = "; ".join(
        f"{mrkdwn(one_line(label))} is {mrkdwn(one_line(v.name))}" for label, v in voices.items()
    )
    return say(f"Saved: {told}. I change the notes and the transcript.")


def not_to_be_changed(job: Job) -> Message:
    """There is no result any more, or none yet."""
    if not job.ended:
        return say(f"{called(job)} is not done yet: ask me again when its notes are there.")
    return say(f"I no longer keep what was said in {called(job)}, so I cannot change it.")


def fixed(job: Job, fix: Fix) -> Message:
    """A word is corrected in one recording; the channel may want it always."""
    text = (
        f"I write {_word(fix.right)} for {_word(fix.heard)} in {called(job)}; quotes show it in"
        " brackets. Shall I do that with everything that is shared here from now on?"
    )
    always = button("Yes, in this channel", "keep_word", f"{job.id}:{fix.key}")
    return Message(text=text, blocks=(section(text, always),))


def kept(fix: Fix) -> Message:
    """A channel has learned a word."""
    return say(
        f"Saved: in this channel I write {_word(fix.right)} for {_word(fix.heard)} from now on."
        " `/scribe settings` shows all of its words."
    )


def what_to_fix() -> Message:
    """A fix that cannot be read."""
    return say(
        "Write what I heard, an equals sign, and how it is written: `fix eefa = Aoife`, in the"
        " recording's thread to `@Threadscribe`, or `/scribe fix #12 eefa = Aoife`."
    )


def nothing_to_fix() -> Message:
    """There is no finished recording here."""
    return say(
        "There is no finished recording here. Say its number: `/scribe fix #12 eefa = Aoife`."
    )


def _word(text: str) -> str:
    return f"“{mrkdwn(one_line(text))}”"
