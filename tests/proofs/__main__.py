"""Runs proofs, each in a process of its own and a few at a time, and prints their table."""

import argparse
import asyncio
import json
import logging
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import asdict

from tests.proofs import PROOFS
from tests.proofs.score import Row, table

BUSY, IDLE = 2, 1  # at once
LONGEST = 2400.0  # seconds for one proof; a hang is a broken claim


def main() -> int:
    """The exit code: 1 when a claim does not hold."""
    parser = argparse.ArgumentParser(prog="poe prove", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(PROOFS))
    parser.add_argument("--quick", action="store_true", help="in the size that the tests use")
    parser.add_argument("--here", action="store_true", help="in this process; rows as JSON")
    args = parser.parse_args()
    if strangers := sorted(set(args.names) - set(PROOFS)):
        parser.error(f"no such proof: {' '.join(strangers)}")
    names = args.names or list(PROOFS)
    if args.here:
        return _here(names, whole=not args.quick)
    rows = asyncio.run(_prove(names, whole=not args.quick))
    say(table(rows))
    return 0 if all(row.held for row in rows) else 1


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _here(names: Sequence[str], *, whole: bool) -> int:
    logging.disable()  # what went wrong was ordered
    for name in names:
        with redirect_stdout(sys.stderr):  # where hypothesis shows its examples
            rows = PROOFS[name].load()(whole=whole)
        for row in rows:
            say(json.dumps(asdict(row)))
    return 0


async def _prove(names: Sequence[str], *, whole: bool) -> list[Row]:
    """Those that may be beside others first, the longest before all; then the others alone."""
    began = time.monotonic()
    together = [name for name in names if not PROOFS[name].alone]
    together.sort(key=lambda name: -PROOFS[name].minutes)
    busy, idle = asyncio.Semaphore(BUSY), asyncio.Semaphore(IDLE)
    rooms = {name: idle if PROOFS[name].idle else busy for name in names}
    found = dict(
        zip(
            together,
            await asyncio.gather(*(_timed(name, rooms[name], whole=whole) for name in together)),
            strict=True,
        )
    )
    for name in names:
        if PROOFS[name].alone:
            found[name] = await _timed(name, rooms[name], whole=whole)
    say(f"all of it took {time.monotonic() - began:.0f} s")
    return [row for name in names for row in found[name]]


async def _timed(name: str, room: asyncio.Semaphore, *, whole: bool) -> list[Row]:
    async with room:
        began = time.monotonic()
        rows = await _child(name, whole=whole)
        say(f"{name}: {time.monotonic() - began:.0f} s")
        for row in rows:
            say(f"  {row.line()}")
        return rows


async def _child(name: str, *, whole: bool) -> list[Row]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.proofs", "--here", name),
        *([] if whole else ["--quick"]),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LONGEST):
            out, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        return [_broken(name, f"not over after {LONGEST:.0f} s")]
    if process.returncode:
        return [_broken(name, f"ended with exit code {process.returncode}")]
    return [Row(**json.loads(line)) for line in out.splitlines()]


def _broken(name: str, why: str) -> Row:
    return Row(proof=name, mark="it can be tried", figure=why, held=False)


if __name__ == "__main__":
    sys.exit(main())
