"""A disk that loses power: what was synced is there, of the rest any sectors may be."""

import random
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.proofs import memory

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place; no bytes: the file ends here from now on."""

    offset: int
    data: bytes | None


@dataclass(slots=True)
class File:
    """What is certainly on the disk, and what was only handed over."""

    synced: bytearray = field(default_factory=bytearray)
    handed_over: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        """All that was handed over is on the disk."""
        for write in self.handed_over:
            _apply(self.synced, write)
        self.handed_over.clear()

    def after_cut(self, chance: random.Random | None) -> bytes:
        """The file after a power cut: without `chance` nothing that was not synced is there."""
        if chance is None or not self.handed_over:
            return bytes(self.synced)
        content = bytearray(self.synced)
        for write in self.handed_over:
            for piece in _torn(write, chance):
                _apply(content, piece)
        return bytes(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The files of a database after a power cut, by the end of their names, and what was promised."""

    files: Mapping[str, bytes]
    promised: frozenset[str]

    def faults(self) -> list[str]:
        """What is wrong with it: "corrupt", or what was promised and is not there."""
        with memory.folder() as place:
            for ending, content in self.files.items():
                (Path(place) / f"bot.db{ending}").write_bytes(content)
            try:
                with closing(sqlite3.connect(Path(place) / "bot.db")) as database:
                    return _faults(database, self.promised)
            except sqlite3.DatabaseError:
                return ["corrupt"]


def _faults(database: sqlite3.Connection, promised: frozenset[str]) -> list[str]:
    if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        return ["corrupt"]
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if not {"inbox", "jobs"} <= tables:
        return sorted(promised)
    kept = {f"inbox {key}" for (key,) in database.execute("SELECT key FROM inbox")}
    for key, version in database.execute("SELECT dedupe_key, version FROM jobs"):
        kept |= {f"job {key} {past}" for past in range(version + 1)}
    return sorted(promised - kept)


def _apply(content: bytearray, write: Write) -> None:
    if write.data is None:
        del content[write.offset :]
        return
    end = write.offset + len(write.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[write.offset : end] = write.data


def _torn(write: Write, chance: random.Random) -> list[Write]:
    """Nothing of a write, all of it, or some of its sectors."""
    match chance.randrange(3):
        case 0:
            return []
        case 1:
            return [write]
    if write.data is None:
        return []
    pieces = _sectors(write.offset, write.data)
    return [piece for piece in pieces if chance.random() < 0.5]


def _sectors(offset: int, data: bytes) -> list[Write]:
    """A write, cut where sectors of the disk meet."""
    first = SECTOR - offset % SECTOR
    starts = [0, *range(first, len(data), SECTOR)]
    ends = [*starts[1:], len(data)]
    return [Write(offset + start, data[start:end]) for start, end in zip(starts, ends, strict=True)]
