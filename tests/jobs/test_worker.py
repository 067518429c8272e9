"""A bug somewhere holds up what it is about, and nothing else."""

import asyncio

from bot.app import open_ways_out
from bot.config import Settings
from bot.domain.front import Asker
from bot.domain.recording import LocalFile, Wish
from bot.jobs.accepting import new_job
from bot.room import Outside, open_engine_room
from bot.sandbox.clock import Clock
from bot.terminal import PLACE, Terminal


class Stumbling(Terminal):
    """A thread whose first post meets a bug."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.stumbled = asyncio.Event()
        self.spoke = asyncio.Event()
        super().__init__(self._hear)

    async def post(self, place, message, key):
        if not self.stumbled.is_set():
            self.stumbled.set()
            raise LookupError("a bug")
        return await super().post(place, message, key)

    def _hear(self, text):
        self.said.append(text)
        self.spoke.set()


async def test_a_bug_while_posting_does_not_end_the_engine(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path}/bot.db", data_dir=tmp_path)
    clock, stop, thread = Clock(), asyncio.Event(), Stumbling()
    outside = Outside(thread=thread, files=thread, people=thread)
    asker = Asker(team=PLACE.team, user="you", channel=PLACE.channel, thread=PLACE.thread)
    async with (
        open_ways_out(settings, clock) as http,
        open_engine_room(settings, clock, outside, http, stop) as room,
        asyncio.TaskGroup() as group,
    ):
        group.create_task(room.run(stop))
        source = LocalFile(path="a.mp3")
        await room.store.add(
            new_job(key="1", asker=asker, message_ts=None, source=source, wish=Wish())
        )
        await thread.stumbled.wait()
        while not thread.spoke.is_set():
            clock.move(61.0)
            await asyncio.sleep(0)
        stop.set()

    assert "#1" in thread.said[0]
