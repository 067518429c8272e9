"""What is left in an account, where its service tells: asked before a job, and not too often."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

from bot.domain.errors import BotError
from bot.domain.job import Job
from bot.domain.ports import Clock, Provider
from bot.jobs.budget import Budget

BELIEVED = 60.0  # seconds
CERTAIN = Decimal("0.95")  # of the list price: less than that certainly does not suffice


class Purse:
    """One account's credit; `request` is around each question, of the account's `budget`."""

    def __init__(
        self,
        provider: Provider,
        clock: Clock,
        budget: Budget,
        request: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._provider = provider
        self._clock = clock
        self._budget = budget
        self._request = request
        self._left: Decimal | None = None
        self._asked_at: float | None = None

    async def lacks(self, job: Job) -> bool:
        """Whether there is certainly not enough for this job. What nobody knows is no obstacle."""
        price = self._provider.traits.price
        if not self._provider.traits.tells_credit or price is None or job.seconds is None:
            return False
        left = await self._known()
        return left is not None and left < price.of(job.wish, job.seconds).amount * CERTAIN

    def spent(self) -> None:
        """An order was taken: there is less now."""
        self._asked_at = None

    async def _known(self) -> Decimal | None:
        now = self._clock.now()
        if self._asked_at is not None and now - self._asked_at < BELIEVED:
            return self._left
        if self._budget.take(now) > 0.0:
            return None
        try:
            with self._request():
                self._left = await self._provider.check()
        except BotError:  # the order itself will tell
            return None
        self._asked_at = now
        return self._left
