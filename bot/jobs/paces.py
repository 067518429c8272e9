"""What is known of a service's pace, by what it is asked to do."""

from bot.domain.memory import Store
from bot.jobs.pace import Pace


class Paces:
    """The paces of one service's model, kept over restarts."""

    def __init__(self, store: Store, model: str) -> None:
        self._store = store
        self._model = model
        self._known: dict[str, Pace] = {}

    async def of(self, speakers: bool, redact: bool) -> Pace:
        """As far as it is known."""
        name = self._name(speakers, redact)
        if name not in self._known:
            kept = await self._store.pace(name)
            self._known[name] = Pace(**kept) if kept else Pace()
        return self._known[name]

    async def learn(self, speakers: bool, redact: bool, seconds: float, took: float) -> None:
        """That many seconds of audio took so long."""
        name = self._name(speakers, redact)
        self._known[name] = (await self.of(speakers, redact)).learned(seconds, took)
        await self._store.keep_pace(name, self._known[name].as_dict())

    def _name(self, speakers: bool, redact: bool) -> str:
        extras = ("speakers" if speakers else "", "redact" if redact else "")
        return "/".join([self._model, *filter(None, extras)])
