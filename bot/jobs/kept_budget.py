"""How often one account may be asked, over restarts: a restart is no fresh start."""

from bot.domain.memory import Store
from bot.jobs.budget import Budget, Level


class KeptBudget(Budget):
    """A budget of so many requests in so many seconds. `open` it before use."""

    def __init__(self, account: str, store: Store, requests_per: tuple[int, float]) -> None:
        super().__init__(*requests_per)
        self._account = account
        self._store = store
        self._kept = self.level

    async def open(self) -> None:
        """Go on as it stood."""
        if kept := await self._store.level(self._account):
            self.resume(Level(**kept))
            self._kept = self.level

    async def keep(self) -> None:
        """Write down how it stands, if what is written does not cover that."""
        if not self._kept.covers(self.level):
            kept = self.ahead()
            await self._store.keep_level(self._account, kept.as_dict())
            self._kept = kept
