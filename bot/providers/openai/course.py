"""An order's course: what is too large is cut, and its parts are asked for one after the other.

Each answer is kept as soon as it is here. What the server takes at once is known of some, and
learnt of the others by their refusals, which cost nothing. What it cannot read it gets as MP3.
"""

from collections.abc import Callable, Collection
from pathlib import Path

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.job import Spent
from bot.domain.ports import Cutter, Piece, Stopped
from bot.providers.openai.book import Books, Ending, Part
from bot.providers.openai.call import Call, Caller
from bot.shelf import Shelf

_USUAL_BYTES = 25_000_000  # what the first refusal is taken to mean, at most
_LEAST_BYTES = 200_000  # no server takes so little; it means something else
_PLAIN = frozenset({".mp3", ".wav"})  # what every server reads
_USUAL_SECONDS, _LEAST_SECONDS = 1400.0, 60.0


class Limits:
    """What the server takes at once; what it refused is not tried again until the next start."""

    def __init__(self, size: int, seconds: float) -> None:
        self.most = size, seconds

    def exceeded(self, part: Part) -> bool:
        """Whether it would certainly refuse this."""
        size, seconds = self.most
        return part.size > size or (part.seconds or 0.0) > seconds

    def lower(self, part: Part, fault: Fault) -> bool:
        """It refused this; whether something smaller is worth a try."""
        size, seconds = self.most
        length = part.seconds or 2 * _USUAL_SECONDS
        if fault is Fault.TOO_LARGE and part.size > _LEAST_BYTES:
            self.most = min(size, _USUAL_BYTES, max(_LEAST_BYTES, part.size // 2)), seconds
        elif fault is Fault.TOO_LONG and length > _LEAST_SECONDS:
            self.most = size, min(seconds, _USUAL_SECONDS, max(_LEAST_SECONDS, length / 2))
        else:
            return False
        return True


class Course:
    """Takes orders from their beginning to their end."""

    def __init__(
        self, caller: Caller, cutter: Cutter, shelf: Shelf, books: Books, limits: Limits
    ) -> None:
        self._caller = caller
        self._cutter = cutter
        self._shelf = shelf
        self._books = books
        self._limits = limits

    async def run(self, call: Call, busy: Callable[[], Collection[str]]) -> None:
        """Ask until everything is answered or one part cannot be, and keep how it ended.

        Of the orders that are `busy` nothing is inherited.
        """
        files = {call.file}
        try:
            if not call.book.answered:
                left = await self._books.inherit(call.name, call.book.language, busy())
                call.book = left or call.book
            while not call.book.over:
                files.update(call.book.files)
                await self._advance(call)
        except (OSError, Transient):
            call.book.ending = Ending(fault=Fault.INTERNAL)
        self._tell_spent(call)
        files.update(part.file for part in call.book.parts)
        if call.stopped and not call.book.whole:
            call.book.parts = []  # people do not want it
        await self._books.close(call.name, call.book, files)

    async def _advance(self, call: Call) -> None:
        """Ask for the next part, or cut it. Raises OSError, Transient."""
        part = call.book.next
        assert part is not None, "it is not over"
        if call.stopped:
            call.book.ending = Ending()
        elif not part.solid and self._limits.exceeded(part):
            await self._cut(call, part)
        else:
            await self._ask(call, part)

    async def _ask(self, call: Call, part: Part) -> None:
        found = await self._caller.make(call, part)
        if isinstance(found, Ending):
            await self._mend(call, part, found)
            return
        part.answer, part.sent = found, False
        if not call.book.over:
            await self._books.save(call.name, call.book)
            await self._shelf.drop(part.file)

    async def _mend(self, call: Call, part: Part, found: Ending) -> None:
        """It was refused: try it smaller or plainer, if that may help. Raises OSError, Transient."""
        if not call.stopped and _unread(part, found):
            await self._cut(call, part, unread=found)
        elif not part.solid and self._limits.lower(part, found.fault):
            await self._cut(call, part)
        else:
            call.book.ending = found

    async def _cut(self, call: Call, part: Part, unread: Ending | None = None) -> None:
        """Put its pieces in a part's place, plain ones if it was `unread`.

        Raises OSError, Transient.
        """
        try:
            async with self._shelf.workshop(part.size) as folder:
                parts = await self._pieces(call, part, folder, plain=unread is not None)
        except Rejected as error:
            call.book.ending = unread or Ending(fault=error.fault)
        except Stopped:
            call.book.ending = Ending()
        else:
            place = call.book.parts.index(part)
            call.book.parts[place : place + 1] = parts
            await self._books.save(call.name, call.book)
            await self._shelf.drop(part.file)

    async def _pieces(self, call: Call, part: Part, folder: Path, *, plain: bool) -> list[Part]:
        pieces = await self._cutter.cut(
            self._shelf.path(part.file),
            folder,
            most=self._limits.most,
            stop=lambda: call.stopped,
            plain=plain,
        )
        made = [await self._kept(piece, part.offset) for piece in pieces]
        if len(made) == 1 and made[0].size >= part.size and not plain:
            made[0].solid = True
        return made

    async def _kept(self, piece: Piece, offset: float) -> Part:
        file, size = await self._shelf.adopt(piece.path)
        return Part(
            file=file,
            suffix=f".{piece.container}",
            content_type=piece.content_type,
            size=size,
            seconds=piece.seconds,
            offset=offset + piece.offset,
        )

    def _tell_spent(self, call: Call) -> None:
        """Whoever answered to a part charges for it."""
        if call.book.ending is not None and call.book.answered and self._caller.paid:
            call.book.ending.spent = Spent.BILLED


def _unread(part: Part, found: Ending) -> bool:
    """Whether it may be that the server cannot read this kind of file; it has done nothing.

    whisper.cpp's server answers to M4A, which is what Slack's clips are, with 400 "Invalid
    request"; those on FastAPI fail without a word (500) where their decoder does.
    """
    if part.suffix in _PLAIN or found.spent is not Spent.NOTHING:
        return False
    wordless = found.fault in (Fault.REFUSED, Fault.FAILED) and not found.said
    return found.fault is Fault.NOT_MEDIA or wordless
