"""The power may fail at any moment: what was acknowledged is there, and the database is whole.

By strace (requires ptrace): a store at work is traced, and the disk is put together as it could
be after a cut at any of its writes, with none or some of what was not synced. The portable twin
takes the database's files after each commit and mixes their sectors; it sees torn logs and
checkpoints, but has to believe that SQLite syncs as it was told (`synchronous` is asked for).
"""

import asyncio
import random
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.proofs import commits, ledger, memory, strace
from tests.proofs.disk import SECTOR, File, Image, Write
from tests.proofs.score import Row

ROUNDS, QUICK_ROUNDS = 105, 9  # of work; the first are enough for two checkpoints
IMAGES, QUICK_IMAGES = 1200, 60
FULL = 2
ENDINGS = ("", "-wal", "-journal")  # what a database is after a crash; -shm is memory
HEADER = 32  # bytes of a log (sqlite.org/fileformat2, "WAL File Format")

Files = Mapping[str, bytes]


def prove(*, whole: bool) -> list[Row]:
    rounds, images = (ROUNDS, IMAGES) if whole else (QUICK_ROUNDS, QUICK_IMAGES)
    rows = [_row("mixed sectors of each commit (portable)", list(_mixed(rounds, images)), images)]
    if strace.usable():
        faults = list(_recorded(rounds, images))
        rows.insert(0, _row("recorded writes (requires ptrace)", faults, images))
    return rows


def _row(source: str, faults: Sequence[Sequence[str]], least: int) -> Row:
    corrupt = sum("corrupt" in found for found in faults)
    lost = sum(bool(found) and "corrupt" not in found for found in faults)
    return Row(
        proof=f"power cuts: {source}, none and some of what was not synced",
        mark=f"≥ {least:,} images: 0 corrupt, 0 acknowledged lost",
        figure=f"{len(faults):,} images: {corrupt} corrupt, {lost} with acknowledged lost",
        held=len(faults) >= least and not corrupt + lost,
    )


def _recorded(rounds: int, images: int) -> Iterator[list[str]]:
    """The faults of each image that a recorded trace allows."""
    with memory.folder() as place:
        trace, database = Path(place) / "trace", Path(place) / "bot.db"
        strace.record("tests.proofs.ledger", str(database), str(rounds), trace=trace)
        with trace.open(encoding="ascii", errors="replace") as lines:
            calls = [call for call in strace.calls(lines) if _matters(call, database)]
    chance, disk = random.Random(rounds), Recorded()
    every = max(2 * len(calls) // images, 1)
    for number, call in enumerate(calls):
        disk.happen(call)
        if number % every == 0:
            yield disk.image(None).faults()
            yield disk.image(chance).faults()


def _matters(call: strace.Call, database: Path) -> bool:
    ours = call.path.startswith(str(database)) and _ending(call.path) in ENDINGS
    return ours or (call.descriptor == sys.stdout.fileno() and bool(call.data))


def _ending(path: str) -> str:
    return path.rpartition("bot.db")[2]


class Recorded:
    """The disk, and what was promised, as far as a trace has come."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}
        self._promised: set[str] = set()

    def happen(self, call: strace.Call) -> None:
        """One more call."""
        file = self._files.setdefault(_ending(call.path), File())
        match call.name:
            case "pwrite64":
                file.handed_over.append(Write(call.offset, call.data))
            case "ftruncate":
                file.handed_over.append(Write(call.offset, None))
            case "fsync" | "fdatasync":
                file.sync()
            case "unlink":
                del self._files[_ending(call.path)]
            case "write":
                self._promised |= set(call.data.decode().splitlines())

    def image(self, chance: random.Random | None) -> Image:
        """The disk after a cut now."""
        files = {ending: self._files[ending] for ending in ENDINGS if ending in self._files}
        content = {ending: file.after_cut(chance) for ending, file in files.items()}
        return Image(files=content, promised=frozenset(self._promised))


def _mixed(rounds: int, images: int) -> Iterator[list[str]]:
    """The faults of images between two commits: some sectors are of before, some of after."""
    with memory.folder() as place:
        mixing = Mixing(Path(place) / "bot.db", images // rounds // 2)
        unwatch = commits.watch(mixing.before, mixing.after)
        try:
            asyncio.run(ledger.work(mixing.database, rounds, mixing.promised.add))
        finally:
            unwatch()
    yield from mixing.faults


class Mixing:
    """Takes the files of a database before and after each commit, and tries mixtures of them."""

    def __init__(self, database: Path, each: int) -> None:
        self.database = database
        self.promised: set[str] = set()
        self.faults: list[list[str]] = []
        self._each = each
        self._chance = random.Random(each)
        self._files: Files = {}

    def before(self, connection: sqlite3.Connection) -> None:
        """What was acknowledged until now has to be in every image."""
        self._files, self._kept = self._taken(), frozenset(self.promised)

    def after(self, connection: sqlite3.Connection) -> None:
        """Try some mixtures."""
        if connection.execute("PRAGMA synchronous").fetchone()[0] < FULL:
            self.faults.append(["not synced"])
        files = self._taken()
        for _ in range(self._each):
            self._try(self._files, files)

    def _try(self, old: Files, new: Files) -> None:
        """A checkpoint writes into the database only what its log holds for certain."""
        log = log_after_cut(old.get("-wal", b""), new["-wal"], self._chance)
        steps = [{"": old[""], "-wal": log}]
        if old[""] != new[""]:
            steps.append({"": _mixture(old[""], new[""], self._chance), "-wal": new["-wal"]})
        self.faults += [Image(files=step, promised=self._kept).faults() for step in steps]

    def _taken(self) -> Files:
        paths = {end: self.database.with_name(f"bot.db{end}") for end in ENDINGS}
        return {end: path.read_bytes() for end, path in paths.items() if path.exists()}


def log_after_cut(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """A log that begins anew has its header synced before its first frame (SQLite's src/wal.c)."""
    return new[:HEADER] + _mixture(old, new, chance)[HEADER:]


def _mixture(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """The new content, with some of its sectors as they were; none beyond the old end."""
    content = bytearray(new)
    for start in range(0, len(new), SECTOR):
        sector = slice(start, start + SECTOR)
        if old[sector] != new[sector] and chance.random() < 0.5:
            content[sector] = old[sector].ljust(len(new[sector]), b"\0")
    return bytes(content)
