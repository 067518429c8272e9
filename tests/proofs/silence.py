"""Eight hours in which nobody says a word, through the whole bot."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from bot.sandbox import Upload
from tests.house import House, open_sandbox
from tests.media.silence import silent_film
from tests.proofs.score import Row

HOURS = 8
MOST = 120  # MB that a child may hold
_SPEED = 20.0  # so that nobody waits for the next look
_PATIENCE = 600.0  # seconds


def heard(place: Path, peaks: Callable[[], list[float]]) -> Row:
    """As a film whose sound must be taken out; `peaks` are what the children held, in MB."""
    before = len(peaks())
    film = silent_film(HOURS)
    began = time.monotonic()
    said, paid = asyncio.run(_shared(place, film))
    most = max(peaks()[before:], default=0.0)
    return Row(
        proof=f"{HOURS} hours of silence as a film ({len(film) / 1e6:.1f} MB), shared in the sandbox",
        mark=f"the no-speech sentence in the thread, ≤ {MOST} MB for the child",
        figure=f"“{said}” after {time.monotonic() - began:.0f} s, {paid} order, {most:.0f} MB",
        held="no speech" in said and paid == 1 and 0 < most <= MOST,
    )


async def _shared(place: Path, film: bytes) -> tuple[str, int]:
    async with open_sandbox() as sandbox:
        sandbox.clock.speed = _SPEED
        house = House(sandbox, "socket", place, {})
        house.watched = False
        await house.start()
        try:
            message = await house.share(Upload("silence.mov", film, mimetype="video/quicktime"))
            said = await house.says(message, "no speech", _PATIENCE)
        finally:
            await house.stop()
        return next(part for part in said.splitlines() if "no speech" in part.lower()), house.paid
