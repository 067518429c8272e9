"""A thread as text, for a terminal: who said what, with every word of the text files."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import unescape
from typing import Any

from bot.sandbox.slack.files import File
from bot.sandbox.slack.messages import Message

Json = dict[str, Any]
Names = Mapping[str, str]
INDENT = "    "
TOKEN = re.compile(r"<([^<>|\n]+)(?:\|([^<>\n]*))?>")


def thread_as_text(messages: Iterable[Message], names: Names) -> str:
    """The thread; `names` by user and channel id."""
    return "\n\n".join(_message(message, names) for message in messages)


def message_as_text(message: Message, names: Names) -> str:
    """What one message says: its blocks, or else its text."""
    blocks = (_block(block, names) for block in message.blocks)
    return "\n".join(filter(None, blocks)) or mrkdwn_as_text(message.text, names)


def mrkdwn_as_text(text: str, names: Names) -> str:
    """Slack's markup without its brackets and escapes."""
    return unescape(TOKEN.sub(lambda found: _token(found[1], found[2], names), text))


def _message(message: Message, names: Names) -> str:
    at = datetime.fromtimestamp(float(message.ts)).astimezone().strftime("%H:%M:%S")
    head = f"{names.get(message.user, message.user)}  {at}"
    said = message_as_text(message, names)
    parts = [head, *([_indented(said)] if said else []), *map(_file, message.files)]
    return "\n".join(parts)


def _file(file: File) -> str:
    head = f"{INDENT}[{file.title or file.name}]"
    if not file.mimetype.startswith("text/"):
        return f"{head} {len(file.data)} bytes"
    return f"{head}\n{_indented(file.data.decode('utf-8', 'replace'))}"


def _indented(text: str) -> str:
    return "\n".join(f"{INDENT}{line}".rstrip() for line in text.strip().splitlines())


def _block(block: Json, names: Names) -> str:
    match block["type"]:
        case "rich_text":
            return "\n".join(_part(part, names) for part in block["elements"])
        case "header":
            return _text(block["text"], names)
        case "section":
            told = [block["text"]] if "text" in block else []
            return "\n".join(_text(item, names) for item in (*told, *block.get("fields", ())))
        case "context":
            texts = (item for item in block["elements"] if item["type"] != "image")
            return " ".join(_text(item, names) for item in texts)
        case "divider":
            return "---"
        case _:
            return ""  # buttons and pictures have nothing to say here


def _text(item: Json, names: Names) -> str:
    return mrkdwn_as_text(item["text"], names) if item["type"] == "mrkdwn" else item["text"]


def _part(part: Json, names: Names) -> str:
    if part["type"] != "rich_text_list":
        quote = "> " if part["type"] == "rich_text_quote" else ""
        return quote + _inline(part["elements"], names).strip("\n")
    pad = "  " * part.get("indent", 0)
    first = part.get("offset", 0) + 1
    ordered = part["style"] == "ordered"
    return "\n".join(
        f"{pad}{f'{number}.' if ordered else '-'} {_inline(item['elements'], names)}"
        for number, item in enumerate(part["elements"], first)
    )


def _inline(elements: Iterable[Json], names: Names) -> str:
    return "".join(_element(element, names) for element in elements)


def _element(element: Json, names: Names) -> str:
    kind = element["type"]
    if kind in ("user", "channel"):
        target = element[f"{kind}_id"]
        return f"{'@' if kind == 'user' else '#'}{names.get(target, target)}"
    if kind == "emoji":
        return f":{element['name']}:"
    return str(element.get("text") or element.get("fallback") or element.get("url", ""))


def _token(target: str, label: str | None, names: Names) -> str:
    if target[0] in "@#":
        return f"{target[0]}{names.get(target[1:], label or target[1:])}"
    if target.startswith("!"):
        return label or f"@{target[1:]}"
    return f"{label} ({target})" if label and label != target else target
