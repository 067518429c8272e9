"""A result for programs: JSON as `schema.json` beside this has it.

`VERSION` grows whenever something that was there means something else or is there no more.
"""

import json
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from bot.domain.job import Job
from bot.domain.notes import Result
from bot.render.escape import plain

VERSION = 2


def data(job: Job, result: Result) -> str:
    """Everything that there is of it."""
    return json.dumps(_sound(_whole(job, result)), ensure_ascii=False, indent=2) + "\n"


def _whole(job: Job, result: Result) -> dict[str, Any]:
    transcript = result.transcript
    return {
        "version": VERSION,
        "title": job.title,
        "service": result.service,
        "language": transcript.language,
        "seconds": transcript.seconds,
        "cost": _cost(result),
        "speakers": list(transcript.speakers),
        "notes": asdict(result.notes) if result.notes else None,
        "warnings": [asdict(warned) for warned in result.warned],
        "segments": [asdict(segment) for segment in transcript.segments],
    }


def _cost(result: Result) -> dict[str, str] | None:
    if result.cost is None or not result.cost.is_finite():
        return None
    return {"amount": f"{result.cost:f}", "unit": result.unit}


def _sound(value: Any) -> Any:
    """The same without what is no text; a lone surrogate cannot even be written."""
    match value:
        case str():
            return plain(value)
        case Decimal():
            return f"{value:f}"
        case dict():
            return {name: _sound(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_sound(inner) for inner in value]
        case _:
            return value
