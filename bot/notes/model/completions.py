"""`/chat/completions`, as OpenAI's API reference has it and everybody else more or less."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import NonNegativeInt

from bot.http.lenient import Many, Maybe, Text, Wire
from bot.notes.model.asked import Asked, Said, Turn
from bot.notes.model.manner import Dialect, Manner
from bot.notes.model.prompts import in_words

_CUT = "length"


class Completions:
    """An endpoint like OpenAI's."""

    path = "/chat/completions"
    ladder: tuple[Dialect, ...] = tuple(Dialect)

    def headers(self, key: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(
        self, model: str, asked: Asked[Any], manner: Manner, more: tuple[Turn, ...]
    ) -> dict[str, Any]:
        rules = asked.rules + in_words(asked.schema, manner.dialect)
        first = ({"role": "system", "content": rules}, {"role": "user", "content": asked.data})
        return {
            "model": model,
            "messages": [*first, *more],
            **({manner.limit_field: manner.longest} if manner.limit_field else {}),
            **({"temperature": 0} if manner.tempered else {}),
            **_form(asked, manner.dialect),
        }

    def read(self, content: Any, dialect: Dialect) -> Said:
        reply = _Reply.model_validate(content if isinstance(content, dict) else {})
        choice = next(iter(reply.choices or ()), None) or _Choice()
        message = choice.message or _Message()
        text = message.content or ""
        formed = _arguments(message) if dialect is Dialect.TOOL else text
        usage = reply.usage or _Usage()
        return Said(
            formed=None if dialect in (Dialect.PROMPT, Dialect.BARE) else formed,
            text=text,
            cut=choice.finish_reason == _CUT,
            tokens_in=usage.prompt_tokens,
            tokens_out=usage.completion_tokens,
        )


def _form(asked: Asked[Any], dialect: Dialect) -> dict[str, Any]:
    match dialect:
        case Dialect.SCHEMA:
            schema = {"name": asked.name, "strict": True, "schema": asked.schema}
            return {"response_format": {"type": "json_schema", "json_schema": schema}}
        case Dialect.TOOL:
            tool = {"name": asked.name, "description": "Hand in.", "parameters": asked.schema}
            chosen = {"type": "function", "function": {"name": asked.name}}
            return {"tools": [{"type": "function", "function": tool}], "tool_choice": chosen}
        case Dialect.OBJECT:
            return {"response_format": {"type": "json_object"}}
        case Dialect.PROMPT | Dialect.BARE:
            return {}


class _Function(Wire):
    arguments: Any = None  # JSON in a text; some servers give the object


class _Call(Wire):
    function: Maybe[_Function] = None


class _Message(Wire):
    content: Maybe[Text] = None
    tool_calls: Many[_Call] = None


class _Choice(Wire):
    message: Maybe[_Message] = None
    finish_reason: Maybe[str] = None


class _Usage(Wire):
    prompt_tokens: Maybe[NonNegativeInt] = None
    completion_tokens: Maybe[NonNegativeInt] = None


class _Reply(Wire):
    choices: Many[_Choice] = None
    usage: Maybe[_Usage] = None


def _arguments(message: _Message) -> str:
    call = next(iter(message.tool_calls or ()), None)
    given = call.function.arguments if call and call.function else None
    return given if isinstance(given, str) else json.dumps(given) if given else ""
