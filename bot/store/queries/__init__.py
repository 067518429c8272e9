"""One file per query, named for what it does; parameters are written `:name`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def all_queries() -> Mapping[str, str]:
    """Every query by its name, read from disk once."""
    return {
        file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
        for file in files(__name__).iterdir()
        if file.name.endswith(".sql")
    }


def sql(name: str) -> str:
    """The text of `queries/<name>.sql`."""
    return all_queries()[name]
