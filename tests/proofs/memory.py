"""Folders in memory where there is such a thing: what a kill leaves does not depend on a disk."""

from pathlib import Path
from tempfile import TemporaryDirectory

MEMORY = Path("/dev/shm")


def folder() -> TemporaryDirectory[str]:
    """A temporary folder that syncs at once."""
    return TemporaryDirectory(prefix="proof-", dir=MEMORY if MEMORY.is_dir() else None)
