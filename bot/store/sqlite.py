"""Opens an SQLite file as a store: one connection that writes, one that only reads.

WAL with `synchronous=FULL`: with NORMAL a power cut drops commits that were acknowledged, and a
lost intent is a recording paid for twice. One writing connection also keeps us out of SQLite's
WAL-reset corruption (3.7.0 to 3.51.2, sqlite.org/wal.html#walresetbug), which needs two.
"""

import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import aiosqlite

from bot.domain.errors import Fault, NeedsOperator
from bot.domain.ports import Clock
from bot.store.lock import only_process, refuse_network
from bot.store.migrate import migrate, newest, refuse_newer
from bot.store.outage import Outage
from bot.store.queries import all_queries
from bot.store.store import SqlStore
from bot.store.writer import Wake, WritingConnection, open_writer

_CACHE = "PRAGMA cache_size = -256"  # KiB: the kernel keeps the file's pages anyway
_WRITING = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA journal_size_limit = 67108864",
    "PRAGMA secure_delete = ON",
    _CACHE,
)


@asynccontextmanager
async def open_store(database: Path, clock: Clock, wake: Wake) -> AsyncGenerator[SqlStore]:
    """A store on this file, made and migrated as needed.

    Raises NeedsOperator: another process holds it, it is newer than we are, it cannot be opened.
    """
    async with AsyncExitStack() as stack:
        refuse_network(database)
        stack.enter_context(only_process(database))
        prepare(database)
        all_queries()  # read now, so that no query blocks later
        with _opening(database):
            writing = await _connect_writing(stack, database)
            reading = await _connect_reading(stack, database)
        writer = await stack.enter_async_context(open_writer(writing, wake, Outage(clock)))
        yield SqlStore(writer, reading, clock)


def migrate_file(database: Path) -> int:
    """Bring a file that nobody uses to this version (`threadscribe migrate`).

    Raises NeedsOperator.
    """
    refuse_network(database)
    with only_process(database):
        return prepare(database)


def version_of(database: Path) -> int | None:
    """The version of a file, read only, also beside a running bot; None when there is no file.

    Raises NeedsOperator when it cannot be read or is newer than we are.
    """
    if not database.exists():
        return None
    with (
        _opening(database),
        closing(sqlite3.connect(_path(database, "ro"), uri=True)) as connection,
    ):
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    refuse_newer(version, newest())
    return version


def prepare(database: Path) -> int:
    """Bring the file to this version; the version it has then. Raises NeedsOperator."""
    with _opening(database), closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute(_WRITING[0])
        return migrate(connection)


@contextmanager
def _opening(database: Path) -> Generator[None]:
    """What SQLite says while this context lasts is told to the operator."""
    try:
        yield
    except sqlite3.Error as error:
        raise NeedsOperator(
            f"DATABASE_URL: cannot open {database.name} ({error}): choose a file that is a "
            "database or does not exist yet, in a writable folder of a healthy disk",
            Fault.INTERNAL,
        ) from error


async def _connect_writing(stack: AsyncExitStack, database: Path) -> WritingConnection:
    path = _path(database, "rw")
    connection = WritingConnection(
        lambda: sqlite3.connect(path, uri=True, isolation_level=None), iter_chunk_size=64
    )
    _ = await stack.enter_async_context(connection)
    connection.row_factory = sqlite3.Row
    for pragma in _WRITING:
        await connection.execute(pragma)
    return connection


async def _connect_reading(stack: AsyncExitStack, database: Path) -> aiosqlite.Connection:
    reading = aiosqlite.connect(_path(database, "ro"), uri=True, isolation_level=None)
    connection = await stack.enter_async_context(reading)
    connection.row_factory = sqlite3.Row
    await connection.execute(_CACHE)
    return connection


def _path(database: Path, mode: str) -> str:
    return f"file:{quote(str(database))}?mode={mode}"
