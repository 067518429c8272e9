"""Stands for the engine on one's own machine: nothing is played, the real one runs."""

from collections.abc import Iterable, Mapping, Sequence

from aiohttp import web

from bot.sandbox.providers.ear import Ear
from bot.sandbox.providers.job import Job
from bot.sandbox.providers.pace import PEOPLE, Pace


class Local:
    """Serves nothing; the bot itself hears, with the rough ear that needs no download."""

    name, label = "local", "Local Engine"

    def __init__(self, *, base_url: str, **_: object) -> None:
        self.base_url = base_url
        self.pace: Pace = PEOPLE
        self.ear = Ear()

    @property
    def jobs(self) -> Sequence[Job]:
        """Nobody here knows what it works on."""
        return ()

    def settings(self) -> Mapping[str, str]:
        """With which the bot hears by itself."""
        return {"LOCAL_MODEL": "pocketsphinx"}

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Nothing."""
        return ()

    def reset(self) -> None:
        """There is nothing to forget."""

    async def close(self) -> None:
        """There is nothing to stop."""
