"""A job, from its birth to its end ("Get Job Status")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.job import Job as AnyJob
from bot.sandbox.providers.tuplets.money import minimum, price
from bot.sandbox.providers.tuplets.order import Order


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
class Job(AnyJob):
    """A job as the account knows it."""

    provider: str = "tuplets"
    order: Order
    cancel_token: str
    script: Script
    estimate: Decimal | None = None
    downloads: int = 0

    @property
    def model(self) -> str:
        """The transcription model."""
        return self.order.model

    def measure(self, seconds: float) -> None:
        """Now the recording's length is known, and so what the job should cost."""
        self.seconds = seconds
        self.estimate = price(self.order.features, seconds)

    @property
    def expected_cost(self) -> Decimal:
        """What to keep aside for it."""
        return self.estimate if self.estimate is not None else minimum(self.order.features)

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        return {
            "model": self.model,
            "expected cost": self.expected_cost,
            **AnyJob.facts(self),
            "warnings": (self.result or {}).get("warnings"),
        }
