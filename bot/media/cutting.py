"""Has a recording cut by a child process: the Cutter port."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.domain.errors import Fault, Rejected
from bot.domain.ports import Piece
from bot.media import child
from bot.media.container import M4A, MP3, OGG

_PROGRAM = "bot.media.cut"
_MADE = {made.extension: made for made in (MP3, M4A, OGG)}


class Cutting:
    """Cuts recordings, each in a child of its own."""

    async def cut(
        self,
        recording: Path,
        folder: Path,
        *,
        most: tuple[int, float],
        stop: Callable[[], bool],
        plain: bool = False,
    ) -> Sequence[Piece]:
        """As the port says."""
        absolute = await asyncio.to_thread(recording.absolute)  # it runs in another folder
        arguments = (str(absolute), *map(str, most), *(["plain"] if plain else []))
        said = await child.run(_PROGRAM, *arguments, folder=folder, stop=stop)
        match said.answer:
            case {"container": str(container), "pieces": [_, *_] as pieces}:
                return [_piece(folder, container, n, piece) for n, piece in enumerate(pieces)]
            case {"fault": "no_audio"}:
                raise Rejected("media: no sound track", Fault.NO_AUDIO)
            case _:  # killed by a limit, too: a file that eats the machine will do so again
                raise Rejected(f"media: cutter ended with {said.code}", Fault.NOT_MEDIA)


def _piece(folder: Path, container: str, number: int, told: Any) -> Piece:
    made = _MADE[container]
    return Piece(
        path=folder / f"{number}.{made.extension}",
        container=container,
        content_type=made.content_type,
        offset=told["offset"],
        seconds=told["seconds"],
    )
