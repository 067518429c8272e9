"""Forms of answers: as JSON Schema, and found again in what was answered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from pydantic import ValidationError

from bot.notes.model.asked import M, Said

TEXT: Mapping[str, Any] = {"type": "string"}
NUMBER: Mapping[str, Any] = {"type": "integer"}
MAYBE_TEXT: Mapping[str, Any] = {"type": ["string", "null"]}

_LONGEST = 400_000  # characters of an answer that are looked at
_BRACES = 40  # places where an object may begin
_FAULTS, _FAULT = 5, 120  # of those that a model is told, and how long each is at most
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)  # small models write line breaks as they are


def many(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """A list."""
    return {"type": "array", "items": item}


def form(**fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object with all of these fields and no other: what strict modes ask for."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[M]):
    """What came of an answer. `wrong`: what to tell the model where there is no value.

    `honoured`: it came in the way in which it was asked for.
    """

    value: M | None = None
    honoured: bool = False
    wrong: str = ""


def find(said: Said, reads: type[M]) -> Found[M]:
    """The value in an answer: as it was asked for, or else anywhere in it."""
    wrong = "there was no JSON object in it"
    if said.formed is not None:
        try:
            content = json.loads(said.formed[:_LONGEST], strict=False)
        except (ValueError, RecursionError):
            pass
        else:
            value, wrong = _read(content, reads)
            if value is not None:
                return Found(value=value, honoured=True)
    for content in _objects(said.text or said.formed or ""):
        value, wrong = _read(content, reads)
        if value is not None:
            return Found(value=value, honoured=said.formed is None)
    return Found(wrong=wrong)


def _read(content: Any, reads: type[M]) -> tuple[M | None, str]:
    try:
        return reads.model_validate(content), ""
    except (ValidationError, RecursionError) as error:
        return None, _told(error)


def _told(error: ValidationError | RecursionError) -> str:
    """Places and kinds, never what stood there."""
    if isinstance(error, RecursionError):
        return "it was nested too deeply"
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    lines = (f"{'.'.join(map(str, one['loc']))}: {one['type']}"[:_FAULT] for one in faults)
    return "; ".join(list(lines)[:_FAULTS])


def _objects(text: str) -> Iterator[Any]:
    """The objects in a text, whatever stands around them."""
    text = _THOUGHTS.sub("", text[:_LONGEST])
    place = text.find("{")
    for _ in range(_BRACES):
        if place < 0:
            return
        try:
            content, end = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):
            end = place + 1
        else:
            yield content
        place = text.find("{", end)
