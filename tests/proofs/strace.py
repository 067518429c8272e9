"""A process's writes as the kernel saw them, by strace (Linux; needs ptrace)."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate,unlink"
CALL = re.compile(r'\d+ +(\w+)\((?:(\d+)<([^>]*)>|"([^"]*)")(?:, "((?:\\x..)*)")?(.*)')
RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>")
SYNCS = frozenset({"fsync", "fdatasync"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A system call; `data` is what was written."""

    name: str
    path: str
    data: bytes = b""
    offset: int = 0
    descriptor: int = -1


def usable() -> bool:
    """Whether this machine lets us trace."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "true"], capture_output=True, check=False).returncode == 0


def record(module: str, *arguments: str, trace: Path) -> None:
    """Run a module of ours to its end and keep its trace."""
    strace = ("strace", "-f", "-y", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", trace)
    command = (*strace, sys.executable, "-m", module, *arguments)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """The calls in their order: writes when they begin, syncs when they are over."""
    unfinished: dict[str, Call] = {}
    for line in lines:
        if (over := RESUMED.match(line)) is not None:
            if (call := unfinished.pop(over[1], None)) is not None:
                yield call
        elif (found := CALL.match(line)) is not None:
            call = _call(found)
            if call.name in SYNCS and "<unfinished" in line:
                unfinished[line.split()[0]] = call
            else:
                yield call


def _call(found: re.Match[str]) -> Call:
    name, descriptor, path, named, data, rest = found.groups()
    numbers = re.findall(r", (\d+)(?=[ ,)])", rest or "")
    return Call(
        name=name,
        path=_text(path or named or ""),
        data=_bytes(data or ""),
        offset=int(numbers[-1]) if name in {"pwrite64", "ftruncate"} else 0,
        descriptor=int(descriptor) if descriptor else -1,
    )


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _text(escaped: str) -> str:
    return _bytes(escaped).decode() if escaped.startswith("\\x") else escaped
