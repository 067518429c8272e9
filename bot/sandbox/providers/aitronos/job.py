"""A transcription, from its birth to its end ("Get transcription")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.sandbox.providers.aitronos.order import Order
from bot.sandbox.providers.job import Job as AnyJob

MODEL = "FVT-1"
ENDS = frozenset({"completed", "failed", "cancelled"})


@dataclass(slots=True, kw_only=True)
class Script:
    """What a test wants of a job."""

    error: str | None = None
    unknown_status: str | None = None
    blank_looks: int = 0
    skip_redaction: bool = False


@dataclass(slots=True, kw_only=True)
class Job(AnyJob):
    """A transcription as the account knows it.

    `shown` is what was known of it upstream when that was last `checked`.
    """

    provider: str = "aitronos"
    order: Order
    script: Script
    consumed: Decimal
    refunded: Decimal = Decimal()
    shown: str = "queued"
    checked: float = 0.0
    updated: float = 0.0
    deleted: bool = False
    pieces: dict[str, Any] = field(default_factory=dict)  # sentences, paragraphs, plain

    @property
    def model(self) -> str:
        """The transcription model."""
        return MODEL

    @property
    def status_upstream(self) -> str:
        """Where it really is, in their words."""
        if self.status == "running":
            return self.script.unknown_status or "processing"
        return self.status

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        return {
            "model": self.model,
            **AnyJob.facts(self),
            "synapses consumed": self.consumed,
            "synapses refunded": self.refunded,
        }
