"""A job, from its birth to its end ("Get Job Status")."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from bot.sandbox.providers.tuplets.money import minimum, price
from bot.sandbox.providers.tuplets.order import Order

Status = Literal["queued", "running", "completed", "failed"]


@dataclass(slots=True, kw_only=True)
class Script:
    """What a test wants of a job."""

    error: str | None = None
    speakers_fail: bool = False
    skip_pii: str | None = None
    skip_analytics: str | None = None
    warnings: list[str] = field(default_factory=list)
    unknown_status: str | None = None
    ignore_cancel: bool = False


@dataclass(slots=True, kw_only=True)
class Job:
    """A job as the account knows it. Times are epoch seconds."""

    id: str
    order: Order
    source: str  # upload | remote_url
    cancel_token: str
    created: float
    script: Script
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
    estimate: Decimal | None = None
    cost: Decimal | None = None
    downloads: int = 0

    @property
    def over(self) -> bool:
        """Whether nothing happens any more."""
        return self.ended is not None

    @property
    def model(self) -> str:
        """The transcription model."""
        return self.order.model

    @property
    def provider(self) -> str:
        """Whose job this is."""
        return "tuplets"

    def measure(self, seconds: float) -> None:
        """Now the recording's length is known, and so what the job should cost."""
        self.seconds = seconds
        self.estimate = price(self.order.features, seconds)

    @property
    def expected_cost(self) -> Decimal:
        """What to keep aside for it."""
        return self.estimate if self.estimate is not None else minimum(self.order.features)
