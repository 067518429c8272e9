"""Has recordings looked at and converted by a child process."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.errors import BotError, Fault, Rejected
from bot.media import child
from bot.media.files import no_room

_PROGRAM = "bot.media.convert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to come out: one of these containers, by their extensions, and how long at most.

    `other` is the fault of a file that holds no media.
    """

    containers: Collection[str]
    seconds: float
    other: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came out. `container` is a file extension."""

    container: str
    seconds: float


async def convert(original: Path, made: Path, wanted: Wanted, stop: Callable[[], bool]) -> Made:
    """Turn a file of any kind into sound. Both lie in one folder.

    Raises Rejected, Transient, Stopped.
    """
    names = (original.name, made.name, str(wanted.seconds), ",".join(wanted.containers))
    said = await child.run(_PROGRAM, "convert", *names, folder=original.parent, stop=stop)
    match said.answer:
        case {"container": str(container), "seconds": float(seconds)}:
            return Made(container=container, seconds=seconds)
        case answer:
            raise _refusal(answer, said.code, wanted.other)


async def probe(head: bytes, other: Fault, stop: Callable[[], bool]) -> str | None:
    """The container of a file that begins with these bytes, if its sound can be heard in them.

    None when that cannot be told without the rest. Raises Rejected, Transient, Stopped.
    """
    size, nowhere = str(len(head)), Path("/")
    said = await child.run(_PROGRAM, "probe", size, folder=nowhere, stop=stop, given=head)
    match said.answer:
        case {"container": str() | None as container}:
            return container
        case answer:
            raise _refusal(answer, said.code, other)


def _refusal(answer: Any, code: int | None, other: Fault) -> BotError:
    match answer:
        case {"fault": "no_audio"}:
            return Rejected("media: no sound track", Fault.NO_AUDIO)
        case {"fault": "too_long"}:
            return Rejected("media: longer than the service takes", Fault.TOO_LONG)
        case {"fault": "no_room"}:
            return no_room()
        case {"fault": "not_media"}:
            return Rejected("media: cannot be decoded", other)
        case _:
            # Killed by a limit: a file that eats the machine will do so again.
            return Rejected(f"media: converter ended with {code}", other)
