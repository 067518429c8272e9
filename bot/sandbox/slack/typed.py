"""What becomes of the words that people type: mentions and links are marked up."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.slack.workspace import Workspace

Json = dict[str, Any]
TOKEN = re.compile(
    r"<(?P<marked>[@#!][^<>\s]+|https?://[^<>]+)>|@(?P<name>\w+)|(?P<url>https?://[^\s<>]+)"
)


def typed(words: str, workspace: Workspace) -> tuple[str, list[Json]]:
    """The text and the rich_text block of a message that somebody typed."""
    text, elements, end = "", [], 0
    for found in TOKEN.finditer(words):
        element = _element(found, workspace)
        if element is None:
            continue
        plain = words[end : found.start()]
        text += _escaped(plain) + _marked(element)
        elements += [*_text(plain), element]
        end = found.end()
    text += _escaped(words[end:])
    elements += _text(words[end:])
    if not elements:
        return "", []
    section = {"type": "rich_text_section", "elements": elements}
    block_id = workspace.new_id("b")
    return text, [{"type": "rich_text", "block_id": block_id, "elements": [section]}]


def _element(found: re.Match[str], workspace: Workspace) -> Json | None:
    if url := found["url"]:
        return {"type": "link", "url": url} if urlsplit(url).netloc else None
    if name := found["name"]:
        for person in (*workspace.people, workspace.app):
            if name.lower() in (person.handle, person.name.lower()):
                return {"type": "user", "user_id": person.id}
        return None
    token, _, label = found["marked"].partition("|")
    if token.startswith("http"):
        return {"type": "link", "url": token} | ({"text": label} if label else {})
    kinds = {"@": ("user", "user_id"), "#": ("channel", "channel_id"), "!": ("broadcast", "range")}
    kind, key = kinds[token[0]]
    return {"type": kind, key: token[1:]}


def _marked(element: Json) -> str:
    for key, mark in (("user_id", "@"), ("channel_id", "#"), ("range", "!")):
        if key in element:
            return f"<{mark}{element[key]}>"
    label = f"|{element['text']}" if "text" in element else ""
    return f"<{_escaped(element['url'])}{label}>"


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(words: str) -> list[Json]:
    return [{"type": "text", "text": words}] if words else []
