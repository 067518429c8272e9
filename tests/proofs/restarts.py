"""The real process, killed at random moments while recordings are under way, and started again."""

import asyncio
import random
import time
from pathlib import Path
from statistics import median

from bot.sandbox import Sandbox
from bot.sandbox.calls import Call
from tests.house import open_sandbox
from tests.process import Process
from tests.proofs import memory
from tests.proofs.crew import Crew
from tests.proofs.score import Row

RESTARTS, QUICK_RESTARTS = 100, 3
LIVE, QUICK_LIVE = 20, 4
LONGEST = 1.5  # seconds that a life goes on after it was ready
STARTING = 3  # every so many lives end before they are ready
PATIENCE = 240.0  # seconds until the last life has brought everything to its end


def prove(*, whole: bool) -> list[Row]:
    return asyncio.run(_prove(*((RESTARTS, LIVE) if whole else (QUICK_RESTARTS, QUICK_LIVE))))


async def _prove(restarts: int, live: int) -> list[Row]:
    with memory.folder() as place:
        async with open_sandbox() as sandbox:
            crew = Crew(sandbox, live=live, new=live, longest=1.2 * restarts)
            lives = Lives(sandbox, Path(place))
            await _kill_often(lives, crew, restarts)
            count = crew.count()
    ready, polled = lives.ready, lives.polled
    return [
        Row(
            proof=f"real processes, random kill -9 while {live} jobs run",
            mark=f"{restarts} restarts: 0 lost, 0 doubled, 0 paid twice",
            figure=f"{lives.kills} restarts, {count.shared} recordings: {count}; restart to ready "
            f"{median(ready):.2f} s (max {max(ready):.2f}), to the first poll "
            f"{median(polled):.2f} s (max {max(polled):.2f})",
            held=lives.kills >= restarts and not count.wrong,
        )
    ]


async def _kill_often(lives: "Lives", crew: Crew, restarts: int) -> None:
    chance = random.Random(restarts)
    working = asyncio.create_task(crew.work())
    try:
        while lives.kills < restarts:
            if lives.kills % STARTING == STARTING - 1:
                await lives.stillborn()
            else:
                await lives.live(chance.uniform(0.0, LONGEST))
        crew.stop()
        await working
        await lives.last(crew)
    finally:
        working.cancel()
        await lives.end()


class Lives:
    """One process after the other, with the times that each took."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.kills = 0
        self.ready: list[float] = []
        self.polled: list[float] = []
        self._sandbox = sandbox
        self._process = Process(sandbox, folder, LOG_LEVEL="WARNING")
        self._born = 0.0
        self._started = False
        sandbox.calls.listen(self._heard)

    async def live(self, seconds: float) -> None:
        """Start, live that long, and be killed."""
        await self._start()
        self.ready.append(time.monotonic() - self._born)
        await asyncio.sleep(seconds)
        self._process.kill()
        await self._killed()

    async def stillborn(self) -> None:
        """Be killed at the first call to Slack."""
        self._sandbox.faults.order("slack", "auth.test", hook=self._process.kill)
        await self._start()
        await self._killed()  # not killed again: that may take its exit code away from asyncio

    async def last(self, crew: Crew) -> None:
        """A life that is not cut short, until everything has come to its end."""
        await self._start()
        await crew.all_ended(PATIENCE)

    async def end(self) -> None:
        """Leave nothing running."""
        if self._started:
            self._process.kill()
            await self._process.ended()

    async def _start(self) -> None:
        self._born, self._unpolled = time.monotonic(), True
        await self._process.start()
        self._started = True

    async def _killed(self) -> None:
        code = await self._process.ended()
        assert code == -9, f"the bot ended by itself, with {code}: {self._process.said[-2000:]}"
        self.kills += 1

    def _heard(self, call: Call) -> None:
        if self._unpolled and call.service == "tuplets" and call.method.startswith("GET /jobs"):
            self._unpolled = False
            self.polled.append(time.monotonic() - self._born)
