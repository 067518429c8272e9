"""What this machine can do at all."""

import os
import tempfile
import time
from pathlib import Path
from statistics import median

PAGE = b"\0" * 4096


def folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder on a disk: `/tmp` may be memory, where syncing costs nothing."""
    disk = Path("/var/tmp")
    return tempfile.TemporaryDirectory(prefix="bench-", dir=disk if disk.is_dir() else None)


def sync_time(times: int = 300) -> float:
    """Seconds to append 4 kB to a file and have it on the disk, the median."""
    with folder() as place:
        file = os.open(Path(place) / "floor", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        try:
            return median(_append(file) for _ in range(times))
        finally:
            os.close(file)


def _append(file: int) -> float:
    began = time.perf_counter()
    os.write(file, PAGE)
    os.fdatasync(file)
    return time.perf_counter() - began
