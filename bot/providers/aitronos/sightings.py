"""What was last seen of transcriptions under way, so that nothing is told to us twice."""

from collections import OrderedDict
from dataclasses import dataclass

from bot.domain.job import Progress

_MOST = 5_000  # jobs; of one that fell out everything is told once more


@dataclass(slots=True)
class Sight:
    """One of them. `tries` counts the looks at its result."""

    etag: str | None = None
    progress: Progress | None = None
    tries: int = 0


class Sightings:
    """The latest of them, by id; lost with the process, at the price of some bytes."""

    def __init__(self) -> None:
        self._sights: OrderedDict[str, Sight] = OrderedDict()

    def of(self, remote_id: str) -> Sight:
        """What was seen of it; empty before its first look."""
        sight = self._sights.setdefault(remote_id, Sight())
        self._sights.move_to_end(remote_id)
        if len(self._sights) > _MOST:
            self._sights.popitem(last=False)
        return sight

    def drop(self, remote_id: str) -> None:
        """Nothing more is to be seen of it."""
        self._sights.pop(remote_id, None)
