"""The worst model: it takes what was said in a meeting for its orders, and obeys to the letter."""

import re
from typing import Any

from bot.sandbox.chat.asked import Asked

_ORDER = re.compile(r"(?:ignore|assistant|system|instruction)[^:]*: *(.*)", re.IGNORECASE)


def obey(asked: Asked) -> dict[str, Any]:
    """Whatever it was told to say, in every field, with the line that told it as evidence."""
    told = [(found[1], line.number) for line in asked.lines if (found := _ORDER.search(line.text))]
    claims = [{"text": words, "lines": [number]} for words, number in told]
    written: dict[str, Any] = {
        **dict.fromkeys(("points", "decisions", "risks", "questions", "topics"), claims),
        "actions": [{**claim, "owner": claim["text"], "due": claim["text"]} for claim in claims],
        "chapters": [{"title": words, "line": number} for words, number in told],
        "said": True,
        "answer": " ".join(words for words, _ in told),
        "lines": [number for _, number in told],
    }
    return {name: value for name, value in written.items() if name in asked.fields}
