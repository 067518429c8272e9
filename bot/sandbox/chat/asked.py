"""A request as the model sees it: the lines it was given, and the form it is to answer in."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(r"^\[(\d+)\](?: (\d+(?::\d\d)+)(?: ([^:\n]{1,60}))?:)? (.*)$", re.MULTILINE)
_TOKEN = re.compile(r"\w{1,7}|[^\w\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A numbered line of the data."""

    number: int
    speaker: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a model sees. `fields` are those of the form; `question` where one is asked."""

    lines: Sequence[Line]
    fields: frozenset[str]
    question: str
    tokens: int
    answered: int  # answers of the model's own that it is shown again

    @property
    def words(self) -> str:
        """Everything in the lines."""
        return "\n".join(line.text for line in self.lines)


def read(
    messages: Sequence[Mapping[str, Any]], schema: Mapping[str, Any] | None, context: int | None
) -> Asked:
    """The request; of more than `context` tokens the oldest words are dropped, and nobody is told."""
    rules = "\n".join(_text(one) for one in messages if one.get("role") == "system")
    data = "\n".join(_text(one) for one in messages if one.get("role") != "system")
    tokens = count(rules) + count(data)
    if context is not None and tokens > context:
        left = max(context - count(rules), 0)
        data = data[max(len(data) - left * 4, 0) :] if left else ""
        tokens = context
    form = schema or next((one for one in _objects(rules) if "properties" in one), {})
    about = next((one for one in _objects(data) if "question" in one), {})
    return Asked(
        lines=[
            Line(number=int(number), speaker=speaker or None, text=text)
            for number, _, speaker, text in _LINE.findall(data)
        ],
        fields=frozenset(form.get("properties", ())),
        question=str(about.get("question", "")),
        tokens=tokens,
        answered=sum(one.get("role") == "assistant" for one in messages),
    )


def count(text: str) -> int:
    """Tokens, by this model's way of counting."""
    return len(_TOKEN.findall(text))


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    for found in re.finditer(r"(?:^|(?<=\s))\{", text):
        try:
            value, _ = decoder.raw_decode(text, found.start())
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value
