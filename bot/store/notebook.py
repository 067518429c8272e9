"""What notetakers keep over restarts, and what their calls cost."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from bot.store.tables import Tables

_MILLIONTHS = Decimal(1_000_000)
_MOST = 10**15  # millionths: a milliard dollars is no limit, and far from SQLite's largest integer
_DAY = 86400.0


class Pages(Tables):
    """The notebook (`domain/notetaking.py`).

    Its text goes with its job; what was paid stays until retention, as the day's limit needs it.
    """

    async def kept(self, key: str) -> str | None:
        found = await self._read("kept", key=key)
        return str(found[0]["body"]) if found else None

    async def keep(self, key: str, job_id: str, text: str) -> None:
        await self._run("keep", key=key, job_id=job_id, body=text, at=self._clock.now())

    async def reserve(self, job_id: str, usd: Decimal, per_job: Decimal, per_day: Decimal) -> bool:
        now = self._clock.now()
        made = await self._run(
            "reserve",
            job_id=job_id,
            at=now,
            usd=_millionths(usd),
            per_job=_millionths(per_job, ROUND_FLOOR),
            per_day=_millionths(per_day, ROUND_FLOOR),
            midnight=now - now % _DAY,
        )
        return bool(made)

    async def settle_call(self, job_id: str, reserved: Decimal, usd: Decimal, tokens: int) -> None:
        await self._run(
            "settle_call",
            job_id=job_id,
            reserved=_millionths(reserved),
            usd=_millionths(usd),
            tokens=min(tokens, _MOST),
        )

    async def spent(self, job_id: str) -> Decimal:
        found = await self._read("spent", job_id=job_id)
        return Decimal(found[0]["usd"]) / _MILLIONTHS


def _millionths(usd: Decimal, rounding: str = ROUND_CEILING) -> int:
    """What is spent is rounded up and limits down, so that no sum exceeds one."""
    if not usd.is_finite():
        return _MOST
    return min(int((usd * _MILLIONTHS).to_integral_value(rounding)), _MOST)
