"""Ratios, their goals, and how they are printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that was measured, a value a round; `goal` is the most it may be, or the least."""

    name: str
    values: Sequence[float]
    unit: str = "x"
    goal: float | None = None
    at_least: bool = False
    digits: int = 2

    @property
    def value(self) -> float:
        return median(self.values)

    @property
    def met(self) -> bool | None:
        """Whether it reached its goal; None when it has none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def line(self) -> str:
        spread = f"{self._show(min(self.values))} to {self._show(max(self.values))}"
        line = f"  {self.name:58} {self._show(self.value):>9}  {spread:20}"
        if self.goal is None:
            return line.rstrip()
        goal = f"goal {'>=' if self.at_least else '<='} {self.goal:g} {self.unit}"
        return f"{line} {goal:15} {'met' if self.met else 'MISSED'}"

    def data(self) -> dict[str, object]:
        return {
            "name": self.name,
            "value": self.value,
            "values": list(self.values),
            "unit": self.unit,
            "goal": self.goal,
            "goal_is": "at least" if self.at_least else "at most",
            "met": self.met,
        }

    def _show(self, value: float) -> str:
        return f"{value:.{self.digits}f} {self.unit}"


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours to theirs, round by round."""
    return [our / their for our, their in zip(ours, theirs, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
