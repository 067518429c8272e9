"""The transcript as messages, where a workspace takes no files from apps."""

from collections.abc import Sequence

from bot.domain.message import Message, TextFile
from bot.render import words
from bot.render.amounts import count
from bot.render.blocks import Block, line, rich, said
from bot.render.escape import mrkdwn
from bot.render.flow import Paragraph, Run, blocks_of, pieces

MOST = 10  # messages: more would bury the thread
LETTERS = 5500  # in one message; the words stand in it twice, as blocks and as plain text


def spoken(file: TextFile) -> Sequence[Message]:
    """As many messages as fit, and what is missing in the last of them."""
    parts = list(pieces(file.text, LETTERS))
    shown, rest = parts[:MOST], "".join(parts[MOST:])
    messages = [_message(part) for part in shown]
    messages[0] = _with(messages[0], words.NO_FILES, first=True)
    if rest:
        left = words.NOT_SHOWN.format(words=count(len(rest.split()), "word"))
        messages[-1] = _with(messages[-1], left)
    return messages


def _message(part: str) -> Message:
    paragraphs = [Paragraph(runs=(Run(text=told),)) for told in part.splitlines() if told]
    return Message(text=mrkdwn(part), blocks=tuple(blocks_of(paragraphs)))


def _with(message: Message, sentence: str, *, first: bool = False) -> Message:
    told: tuple[Block, ...] = (rich(line(said(sentence, italic=True))),)
    if first:
        return Message(text=f"{sentence}\n{message.text}", blocks=told + message.blocks)
    return Message(text=f"{message.text}\n{sentence}", blocks=message.blocks + told)
