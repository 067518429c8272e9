"""What calls cost: set aside before each, settled after it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.errors import BotError, Fault, Rejected, Unclear
from bot.domain.notetaking import Notebook
from bot.notes.model.faults import Declined, Overlong
from bot.notes.settings import NotesSettings

_MILLION = Decimal(1_000_000)
_NO_LIMIT = Decimal("Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """In US dollars for a million tokens; and the most that may be spent."""

    read: Decimal
    written: Decimal
    per_job: Decimal
    per_day: Decimal

    @classmethod
    def of(cls, settings: NotesSettings) -> "Prices":
        """As they are set; what has no price is free, what has no limit has none."""
        return cls(
            read=settings.llm_price_in or Decimal(),
            written=settings.llm_price_out or Decimal(),
            per_job=settings.llm_max_usd_per_job or _NO_LIMIT,
            per_day=settings.llm_max_usd_per_day or _NO_LIMIT,
        )

    def cost(self, read: int, written: int) -> Decimal:
        """Of so many tokens."""
        return (self.read * read + self.written * written) / _MILLION


@dataclass(slots=True)
class Bill:
    """Of one call: what it is taken to cost until its answer tells."""

    read: int
    written: int
    tokens: int = 0

    def tell(self, read: int, written: int) -> None:
        """What it really was."""
        self.read, self.written, self.tokens = read, written, read + written


class Budget:
    """The money of one model."""

    def __init__(self, notebook: Notebook, prices: Prices) -> None:
        self._notebook = notebook
        self._prices = prices

    @asynccontextmanager
    async def call(self, job: str, read: int, written: int) -> AsyncGenerator[Bill]:
        """Around a call that costs so many tokens at worst.

        What was refused cost nothing; an answer that got lost cost what was set aside. Raises
        Rejected when that would exceed a limit.
        """
        prices = self._prices
        most = prices.cost(read, written)
        if not await self._notebook.reserve(job, most, prices.per_job, prices.per_day):
            raise Rejected("notes: over budget", Fault.NOTES_BUDGET)
        bill = Bill(read, written)
        try:
            yield bill
        except Unclear:
            await self._notebook.settle_call(job, most, most, 0)
            raise
        except (BotError, Declined, Overlong):
            await self._notebook.settle_call(job, most, Decimal(), 0)
            raise
        cost = prices.cost(bill.read, bill.written)
        await self._notebook.settle_call(job, most, cost, bill.tokens)
