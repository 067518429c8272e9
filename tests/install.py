"""Proves the install lines of the Dockerfile here: `python -m tests.install`.

An empty virtual environment, the locked dependencies with their hashes checked, then this
project without any dependency of its own choosing; what comes out must be consistent and run. A
lock with one wrong hash must be refused, or the checking would be an empty word. uv does it when
it is there, because it is ten times as quick; pip does it elsewhere.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"


class Refused(Exception):
    """An install line that did not do what it must; holds what it printed."""


def main() -> int:
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            prove(Path(folder))
    except Refused as error:
        print(f"install: {error}", file=sys.stderr)  # noqa: T201  # this is a command
        return 1
    print(f"install: hashes checked, runs, in {time.monotonic() - began:.1f} s")  # noqa: T201
    return 0


def prove(folder: Path) -> None:
    """Install into this folder and try it out. Raises Refused."""
    tampered = folder / "tampered.lock"
    tampered.write_text(_one_wrong_package(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    pip = _empty_environment(folder / "env")
    if _run(*pip("install"), "--require-hashes", "-r", str(tampered)).returncode == 0:
        raise Refused("a lock with wrong hashes was installed")
    _must(*pip("install"), "--require-hashes", "-r", str(LOCK))
    _must(*pip("install"), "--no-deps", str(ROOT))
    _must(*pip("check"))
    script = folder / "env" / "bin" / "threadscribe"
    _must(str(script), "--help", where=folder)


def _empty_environment(path: Path):
    """The beginning of a pip command that works on a new environment there."""
    uv = shutil.which("uv")
    if uv is None:
        _must(sys.executable, "-m", "venv", str(path))
        return lambda verb: (str(path / "bin" / "pip"), verb)
    _must(uv, "venv", "--python", sys.executable, str(path))
    python = str(path / "bin" / "python")
    return lambda verb: (uv, "pip", verb, "--python", python)


def _one_wrong_package(lock: str) -> str:
    """The lock's first package alone, with hashes that cannot be right."""
    package, _ = re.split(r"^(?=\w[\w.-]*==)", lock, maxsplit=2, flags=re.MULTILINE)[1:]
    return re.sub(r"sha256:\w{64}", "sha256:" + "0" * 64, package)


def _must(*command: str, where: Path | None = None) -> None:
    done = _run(*command, where=where)
    if done.returncode != 0:
        raise Refused(f"`{' '.join(command)}` ended with {done.returncode}:\n{done.stdout}")


def _run(*command: str, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=where,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
