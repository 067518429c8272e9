"""A front in the sandbox, and the simplest inside that it can have."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.domain.memory import StoreTrouble
from bot.domain.message import Message
from bot.slack.app import Access, open_front


def access(sandbox, mode="socket"):
    given = sandbox.slack.environment(mode)
    return Access(
        bot_token=given["SLACK_BOT_TOKEN"],
        app_token=given.get("SLACK_APP_TOKEN"),
        api_url=given["SLACK_API_URL"],
    )


@dataclass
class Inbox:
    """Keeps what it is told; `trouble` makes it fail so many times first."""

    notices: list = field(default_factory=list)
    trouble: int = 0
    marks: dict = field(default_factory=dict)

    async def take_in(self, notice):
        if self.trouble:
            self.trouble -= 1
            raise StoreTrouble("disk full")
        known = notice.key in {told.key for told in self.notices}
        if not known:
            self.notices.append(notice)
        return not known

    async def mark(self, name, at):
        self.marks[name] = at

    async def marked(self, name):
        return self.marks.get(name)


@dataclass
class Echo:
    """A desk that repeats what it is asked; `error` is raised instead."""

    asked: list = field(default_factory=list)
    error: Exception | None = None

    async def answer(self, asker, words):
        return self._told(asker, words)

    async def press(self, asker, action, job_id):
        return self._told(asker, action, job_id)

    async def start(self, asker, message_ts, file, wish, sharer):
        return self._told(asker, message_ts, file, wish, sharer)

    def _told(self, asker, *what):
        self.asked.append((asker, *what))
        if self.error:
            raise self.error
        return Message(text=f"You said {what[0]}", blocks=(_section(f"You said {what[0]}"),))


@asynccontextmanager
async def a_front(sandbox, mode="socket"):
    """An open front; nothing is called yet."""
    async with open_front(access(sandbox, mode), sandbox.clock) as front:
        yield front


@asynccontextmanager
async def listening(sandbox, inbox=None, desk=None):
    """A front in Socket Mode that listens, with both lines."""
    stop = asyncio.Event()
    async with a_front(sandbox) as front, asyncio.TaskGroup() as group:
        group.create_task(front.serve(inbox or Inbox(), desk or Echo(), stop))
        try:
            await sandbox.wait_until(lambda: sandbox.slack.connections == 2)
            yield front
        finally:
            stop.set()


def _section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
