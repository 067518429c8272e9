"""Fits long notes into Slack's limits without losing a word.

A text becomes paragraphs, paragraphs become rich_text blocks, blocks become messages.
Slack refuses a message of more than about 13 000 letters (`msg_blocks_too_long`, undocumented) or
of more than 50 blocks; the room left for `text` is part of the budget.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.render.blocks import Block, Element, bullets, line, quote, rich, said, weight

RUN_MOST = 1200  # letters in one run of words
BLOCK_MOST = 2600  # letters in one block
MESSAGE_MOST = 8000  # letters in one message, a hundred a block included
BLOCKS_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Words that belong together."""

    runs: tuple[Run, ...]
    kind: Literal["heading", "text", "bullet", "quote"] = "text"

    @property
    def letters(self) -> int:
        """How long it is."""
        return sum(len(run.text) for run in self.runs)


def blocks_of(paragraphs: Iterable[Paragraph]) -> list[Block]:
    """Blocks that each fit; a heading always begins one, so it never ends one."""
    groups: list[list[Paragraph]] = []
    for paragraph in (part for whole in paragraphs for part in _parts(whole)):
        if groups and paragraph.kind != "heading" and _fits(groups[-1], paragraph):
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return [rich(*_elements(group)) for group in groups]


def messages_of(blocks: Sequence[Block], room: int) -> list[list[Block]]:
    """Blocks by message; the first one leaves `room` letters for what else it holds."""
    messages: list[list[Block]] = [[]]
    left = MESSAGE_MOST - room
    for block in blocks:
        if messages[-1] and (weight(block) > left or len(messages[-1]) == BLOCKS_MOST):
            messages.append([])
            left = MESSAGE_MOST
        messages[-1].append(block)
        left -= weight(block)
    return messages


def pieces(text: str, most: int) -> Iterator[str]:
    """A text in pieces; put together they are the text again, to the letter."""
    while len(text) > most:
        at = _break(text, most)
        yield text[:at]
        text = text[at:]
    if text:
        yield text


def _break(text: str, most: int) -> int:
    """Where to cut: after a paragraph, a sentence, a word, or anywhere when there is none."""
    for mark in ("\n", ". ", " "):
        at = text.rfind(mark, most // 2, most)
        if at > 0:
            return at + len(mark)
    return most


def _parts(paragraph: Paragraph) -> Iterator[Paragraph]:
    """A paragraph as it is, or as several when it is too long for one block."""
    runs: list[Run] = []
    for run in paragraph.runs:
        for piece in pieces(run.text, RUN_MOST):
            if runs and sum(len(r.text) for r in runs) + len(piece) > 2 * RUN_MOST:
                yield replace(paragraph, runs=tuple(runs))
                runs = []
            runs.append(replace(run, text=piece))
    if runs:
        yield replace(paragraph, runs=tuple(runs))


def _fits(group: Sequence[Paragraph], paragraph: Paragraph) -> bool:
    return sum(part.letters for part in group) + paragraph.letters <= BLOCK_MOST


def _elements(group: Sequence[Paragraph]) -> Iterator[Element]:
    """Neighbouring bullets become one list."""
    listed: list[list[Element]] = []
    for paragraph in group:
        runs = [said(run.text, bold=run.bold, italic=run.italic) for run in paragraph.runs]
        if paragraph.kind == "bullet":
            listed.append(runs)
            continue
        if listed:
            yield bullets(listed)
            listed = []
        yield quote(*runs) if paragraph.kind == "quote" else line(*runs)
    if listed:
        yield bullets(listed)
