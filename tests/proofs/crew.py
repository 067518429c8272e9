"""People who keep a number of recordings under way, and look at what came of each."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from bot.sandbox import Sandbox
from bot.sandbox.providers.pace import Pace
from bot.sandbox.slack.messages import Message
from tests.house import parts, recording, thread

WHOLE = Counter(("status", "result", "transcript"))
CHANNELS = ("product", "general")
GLANCE = 0.1  # seconds between two looks whether another recording is wanted
QUICKEST = 2.0  # seconds that the service takes for a recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What came of all that was shared."""

    shared: int
    lost: int
    doubled: int
    overpaid: int

    @property
    def wrong(self) -> int:
        return self.lost + self.doubled + self.overpaid

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.doubled} doubled, {self.overpaid} paid twice"


@dataclass(slots=True)
class Crew:
    """Shares new recordings, then old ones elsewhere, until `stop` is called.

    `new` is how many are transcribed; services allow only so many an hour. `longest` is how many
    seconds the service takes for one at most.
    """

    sandbox: Sandbox
    live: int
    new: int
    longest: float = 30.0
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    messages: list[Message] = field(default_factory=list)
    _stopped: bool = False

    async def work(self) -> None:
        """Keep so many recordings under way."""
        self.sandbox.slack.limits.enabled = False
        self.sandbox.tuplets.slots = self.live + self.new
        while not self._stopped:
            seconds = self.chance.uniform(QUICKEST, self.longest)
            self.sandbox.tuplets.pace = Pace(queue=0.0, floor=seconds, factor=0.0)
            if len(self.under_way) < self.live:
                await self._share()
            await asyncio.sleep(GLANCE)

    def stop(self) -> None:
        """Share no more."""
        self._stopped = True

    async def all_ended(self, seconds: float) -> None:
        """Wait until there is an end to everything; it need not come."""
        with suppress(TimeoutError):
            await self.sandbox.wait_until(lambda: not self.under_way, seconds=seconds)

    @property
    def under_way(self) -> list[Message]:
        """What has not come to its end."""
        return [message for message in self.messages if not self._over(message)]

    def count(self) -> Count:
        """Look at every thread."""
        found = [Counter(parts(self.sandbox, message)) for message in self.messages]
        return Count(
            shared=len(self.messages),
            lost=len(self.under_way),
            doubled=sum(bool(there - WHOLE) for there in found),
            overpaid=max(len(self.sandbox.tuplets.jobs) - min(self.new, len(self.messages)), 0),
        )

    async def _share(self) -> None:
        number = len(self.messages)
        channel = CHANNELS[number % len(CHANNELS)]
        if number < self.new:
            message = await self.sandbox.slack.share("ben", channel, [recording()])
        else:
            old = self.messages[self.chance.randrange(self.new)]
            message = await self.sandbox.slack.forward("ada", channel, old)
        self.messages.append(message)

    def _over(self, message: Message) -> bool:
        there = Counter(parts(self.sandbox, message))
        said = " ".join(reply.text for reply in thread(self.sandbox, message))
        return not WHOLE - there and "Done" in said
