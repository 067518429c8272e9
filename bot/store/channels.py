"""What channels have arranged."""

from bot.domain.rules import Rules
from bot.domain.vocabulary import vocabulary_of
from bot.store.tables import Tables


class Channels(Tables):
    """The channels' rules."""

    async def rules(self, team: str, channel: str) -> Rules:
        found = await self._read("rules", team=team, channel=channel)
        if not found:
            return Rules()
        row = found[0]
        return Rules(
            provider=row["provider"],
            language=row["language"],
            speakers=bool(row["speakers"]),
            failover=bool(row["failover"]),
            vocabulary=vocabulary_of(row["words"]),
        )

    async def arrange(self, team: str, channel: str, rules: Rules, by: str) -> None:
        await self._run(
            "arrange",
            team=team,
            channel=channel,
            provider=rules.provider,
            language=rules.language,
            speakers=rules.speakers,
            failover=rules.failover,
            words=rules.vocabulary.text,
            by=by,
            at=self._clock.now(),
        )
