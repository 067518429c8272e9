"""Law 5: other people's text is harmless; speech, names and titles never turn into markup."""

import re
import unicodedata

# Controls, lone surrogates, what is no character, and the marks that turn the reading direction around: none of them
# is a word, some break JSON, XML or SQLite, the last let a file name lie about itself.
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Text for `plain_text` and rich_text `text` elements, where Slack reads no markup."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSPEAKABLE.sub("", lines)


def one_line(text: str, most: int | None = None) -> str:
    """The same on a single line, cut with an ellipsis where there is no room."""
    line = _SPACES.sub(" ", plain(text)).strip()
    return line if most is None or len(line) <= most else line[: most - 1].rstrip() + "…"


def mrkdwn(text: str) -> str:
    """Text for `mrkdwn` and for a message's `text` (docs.slack.dev, formatting message text)."""
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def file_name(text: str, most: int = 80) -> str:
    """Text as a file's name without its extension; empty when nothing is left of it."""
    line = one_line(unicodedata.normalize("NFC", text))
    return re.sub(r'[\\/:*?"<>|]+', "-", line)[:most].strip(" .-")
