"""What came of a proof, as a row of a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim: how it was tried, when it holds, what was seen, and whether it held."""

    proof: str
    mark: str
    figure: str
    held: bool

    def line(self) -> str:
        """The row as a line of the table."""
        return (
            f"| {self.proof} | {self.mark} | {self.figure} | {'held' if self.held else 'BROKEN'} |"
        )


class Prove(Protocol):
    """A proof's one entry."""

    def __call__(self, *, whole: bool) -> list[Row]:
        """Try the claim, in its whole size or in its quick one."""
        ...


def table(rows: Iterable[Row]) -> str:
    """The rows under their heading."""
    heading = ["| proof | pass mark | figure | |", "|---|---|---|---|"]
    return "\n".join([*heading, *(row.line() for row in rows)])
