"""What was said, line by line, to be searched: kept with its result, and forgotten with it."""

import asyncio
import json
import logging
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import aiosqlite

from bot.domain.memory import StoreTrouble
from bot.domain.ports import Clock
from bot.domain.search import Hit, Sought
from bot.domain.terms import put_together, set_apart
from bot.domain.transcript import Segment, Transcript
from bot.store import rows
from bot.store.tables import Tables
from bot.store.transaction import Row, Transaction
from bot.store.writer import Writer

log = logging.getLogger(__name__)

DEBRIS = "debris"  # the mark of words that are deleted and still in the index's pieces
PAGES = 100  # of 4 kB that are merged at once: the writer has others to serve
LINES = 1 << 20  # of one recording


class Spoken(Tables):
    """The lines and the index of their words."""

    def __init__(self, writer: Writer, reading: aiosqlite.Connection, clock: Clock) -> None:
        super().__init__(writer, reading, clock)
        self._merging = asyncio.Lock()

    async def search(
        self, team: str, channels: Collection[str], wanted: Sought, limit: int
    ) -> Sequence[Hit]:
        if not wanted.phrases:
            return []
        found = await self._read(
            "search",
            words=_expression(wanted),
            team=team,
            channels=json.dumps(sorted(channels)),
            limit=limit,
        )
        return [_hit(row) for row in found]

    async def tend_index(self) -> bool:
        async def unit(tx: Transaction) -> bool:
            found = await tx.run("unheard")
            for row in found:
                await hear(tx, row["job_id"], rows.result_of(row["body"]).transcript)
            return bool(found)

        await self._purge()
        return bool(await self._read("unheard")) and await self._writer.run(unit)

    async def _purge_now(self) -> None:
        """The same where something else is done already: what fails is left to the next look."""
        try:
            await self._purge()
        except StoreTrouble as trouble:
            log.warning("the index is not purged yet", extra={"why": str(trouble)})

    async def _purge(self) -> None:
        """Have what was forgotten out of the file, down to its bytes. Raises StoreTrouble."""
        async with self._merging:
            while found := await self._read("marked", name=DEBRIS):
                while await self._writer.run(_merge):
                    pass
                # what was deleted meanwhile has counted the mark up: then once more
                await self._run("unmark", name=DEBRIS, at=found[0]["at"])


async def hear(tx: Transaction, job_id: str, transcript: Transcript) -> None:
    """Index what was said, as part of what else is written."""
    await tx.run("unhear", job_id=job_id)
    (made,) = await tx.run("hear", job_id=job_id)
    await tx.run_all("add_line", _lines(made["id"], transcript))
    await tx.run("index_lines", recording=made["id"])


async def _merge(tx: Transaction) -> bool:
    """One step; False when there was nothing left to do."""
    (before,) = await tx.run("changes")
    await tx.run("merge", pages=PAGES)
    (after,) = await tx.run("changes")
    return bool(after["n"] - before["n"] > 1)


def _lines(recording: int, transcript: Transcript) -> Iterator[dict[str, Any]]:
    for line, segment in enumerate(transcript.segments[:LINES]):
        if segment.text.strip():
            yield {
                "recording": recording,
                "line": line,
                "start": segment.start,
                "speaker": segment.speaker,
                "text": set_apart(segment.text),
            }


def _expression(wanted: Sought) -> str:
    """The same in FTS5's words: every phrase in quotes, so that nothing in it is syntax."""
    phrases = (
        ('"{}"'.format(" ".join(phrase.words).replace('"', '""')), phrase.open)
        for phrase in wanted.phrases
    )
    return " AND ".join(f"{words} *" if going_on else words for words, going_on in phrases)


def _hit(row: Row) -> Hit:
    line = Segment(text=put_together(row["text"]), start=row["start"], speaker=row["speaker"])
    return Hit(job_id=row["job_id"], line=line)
