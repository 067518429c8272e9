"""A recording at a service, as far as all services are alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Protocol

Status = Literal["queued", "running", "completed", "failed"]


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> float:
        """Epoch seconds."""
        ...


@dataclass(slots=True, kw_only=True)
class Job:
    """From its birth to its end. Times are epoch seconds."""

    id: str
    provider: str
    source: str  # upload | remote_url
    created: float
    doom: str | None = None  # it will fail, with these words
    status: Status = "queued"
    percent: float = 0.0
    left: float | None = None  # seconds until it is done, as far as can be told
    seconds: float | None = None  # of audio; None until the recording was looked at
    started: float | None = None
    due: float | None = None  # when its pace lets it end
    heard: float = 0.0  # how much of it the ear is through with, 0 to 1
    ready: float | None = None  # when the ear was through
    ended: float | None = None
    error: str | None = None
    cancelled: bool = False
    result: dict[str, Any] | None = None
    cost: Decimal | None = None

    @property
    def over(self) -> bool:
        """Whether nothing happens any more."""
        return self.ended is not None

    def measure(self, seconds: float) -> None:
        """Now the recording's length is known."""
        self.seconds = seconds

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        return {
            "source": self.source,
            "seconds of audio": self.seconds,
            "cost": self.cost,
            "error": self.error,
        }
