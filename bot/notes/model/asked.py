"""What a model is asked, and what it said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from bot.notes.model.manner import Dialect, Manner

M = TypeVar("M", bound=BaseModel)

Turn = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[M]):
    """A question whose answer has a form.

    `rules` are our words and `data` everybody else's; `schema` is the form as JSON Schema, with
    only what every vendor's strict mode takes; `reads` is it as a checked value.
    """

    name: str
    rules: str
    data: str
    schema: Mapping[str, Any]
    reads: type[M]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer.

    `formed` is what came in the way that was asked for (None where it was asked for in words
    alone), `text` whatever else; `cut`: it was longer than its room. Tokens are the endpoint's count, None where it keeps none.
    """

    formed: str | None
    text: str
    cut: bool
    tokens_in: int | None
    tokens_out: int | None


class Endpoint(Protocol):
    """One of the APIs that models are asked by."""

    path: str
    ladder: tuple[Dialect, ...]

    def headers(self, key: str) -> Mapping[str, str]:
        """What every request carries."""
        ...

    def body(
        self, model: str, asked: Asked[Any], manner: Manner, more: tuple[Turn, ...]
    ) -> dict[str, Any]:
        """A request; `more` are the turns after the first question."""
        ...

    def read(self, content: Any, dialect: Dialect) -> Said:
        """An answer's JSON."""
        ...
