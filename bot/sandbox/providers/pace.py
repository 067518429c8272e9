"""How long the work on a recording takes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds in the queue, and at work: `factor` times the recording's, but at least `floor`."""

    queue: float
    floor: float
    factor: float

    def seconds(self, audio_seconds: float) -> float:
        """How long the work takes."""
        return max(self.floor, audio_seconds * self.factor)


PEOPLE = Pace(queue=1.0, floor=4.0, factor=0.1)  # to be watched
INSTANT = Pace(queue=0.0, floor=0.0, factor=0.0)
