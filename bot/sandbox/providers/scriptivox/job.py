"""A transcription, from its birth to its end ("Get Result")."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.job import Job as AnyJob
from bot.sandbox.providers.scriptivox.money import price
from bot.sandbox.providers.scriptivox.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What a test wants of a job."""

    code: str | None = None
    message: str | None = None
    unknown_status: str | None = None


@dataclass(slots=True, kw_only=True)
class Job(AnyJob):
    """A transcription as the account knows it."""

    provider: str = "scriptivox"
    order: Order
    script: Script
    code: str = "PROCESSING_ERROR"  # of its failure, if it fails
    size: int | None = None
    language: str | None = None
    released: Decimal = Decimal()  # cents, by its cancellation
    deleted: bool = False

    @property
    def reserved(self) -> Decimal:
        """Cents kept aside for it."""
        return Decimal() if self.over or self.seconds is None else price(self.seconds)

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        order = self.order
        return {
            "speakers": order.speaker_count or ("any number" if order.diarize else None),
            "reserved cents": self.reserved,
            **AnyJob.facts(self),
        }
