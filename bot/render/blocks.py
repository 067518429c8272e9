"""Block Kit in Slack's shapes, built from the few blocks that every client draws.

Limits: docs.slack.dev/reference/block-kit/blocks. Texts that come in here are plain words;
`section` alone takes mrkdwn, which has to be escaped already.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from bot.render.escape import one_line, plain

Block = dict[str, Any]
Element = dict[str, Any]

HEADER_MOST = 150
LABEL_MOST = 75
TEXT_MOST = 3000
CONFIRM_MOST = 300


def header(title: str) -> Block:
    """A title."""
    return {"type": "header", "text": plain_text(title, HEADER_MOST)}


def section(mrkdwn: str, accessory: Element | None = None) -> Block:
    """A paragraph with markup of ours; `verbatim`, so that nothing else becomes a link."""
    text = {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}
    block: Block = {"type": "section", "text": text}
    return block | {"accessory": accessory} if accessory else block


def context(*texts: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [plain_text(text, TEXT_MOST) for text in texts]}


def actions(*buttons: Element) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def button(
    label: str,
    action: str,
    value: str,
    *,
    style: Literal["primary", "danger"] | None = None,
    confirm: Element | None = None,
) -> Element:
    """A button; `value` is an id and nothing else."""
    element: Element = {
        "type": "button",
        "text": plain_text(label, LABEL_MOST),
        "action_id": action,
        "value": value,
    }
    if style:
        element["style"] = style
    return element | {"confirm": confirm} if confirm else element


def confirm(title: str, text: str, yes: str, no: str) -> Element:
    """What is asked before a button does its work."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, CONFIRM_MOST),
        "confirm": plain_text(yes, 30),
        "deny": plain_text(no, 30),
    }


def plain_text(text: str, most: int) -> Element:
    """Words that stay words, on one line."""
    return {"type": "plain_text", "text": one_line(text, most) or "…", "emoji": False}


# rich text: what other people said goes here, because nothing in it is ever read as markup


def rich(*parts: Element) -> Block:
    """Paragraphs, lists and quotes in one block."""
    return {"type": "rich_text", "elements": list(parts)}


def line(*runs: Element) -> Element:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": list(runs)}


def quote(*runs: Element) -> Element:
    """Somebody else's words."""
    return {"type": "rich_text_quote", "elements": list(runs)}


def bullets(items: Iterable[Sequence[Element]]) -> Element:
    """A list."""
    lines = [line(*runs) for runs in items]
    return {"type": "rich_text_list", "style": "bullet", "elements": lines}


def said(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """A run of words."""
    element: Element = {"type": "text", "text": plain(text) or " "}  # Slack refuses an empty one
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return element | {"style": style} if style else element


def person(user: str) -> Element:
    """A live mention: only of somebody whose id Slack gave us."""
    return {"type": "user", "user_id": user}


def channel(channel_id: str) -> Element:
    """A channel's name, as a link to it: readers who may not see it see no name."""
    return {"type": "channel", "channel_id": channel_id}


def link(url: str, text: str) -> Element:
    """Words that lead somewhere; the address is Slack's own."""
    return {"type": "link", "url": url, "text": plain(text)}


def day(epoch: float, fallback: str) -> Element:
    """A day, in each reader's own time zone."""
    form = "{date_short_pretty}"
    return {"type": "date", "timestamp": int(epoch), "format": form, "fallback": fallback}


def moment(epoch: float, fallback: str) -> Element:
    """A time of day, in each reader's own time zone."""
    return {"type": "date", "timestamp": int(epoch), "format": "{time}", "fallback": fallback}


def weight(block: Block) -> int:
    """What a block counts towards a message's size: its texts and a hundred for itself."""
    return 100 + _letters(block)


def _letters(node: object) -> int:
    if isinstance(node, dict):
        return sum(
            len(value)
            if isinstance(value, str) and key in {"text", "fallback"}
            else _letters(value)
            for key, value in node.items()
        )
    return sum(map(_letters, node)) if isinstance(node, list) else 0
