"""An accepted request, from its birth to its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.providers.job import Job as AnyJob
from bot.sandbox.providers.openai.order import Order


@dataclass(slots=True, kw_only=True)
class Job(AnyJob):
    """A request as the server knows it."""

    provider: str = "openai"
    source: str = "upload"
    order: Order
    hangs: bool = False  # its answer never comes
    breaks: bool = False  # its connection breaks off

    @property
    def model(self) -> str:
        """The transcription model."""
        return self.order.model

    def facts(self) -> Mapping[str, Any]:
        """What the page shows of it."""
        shown = {"model": self.model, "format": self.order.response_format}
        return {**shown, **AnyJob.facts(self)}
