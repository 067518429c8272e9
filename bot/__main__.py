"""`python -m bot`, the same as `threadscribe`."""

import signal
import sys
from types import FrameType
from typing import NoReturn


def main() -> int:
    """Run one command; its exit code."""
    if sys.argv[1:2] == ["run"]:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _leave)  # while it loads nothing is begun, so nothing is left open
    from bot.cli import main as command  # noqa: PLC0415  # it loads for half a second

    return command()


def _leave(_: int, __: FrameType | None) -> NoReturn:
    raise SystemExit(0)


if __name__ == "__main__":
    raise SystemExit(main())
