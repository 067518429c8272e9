"""The bot in a process of its own, looked at from inside.

`python -m tests.proofs.probed REPORT [--clock AT SINCE SPEED] [--unlimited]` writes a line of JSON
a second to REPORT. `--clock` is a sandbox's; `--unlimited` lifts what the service allows an hour.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot import app, config, room
from bot.log import configure
from tests.bench.memory import resident
from tests.proofs.lives import SameClock

PAUSE = 0.005  # seconds between two looks at how late the loop is
EVERY = 1.0  # seconds between two reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One second of a life. `late` is by how many seconds the loop came too late, each time."""

    late: list[float]
    tasks: int
    threads: int
    descriptors: int
    megabytes: float


def read_reports(file: Path) -> list[Report]:
    """All seconds of a life."""
    lines = file.read_text(encoding="ascii").splitlines()
    return [Report(**json.loads(line)) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("report", type=Path)
    parser.add_argument(
        "--clock", type=float, nargs=3, default=(time.time(), time.monotonic(), 1.0)
    )
    parser.add_argument("--unlimited", action="store_true")
    args = parser.parse_args()
    settings = config.load()
    configure(settings.log_level, settings.log_format)
    if args.unlimited:
        _lift_limits()
    asyncio.run(_live(settings, args.report, SameClock(*args.clock)))


async def _live(settings: config.Settings, report: Path, clock: SameClock) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    with report.open("a", encoding="ascii") as file:
        probing = asyncio.create_task(_probe(file.fileno()), name="probe")
        try:
            await app.serve(settings, clock, stop, _announce)
        finally:
            probing.cancel()


async def _probe(file: int) -> None:
    while True:
        late: list[float] = []
        end = time.monotonic() + EVERY
        while (began := time.monotonic()) < end:
            await asyncio.sleep(PAUSE)
            late.append(max(time.monotonic() - began - PAUSE, 0.0))
        os.write(file, f"{json.dumps(asdict(_report(late)))}\n".encode())


def _report(late: list[float]) -> Report:
    return Report(
        late=late,
        tasks=len(asyncio.all_tasks()),
        threads=threading.active_count(),
        descriptors=len(list(Path("/proc/self/fd").iterdir())),
        megabytes=resident(),
    )


def _lift_limits() -> None:
    build = room.build_providers

    def unlimited(*arguments: Any) -> dict[str, Any]:
        providers: dict[str, Any] = dict(build(*arguments))
        for provider in providers.values():
            provider.traits = replace(
                provider.traits, creates_per=(), requests_per=(1_000_000, 300.0)
            )
        return providers

    room.build_providers = unlimited


def _announce(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
