"""What a model wrote, as plain prose: one line, no links, no mentions, no markup, not too long.

It may have been talked into anything by what was said in a meeting, so nothing of it is live.
"""

import html
import re
import unicodedata

_ROOM = 8  # times the limit: what is looked at, so that a megabyte costs nothing
_ENTITIES = 3  # times over that they may be escaped
_SITES = "com|org|net|io|dev|app|ai|co|me|tv|gg|ly|info|biz|xyz|edu|gov|eu|uk|de|fr|es|it|nl|pl|ch|at|ru|cn|jp|in|br|us|link|site|online|example|test"
_GONE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"<[^<>]*>?",  # Slack's tokens, and anybody's tags
        r"\b[a-z][a-z0-9+.-]*:/+\S*",
        r"\b(?:mailto|tel|javascript|data|slack):\S+",
        r"\bwww\.\S+",
        r"\S+@[\w-]+(?:\.[\w-]+)+\S*",
        r"\b(?:[\w-]+\.)+[a-z]{2,}/\S*",
        rf"\b(?:[\w-]+\.)+(?:{_SITES})\b(?::\d+)?",
        r"(?<![^\W_]):[a-z_+-][\w+-]*:",  # emoji
        r"\[[\d\s,#\u2013-]+\]|\((?:lines? )[\d\s,and\u2013-]+\)",  # lines, named in words
    )
)
_LINKED = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(
    r"[<>*`~|\\@{}\[\]\uff20\uff1c\uff1e]|(?<!\w)_+|_+(?!\w)|^[\s#>\u2022-]+|#(?=\w)"
)
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"\(\s*\)|\[\s*\]|\s+(?=[,.;:!?])")


def prose(text: str, most: int) -> str:
    """A sentence of at most so many characters; empty when nothing is left of it."""
    text = _speakable(_unescaped(text[: most * _ROOM]))
    text = _LINKED.sub(r"\1", text)
    for pattern in _GONE:
        text = pattern.sub(" ", text)
    text = _LOOSE.sub("", _SPACES.sub(" ", _MARKS.sub("", text))).strip(" ,;:-")
    text = _SPACES.sub(" ", text)
    return text if len(text) <= most else _cut(text, most)


def _unescaped(text: str) -> str:
    for _ in range(_ENTITIES):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def _speakable(text: str) -> str:
    """Without what is no letter, mark, digit, sign or space: controls, surrogates, reversals."""
    return "".join(
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", text)
        if one.isspace() or unicodedata.category(one)[0] != "C"
    )


def _cut(text: str, most: int) -> str:
    room = text[: most - 1]
    words = room.rsplit(" ", 1)[0] if " " in room[most // 2 :] else room
    return words.rstrip(" ,;:-") + "…"
