"""Many people, bad luck and a clumsy operator, all by the dice of one seed."""

import asyncio
import random
from contextlib import suppress

from bot.domain.errors import NeedsOperator
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import NoSuch
from tests.world.database import ERRORS
from tests.world.sound import recording, words
from tests.world.troubles import TROUBLES
from tests.world.watch import Watch
from tests.world.world import World

BETWEEN = 26.0  # virtual seconds between two recordings, on average
RUSH = 6  # recordings come up to so many at once
TROUBLE_EVERY = 240.0  # virtual seconds between two troubles, on average
DISK_EVERY = 3600.0
CLOCK_EVERY = 6 * 3600.0
LIVES = 500  # recordings between two restarts, on average
HOUR = 3600.0
TIDY_EVERY = 100  # recordings
CALLS = (
    *(("slack", call) for call in ("chat.postMessage", "chat.update", "files.info")),
    *(("slack", call) for call in ("files.download", "files.upload", "conversations.replies")),
    ("slack", "files.getUploadURLExternal"),
    ("slack", "files.completeUploadExternal"),
    *(("tuplets", call) for call in ("POST /jobs/upload-target", "PUT storage", "POST /jobs")),
    *(("tuplets", call) for call in ("GET /jobs", "GET /jobs/{id}", "DELETE /jobs/{id}")),
)
PASSING = ("never arrives", "answer lost", "reset", "429", "429, come back", "500", "503", "hangs")
PLACES = ("product", "general", "ada", "ben", "chloe")


class Crowd:
    """What happens in a world until so many recordings were shared."""

    def __init__(self, world: World, watch: Watch, seed: int, recordings: int) -> None:
        self.world = world
        self.watch = watch
        self.recordings = recordings
        self.did: dict[str, int] = {}
        self._dice = random.Random(f"crowd {seed}")
        self._word = words(seed)
        self._tasks: list[asyncio.Future[None]] = []
        self._quiet = False
        self._busy = asyncio.Lock()  # one death at a time

    async def live(self) -> None:
        """Let all of it happen, then let everything go well."""
        troubles = [
            asyncio.ensure_future(self._now_and_then(TROUBLE_EVERY, self._trouble)),
            asyncio.ensure_future(self._now_and_then(DISK_EVERY, self._disk_trouble)),
            asyncio.ensure_future(self._now_and_then(CLOCK_EVERY, self._wrong_clock)),
            asyncio.ensure_future(self._now_and_then(LIVES * BETWEEN, self._die)),
        ]
        shared = 0
        while shared < self.recordings:
            await asyncio.sleep(self._dice.expovariate(1 / BETWEEN) * (RUSH + 1) / 2)
            for _ in range(self._dice.randint(1, RUSH)):
                await self._share()
                shared += 1
            if shared % TIDY_EVERY < RUSH:
                self.watch.tidy()
        self._quiet = True
        await asyncio.gather(*troubles)
        self.world.sandbox.faults.clear()
        self.world.disk.clear()
        await asyncio.gather(*self._tasks)

    # people

    async def _share(self) -> None:
        self._count("shared")
        word, place = self._word(), self._dice.choice(PLACES)
        by = place if place in {"ada", "ben", "chloe"} else self._dice.choice(["ada", "ben"])
        upload = recording(word, self._dice.choice([20.0, 60.0, 600.0, 3600.0]))
        slack = self.world.sandbox.slack
        message = await slack.share(by, place, [upload])
        self.watch.shared[word].add((message.channel, message.ts))
        parcel = slack.delivery.parcels[-1]
        what = self._dice.random()
        for chance, act in (
            (0.05, self._delete_message),
            (0.03, self._delete_file),
            (0.07, self._cancel),
            (0.03, self._forward),
        ):
            if what < chance:
                self._later(act(message, word, by), self._dice.expovariate(1 / 20.0))
                break
            what -= chance
        if self._dice.random() < 0.1:
            self._later(self._repeat(parcel), self._dice.choice([0.0, 1.0, 60.0, HOUR]))

    async def _delete_message(self, message: Message, word: str, by: str) -> None:
        await self.world.sandbox.slack.delete_message(by, message.channel, message.ts)
        self._count("deleted")

    async def _delete_file(self, message: Message, word: str, by: str) -> None:
        await self.world.sandbox.slack.delete_file(by, message.files[0])
        self._count("deleted")

    async def _cancel(self, message: Message, word: str, by: str) -> None:
        status = next((m for m in self.world.thread(message) if "cancel" in str(m.blocks)), None)
        if status is not None:
            await self.world.sandbox.slack.press(by, message.channel, status.ts, "cancel")
            self._count("cancelled")

    async def _forward(self, message: Message, word: str, by: str) -> None:
        if self.world.sandbox.slack.channel(message.channel).kind != "channel":
            return
        forwarded = await self.world.sandbox.slack.forward("ada", "general", message)
        self.watch.shared[word].add((forwarded.channel, forwarded.ts))
        self._count("forwarded")

    async def _repeat(self, parcel) -> None:
        self.world.sandbox.slack.delivery.tell(parcel.payload)
        self._count("repeated")

    def _later(self, act, seconds: float) -> None:
        async def do() -> None:
            await asyncio.sleep(seconds)
            try:
                await act
            except NoSuch:
                self._count("too late")

        self._tasks = [task for task in self._tasks if not task.done()]
        self._tasks.append(asyncio.ensure_future(do()))

    # luck

    async def _now_and_then(self, every: float, what) -> None:
        while not self._quiet:
            await asyncio.sleep(self._dice.expovariate(1 / every))
            if not self._quiet:
                await what()

    async def _trouble(self) -> None:
        service, call = self._dice.choice(CALLS)
        name = self._dice.choice(PASSING)
        order = dict(TROUBLES[name](self.world.sandbox))
        if name == "429, come back" and service == "slack":
            order["hook"] = lambda: self.watch.asked_to_pause(call, 7.0)
        self.world.sandbox.faults.order(service, call, times=self._dice.randint(1, 3), **order)
        self._count("troubled")

    async def _disk_trouble(self) -> None:
        error = self._dice.choice(list(ERRORS))
        self.world.disk.order(error, times=self._dice.choice([1, 3, 30]))
        self._count("disk errors")

    async def _wrong_clock(self) -> None:
        clocks = [self.world.clock]
        if self._dice.random() < 0.5:
            clocks.append(self.world.sandbox.clock)
        jump = self._dice.choice([-HOUR, HOUR])
        for clock in clocks:
            clock.set(jump)
        self.watch.forget_pauses()
        await asyncio.sleep(self._dice.uniform(60.0, 2 * HOUR))
        for clock in clocks:
            clock.set(-jump)
        self.watch.forget_pauses()
        self._count("clocks set")

    async def _die(self) -> None:
        async with self._busy:
            if self._dice.random() < 0.5:
                await self.world.crash()
                self._count("killed")
            else:
                await self.world.stop()
                self._count("restarted")
            self.watch.forget_pauses()
            await asyncio.sleep(self._dice.choice([0.0, 1.0, 30.0, 600.0]))
            await self._live()

    async def _live(self) -> None:
        """Started like a service that is always started again."""
        while True:
            with suppress(NeedsOperator):  # the disk is in trouble just now
                return await self.world.start()
            self._count("refused to start")
            await asyncio.sleep(10.0)

    def _count(self, what: str) -> None:
        self.did[what] = self.did.get(what, 0) + 1
