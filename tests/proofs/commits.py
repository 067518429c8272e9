"""Being there when a transaction commits, whoever opened the database."""

import functools
import sqlite3
from collections.abc import Callable
from typing import Any

Look = Callable[[sqlite3.Connection], None]


def watch(before: Look, after: Look) -> Callable[[], None]:
    """Look at each connection before and after it commits; what is returned ends that."""

    class Connection(sqlite3.Connection):
        def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
            if statement != "COMMIT":
                return super().execute(statement, *values)
            before(self)
            cursor = super().execute(statement, *values)
            after(self)
            return cursor

    connect = sqlite3.connect

    def unwatch() -> None:
        sqlite3.connect = connect

    sqlite3.connect = functools.partial(connect, factory=Connection)
    return unwatch
