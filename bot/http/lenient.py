"""JSON of other people's services, read leniently.

Whatever does not fit is dropped, because a recording that was paid for must not be lost to one
odd field; unknown fields are ignored.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

T = TypeVar("T")


def _fitting(value: Any, fit: ValidatorFunctionWrapHandler) -> Any:
    try:
        return fit(value)
    except ValidationError:
        return None


def _fitting_items(value: Any, fit: ValidatorFunctionWrapHandler) -> Any:
    items = _fitting(value, fit)
    return None if items is None else [item for item in items if item is not None]


def sound(value: Any) -> Any:
    """A text without lone surrogates: those are legal in JSON, and nowhere else."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def epoch(value: datetime | None) -> float | None:
    """Epoch seconds; a time without a zone is UTC."""
    if value is None:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()


Maybe = Annotated[T | None, WrapValidator(_fitting)]
Many = Annotated[list[Maybe[T]] | None, WrapValidator(_fitting_items)]
Text = Annotated[str, BeforeValidator(sound)]


class Wire(BaseModel):
    """Anything a service says."""

    # Built when it is first read: of most services nothing ever is, and they are many.
    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, defer_build=True)
