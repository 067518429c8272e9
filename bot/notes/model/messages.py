"""`/messages`, as Anthropic's API reference has it: a form is had by forcing a tool.

Its layer that speaks like OpenAI's ignores `response_format` and `strict` (its own page says so).
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import NonNegativeInt

from bot.http.lenient import Many, Maybe, Text, Wire
from bot.notes.model.asked import Asked, Said, Turn
from bot.notes.model.manner import Dialect, Manner
from bot.notes.model.prompts import in_words

_VERSION = "2023-06-01"
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})


class Messages:
    """An endpoint like Anthropic's."""

    path = "/messages"
    ladder: tuple[Dialect, ...] = (Dialect.TOOL, Dialect.PROMPT)

    def headers(self, key: str) -> Mapping[str, str]:
        return {"anthropic-version": _VERSION, **({"x-api-key": key} if key else {})}

    def body(
        self, model: str, asked: Asked[Any], manner: Manner, more: tuple[Turn, ...]
    ) -> dict[str, Any]:
        return {
            "model": model,
            "max_tokens": manner.longest,
            "system": asked.rules + in_words(asked.schema, manner.dialect),
            "messages": [{"role": "user", "content": asked.data}, *more],
            **({"temperature": 0} if manner.tempered else {}),
            **(_tool(asked) if manner.dialect is Dialect.TOOL else {}),
        }

    def read(self, content: Any, dialect: Dialect) -> Said:
        reply = _Reply.model_validate(content if isinstance(content, dict) else {})
        blocks = [block for block in reply.content or () if block is not None]
        used = [json.dumps(block.input) for block in blocks if block.type == "tool_use"]
        usage = reply.usage or _Usage()
        return Said(
            formed=next(iter(used), "") if dialect is Dialect.TOOL else None,
            text="\n".join(block.text for block in blocks if block.text),
            cut=reply.stop_reason in _CUT,
            tokens_in=usage.input_tokens,
            tokens_out=usage.output_tokens,
        )


def _tool(asked: Asked[Any]) -> dict[str, Any]:
    tool = {"name": asked.name, "description": "Hand in.", "input_schema": asked.schema}
    return {"tools": [tool], "tool_choice": {"type": "tool", "name": asked.name}}


class _Block(Wire):
    type: Maybe[str] = None
    text: Maybe[Text] = None
    input: Any = None


class _Usage(Wire):
    input_tokens: Maybe[NonNegativeInt] = None
    output_tokens: Maybe[NonNegativeInt] = None


class _Reply(Wire):
    content: Many[_Block] = None
    stop_reason: Maybe[str] = None
    usage: Maybe[_Usage] = None
