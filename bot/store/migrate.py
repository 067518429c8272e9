"""Brings a database to this version, and refuses one that is newer."""

import sqlite3
from importlib.resources import files

from bot.domain.errors import Fault, NeedsOperator


def migrate(connection: sqlite3.Connection) -> int:
    """Run the migrations that are missing; the version that the database has then.

    Raises NeedsOperator when the database was written by a newer version of this program.
    """
    steps = _steps()
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    refuse_newer(version, len(steps))
    for number, script in enumerate(steps[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;"
        )
    return len(steps)


def newest() -> int:
    """The version that this program brings a database to."""
    return len(_steps())


def refuse_newer(version: int, known: int) -> None:
    """Raises NeedsOperator for a database from the future."""
    if version > known:
        msg = (
            f"the database is of version {version}, this program knows {known}: "
            "run the newer Threadscribe that wrote it, or point DATABASE_URL at another file"
        )
        raise NeedsOperator(msg, Fault.INTERNAL)


def _steps() -> list[str]:
    found = sorted(
        (file.name, file.read_text(encoding="utf-8"))
        for file in files("bot.store.schema").iterdir()
        if file.name.endswith(".sql")
    )
    return [script for _, script in found]
