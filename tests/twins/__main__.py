"""Takes each law away in turn and says whether the tests notice (`poe twins`)."""

import argparse
import sys

from tests.twins import TWINS
from tests.twins.trial import Trial, healthy, trials


def main() -> int:
    """The exit code: 1 when a twin survives."""
    parser = argparse.ArgumentParser(prog="poe twins", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TWIN", help=" ".join(TWINS))
    names = parser.parse_args().names or list(TWINS)
    if strangers := sorted(set(names) - set(TWINS)):
        parser.error(f"no such twin: {' '.join(strangers)}")
    if sick := list(healthy(names)):
        say("\n".join(sick))
        return 1
    caught = sum(_caught(name) for name in names)
    say(f"{caught} of {len(names)} twins caught")
    return 0 if caught == len(names) else 1


def say(line: str) -> None:
    """Print a line now."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _caught(name: str) -> bool:
    say(name)
    held = True
    for trial in trials(name):
        _tell(trial)
        held = held and not trial.holes
    return held


def _tell(trial: Trial) -> None:
    say(f"  {'SURVIVED' if trial.holes else 'caught'}: {trial.way.name}")
    for test in trial.way.tests:
        say(f"    {test}")
    for hole in trial.holes:
        say(f"    HOLE: {hole}")


if __name__ == "__main__":
    sys.exit(main())
