"""One file per query, named for what it does; parameters are written `:name`."""

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of `queries/<name>.sql`."""
    return (files(__name__) / f"{name}.sql").read_text(encoding="utf-8")
