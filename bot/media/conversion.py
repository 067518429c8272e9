"""Has a recording converted by a child process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import Fault, Rejected
from bot.media import child

_PROGRAM = "bot.media.convert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came out. `container` is a file extension."""

    container: str
    seconds: float


async def convert(original: Path, made: Path, stop: Callable[[], bool], other: Fault) -> Made:
    """Turn a file of any kind into audio that services take.

    Both lie in one folder. `other` is the fault of a file that holds no media. Raises Rejected, Transient, Stopped.
    """
    said = await child.run(_PROGRAM, original.name, made.name, folder=original.parent, stop=stop)
    match said.answer:
        case {"container": str(container), "seconds": float(seconds)}:
            return Made(container=container, seconds=seconds)
        case {"fault": "no_audio"}:
            raise Rejected("media: no sound track", Fault.NO_AUDIO)
        case {"fault": "not_media"}:
            raise Rejected("media: cannot be decoded", other)
        case _:
            # Killed by a limit: a file that eats the machine will do so again.
            raise Rejected(f"media: converter ended with {said.code}", other)
