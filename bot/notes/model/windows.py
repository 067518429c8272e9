"""A recording as parts that a model can read at once."""

from collections.abc import Sequence

from bot.notes.model.lines import Line
from bot.notes.model.tokens import estimate

_FULL = 0.75  # of a window; the rest is for the answer
_OVERLAP = 0.05  # of a part, read again at the beginning of the next: a promise may span the cut
_FEWEST = 2  # lines; with less a model that cannot do it never will


class Windows:
    """Takes part after part, all about as long, while the window may turn out smaller than thought.

    `overhead`: tokens that go with every part.
    """

    def __init__(self, lines: Sequence[Line], overhead: int) -> None:
        self._lines = lines
        self._sizes = [estimate(str(line)) + 1 for line in lines]
        self._overhead = overhead
        self._start = self._stop = 0
        self._most = len(lines)

    @property
    def over(self) -> bool:
        """Whether everything was taken."""
        return self._stop >= len(self._lines)

    def next(self, window: int) -> Sequence[Line]:
        """The next part."""
        start = self._start
        room = max(int(window * _FULL) - self._overhead, 1)
        left = sum(self._sizes[start:])
        aim = left / -(-left // room)
        taken, stop = 0.0, start
        while stop < len(self._lines) and stop - start < self._most:
            taken += self._sizes[stop]
            if taken > aim and stop > start:
                break
            stop += 1
        self._stop = stop
        return self._lines[start:stop]

    def done(self) -> None:
        """That part is read: on to the next."""
        again = int((self._stop - self._start) * _OVERLAP)
        self._start = max(self._stop - again, self._start + 1)

    def shorten(self) -> bool:
        """That part was too much; False when there is no less."""
        self._most = (self._stop - self._start) // 2
        self._stop = self._start
        return self._most >= _FEWEST
