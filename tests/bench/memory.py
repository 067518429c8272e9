"""The memory of a process, in MB, as Linux tells it (proc(5))."""

import re
from pathlib import Path


def resident(pid: int | str = "self") -> float:
    """What it holds now."""
    return _field(pid, "VmRSS")


def peak(pid: int | str = "self") -> float:
    """The most it held since it began, or since its peak was forgotten."""
    return _field(pid, "VmHWM")


def forget_peak() -> None:
    """Count this process's peak from now on."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _field(pid: int | str, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    assert found, f"this system does not tell {name}"
    return int(found[1]) * 1024 / 1e6
