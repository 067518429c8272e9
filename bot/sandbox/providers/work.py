"""The work on jobs: when each begins, how far it is, when it ends."""

import asyncio
import math
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from bot.sandbox.providers.ear import CannotHear, Ear, Said, Sound
from bot.sandbox.providers.job import Clock, Job
from bot.sandbox.providers.pace import Pace

J = TypeVar("J", bound=Job)
_ALMOST = 99.0  # percent shown of what is not quite done


class Work(Generic[J]):
    """Takes jobs from the queue to their end; `finish` is told of each that got there.

    Nothing ticks: a job's state is worked out from the clock whenever somebody looks.
    """

    def __init__(
        self,
        clock: Clock,
        finish: Callable[[J, Said | None], None],
        changed: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._finish = finish
        self._changed = changed
        self._held = False
        self._said: dict[str, Said] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def hold(self) -> None:
        """From now on nothing ends."""
        self._held = True

    def release(self) -> None:
        """What was held may end."""
        self._held = False
        self._changed()

    def start(self, job: J, work: Coroutine[Any, Any, None]) -> None:
        """Do this for a job, on the side."""
        task = asyncio.get_running_loop().create_task(work, name=f"{job.provider} {job.id}")
        self._tasks[job.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(job.id))

    def drop(self) -> list["asyncio.Task[None]"]:
        """Give up everything under way; returns what is then still to be awaited."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        return tasks

    def schedule(self, job: J, pace: Pace, seconds: float) -> None:
        """Put a job whose length is known in the queue."""
        job.measure(seconds)
        job.started = self._clock.now() + pace.queue
        job.due = job.started + pace.seconds(seconds)

    async def learn(self, job: J, data: bytes, sound: Sound, ear: Ear) -> None:
        """Find out what was said."""

        def tell(heard: float) -> None:
            job.heard = heard
            self._changed()

        said = await ear.recall(data, sound)
        try:
            self._said[job.id] = said or await ear.hear(data, tell)
        except CannotHear as failure:
            job.doom = str(failure)
        job.heard, job.ready = 1.0, self._clock.now()
        self._changed()

    def stop(self, job: J, error: str) -> None:
        """A job ends, and what is done for it."""
        if job.id in self._tasks:
            self._tasks[job.id].cancel()
        self.fail(job, error)

    def fail(self, job: J, error: str) -> None:
        """A job ends before its time."""
        job.doom = error
        self._end(job, self._clock.now())
        self._changed()

    def settle(self, job: J) -> None:
        """Bring a job to where it is by now."""
        now = self._clock.now()
        if job.over or job.started is None or job.due is None:
            return
        if now < job.started:
            job.left = math.ceil(job.due - now)
            return
        job.status = "running"
        end = None if job.ready is None else max(job.due, job.ready)
        if end is None or now < end or self._held:
            self._measure(job, now)
        else:
            self._end(job, end)

    def _measure(self, job: J, now: float) -> None:
        assert job.started is not None, "it runs"
        assert job.due is not None, "it runs"
        elapsed = now - job.started
        by_time = elapsed / (job.due - job.started) if job.due > job.started else 1.0
        done = min(by_time, job.heard, _ALMOST / 100)
        job.percent = max(job.percent, round(100 * done, 1))
        job.left = math.ceil(elapsed / done - elapsed) if done > 0 else None

    def _end(self, job: J, at: float) -> None:
        job.ended, job.left = at, None
        if job.doom is None:
            job.status, job.percent = "completed", 100.0
        else:
            job.status, job.error = "failed", job.doom
        self._finish(job, self._said.pop(job.id, None))
