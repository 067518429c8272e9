"""What is known of accounts and services beside their jobs: paid calls, budgets, paces, moments."""

import json
from collections.abc import Mapping

from bot.store.tables import Tables


class Accounts(Tables):
    """Accounts, and moments by name."""

    async def remote_ids(self, provider: str) -> frozenset[str]:
        found = await self._read("remote_ids", provider=provider)
        return frozenset(row["remote_id"] for row in found)

    async def submitting(self, account: str) -> bool:
        return bool(await self._read("submitting", account=account))

    async def nth_create(self, account: str, nth: int) -> float | None:
        found = await self._read("nth_create", account=account, before=nth - 1)
        return float(found[0]["at"]) if found else None

    async def level(self, account: str) -> Mapping[str, float] | None:
        return await self._kept("level", account)

    async def keep_level(self, account: str, level: Mapping[str, float]) -> None:
        await self._run("keep_level", name=account, body=json.dumps(level))

    async def pace(self, name: str) -> Mapping[str, float] | None:
        return await self._kept("pace", name)

    async def keep_pace(self, name: str, pace: Mapping[str, float]) -> None:
        await self._run("keep_pace", name=name, body=json.dumps(pace))

    async def mark(self, name: str, at: float) -> None:
        await self._run("mark", name=name, at=at)

    async def marked(self, name: str) -> float | None:
        found = await self._read("marked", name=name)
        return float(found[0]["at"]) if found else None

    async def _kept(self, query: str, name: str) -> Mapping[str, float] | None:
        found = await self._read(query, name=name)
        return (
            {key: float(value) for key, value in json.loads(found[0]["body"]).items()}
            if found
            else None
        )
