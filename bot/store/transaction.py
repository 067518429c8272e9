"""What may be done to the tables together, or not at all."""

import sqlite3
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from bot.store.queries import sql

T = TypeVar("T")
Row = sqlite3.Row


class Transaction:
    """What a unit may do. Wakes are kept until the commit is durable."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.wakes: list[tuple[tuple[str, str], float]] = []

    async def run(self, query: str, **values: Any) -> Sequence[Row]:
        """Run `queries/<query>.sql`; the rows it returns.

        Awaited like any store's, and done when it returns: we are in the connection's thread.
        """
        return self._connection.execute(sql(query), values).fetchall()

    async def run_all(self, query: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it with each of these."""
        self._connection.executemany(sql(query), rows)

    def wake(self, key: tuple[str, str], at: float) -> None:
        """Have the engine look at this once we are durable."""
        self.wakes.append((key, at))


Unit = Callable[[Transaction], Coroutine[Any, Any, T]]
