"""What most answers to one person are made of."""

from bot.domain.job import Job
from bot.domain.message import Message
from bot.render.blocks import section
from bot.render.escape import mrkdwn, one_line


def say(text: str) -> Message:
    """A sentence or two; `text` is mrkdwn."""
    return Message(text=text, blocks=(section(text),))


def called(job: Job) -> str:
    """A recording by its number and title, in mrkdwn."""
    return f"#{job.number} ({mrkdwn(one_line(job.title, 80))})"
