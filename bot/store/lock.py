"""Refuses a second process on one database, and a database where locks cannot be trusted."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import Fault, NeedsOperator

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "glusterfs"}
)


@contextmanager
def only_process(database: Path) -> Generator[None]:
    """Hold `<database>.lock` while this context lasts.

    Raises NeedsOperator when another process holds it.
    """
    path = database.with_name(database.name + ".lock")
    try:
        lock = path.open("a")
    except OSError as error:
        msg = f"DATABASE_URL: cannot write next to {database.name} ({error.strerror}): choose a folder that is writable"
        raise NeedsOperator(msg, Fault.INTERNAL) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            msg = f"another Threadscribe runs on {database.name}: stop it first, or give this one its own DATABASE_URL"
            raise NeedsOperator(msg, Fault.INTERNAL) from error
        yield


def refuse_network(database: Path, mounts: Path = Path("/proc/mounts")) -> None:
    """Raises NeedsOperator when the folder is on a network file system (sqlite.org/faq.html#q5)."""
    kind = _file_system(database.parent.resolve(), mounts)
    if kind in _NETWORK:
        msg = f"DATABASE_URL: {database.name} would lie on a network file system ({kind}), where SQLite's locks cannot be trusted: choose a local disk"
        raise NeedsOperator(msg, Fault.INTERNAL)


def _file_system(folder: Path, mounts: Path) -> str | None:
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    best, kind = "", None
    for line in lines:
        _, point, fs, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if len(point) >= len(best) and folder.is_relative_to(point):
            best, kind = point, fs
    return kind
