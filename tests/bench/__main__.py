"""Runs benchmarks and prints what came of them."""

import argparse
import asyncio
import json
import os
import platform
import sqlite3
import sys
import time
from pathlib import Path

from tests.bench import accepts, acknowledgement, floors, picture, process, relay, search
from tests.bench.score import Measure

BENCHMARKS = {
    "accepts": accepts,
    "acknowledgement": acknowledgement,
    "relay": relay,
    "process": process,
    "picture": picture,
    "search": search,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="poe bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(BENCHMARKS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the same there")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (5)")
    args = parser.parse_args()
    if strangers := sorted(set(args.names) - set(BENCHMARKS)):
        parser.error(f"no such benchmark: {' '.join(strangers)}")
    results = run(args.names or list(BENCHMARKS), args.rounds)
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def run(names: list[str], rounds: int) -> dict[str, object]:
    """Measure, print, and return everything as plain data."""
    before = floors.sync_time()
    results = {name: _one(name, rounds) for name in names}
    drift = floors.sync_time() / before
    say(f"disk floor (write 4 kB, fdatasync), at the end against the start: {drift:.2f} x")
    if not 0.75 <= drift <= 1.25:
        say("the disk changed its pace meanwhile: take what leans on it with care, or run again")
    goals = [one["met"] for measures in results.values() for one in measures if one["goal"]]
    say(f"goals met: {goals.count(True)} of {len(goals)}")
    return {"machine": machine(), "disk_floor_drift": drift, "benchmarks": results}


def machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _one(name: str, rounds: int) -> list[dict[str, object]]:
    benchmark = BENCHMARKS[name]
    say(f"{name}: {(benchmark.__doc__ or '').splitlines()[0]}")
    began = time.monotonic()
    measures: list[Measure] = asyncio.run(benchmark.measure(rounds))
    for measure in measures:
        say(measure.line())
    say(f"  ({rounds} rounds, {time.monotonic() - began:.0f} s)")
    return [measure.data() for measure in measures]


if __name__ == "__main__":
    sys.exit(main())
