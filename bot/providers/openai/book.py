"""The book of an order: its parts, what was answered to each, and why it ended if it did.

The server keeps nothing for us, so this is its memory: after a kill at any point it is known what
may have been paid for, and an answer that came is not lost. Of an order that ended half done, the
answers are kept for whoever orders the same recording again.
"""

import asyncio
from collections.abc import Collection

from pydantic import BaseModel, ValidationError

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.domain.ports import Clock
from bot.providers.openai.wire import Answer
from bot.shelf import Shelf

_READ = 600.0  # seconds from a result's first reading until it is certainly stored elsewhere


class Part(BaseModel):
    """A recording, or a piece of one, on the shelf; `offset` is where it begins in the whole."""

    file: str
    suffix: str
    content_type: str
    size: int
    seconds: float | None = None
    offset: float = 0.0
    solid: bool = False  # it cannot be cut any smaller
    sent: bool = False  # it may have been paid for, and its answer is not here
    answer: Answer | None = None


class Ending(BaseModel):
    """Why there is no answer, or not all of it."""

    fault: Fault = Fault.FAILED
    said: str = ""
    spent: Spent = Spent.NOTHING


class Book(BaseModel):
    """What is known of an order."""

    language: str | None = None
    hints: list[str] = []
    parts: list[Part]
    ending: Ending | None = None

    @property
    def next(self) -> Part | None:
        """The first part that has no answer."""
        return next((part for part in self.parts if part.answer is None), None)

    @property
    def answered(self) -> int:
        """How many parts have their answer."""
        return sum(part.answer is not None for part in self.parts)

    @property
    def whole(self) -> bool:
        """Whether everything is answered."""
        return self.ending is None and self.next is None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.ending is not None or self.next is None

    @property
    def files(self) -> list[str]:
        """The recordings that are still needed."""
        needed = not self.whole and (self.ending is None or self.answered > 0)
        return [part.file for part in self.parts if part.answer is None] if needed else []


class Books:
    """The books on a shelf, named `<order>.<recording>`."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._read: dict[str, float] = {}  # those that were read to their end, and when first
        self._unkept: dict[str, Book] = {}  # what the disk did not take

    async def load(self, name: str) -> Book | None:
        """An order's book, if there is one. Raises Transient."""
        book = self._unkept.get(name) or await self._parsed(name)
        if book is not None and book.over:
            self._read.setdefault(name, self._clock.now())
        return book

    async def save(self, name: str, book: Book) -> None:
        """Keep an order's book. Raises OSError."""
        await self._shelf.note(name, book.model_dump_json(exclude_defaults=True).encode())

    async def close(self, name: str, book: Book, files: Collection[str]) -> None:
        """Keep how an order ended, and of these recordings those that are still needed."""
        try:
            await self.save(name, book)
        except OSError:
            self._unkept[name] = book
        for file in {*files} - {*book.files}:
            await self._shelf.drop(file)

    async def inherit(self, name: str, language: str | None, busy: Collection[str]) -> Book | None:
        """What an earlier order of the same recording left half done; it is ours now.

        Raises OSError, Transient.
        """
        for other in await self._shelf.names(f"*.{name.partition('.')[2]}"):
            if other.partition(".")[0] in busy:
                continue
            left = await self._parsed(other)
            if left is not None and left.language == language and await self._useful(left):
                await self.save(name, left)
                await self._shelf.forget(other)
                return left
        return None

    async def holds(self, book: Book) -> bool:
        """Whether everything that is still to be asked for is here. Raises Transient."""
        left = [part for part in book.parts if part.answer is None]
        return all([await self._shelf.holds(part.file, part.size) for part in left])

    async def tidy(self, used: Collection[str]) -> None:
        """Remove what was read or is too old, except what is in use."""
        now = self._clock.now()
        for name in [name for name, since in self._read.items() if now - since > _READ]:
            del self._read[name]
            book = await self.load(name)
            self._unkept.pop(name, None)
            if book is None or not book.files:
                await self._shelf.forget(name)
        await self._shelf.sweep(used)

    async def _parsed(self, name: str) -> Book | None:
        return await asyncio.to_thread(_parse, await self._shelf.noted(name))

    async def _useful(self, left: Book) -> bool:
        """Whether it was given up with answers in it; if so it is made ready to go on."""
        given_up = left.ending is not None or any(part.sent for part in left.parts)
        if not given_up or not left.answered or left.next is None or not await self.holds(left):
            return False
        left.ending = None
        for part in left.parts:
            part.sent = False
        return True


def _parse(body: bytes | None) -> Book | None:
    try:
        return None if body is None else Book.model_validate_json(body)
    except ValidationError:  # whatever is in it may have been paid for
        return Book(parts=[], ending=Ending(fault=Fault.LOST, spent=Spent.MAYBE))
