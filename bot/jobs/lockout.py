"""Whether a service takes our credentials: while it does not, one free question asks for all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.domain.errors import BotError, Fault, NeedsOperator
from bot.domain.job import Job
from bot.domain.ports import Clock, Provider
from bot.jobs.engine import Key

FIRST, MOST = 15.0, 300.0  # seconds between two questions: doubled each time, up to this
UNANSWERED = 60.0  # seconds after which a question that told nothing is asked again
LOCKED = frozenset({Fault.BAD_CREDENTIALS, Fault.FORBIDDEN})  # what may hold for a whole account


@dataclass(frozen=True, slots=True)
class Check:
    """Ask whether our credentials are taken again."""


class Lockout:
    """What one account was told of its credentials; `request` is around each question.

    After a start nothing is stored of it: a job that waits for them tells it.
    """

    def __init__(
        self, provider: Provider, clock: Clock, request: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._provider = provider
        self._clock = clock
        self._request = request
        self.why: Fault | None = None  # None: they are taken, as far as we know
        self.again_at = 0.0  # epoch seconds: when to ask
        self._heard = False  # whether anything was heard since the start
        self._told_at = 0.0
        self._tries = 0
        self._turned_away: set[Key] = set()

    def join(self, job: Job) -> None:
        """A job wants something of the account: after a start it may know more than we do."""
        if not self._heard and job.waiting in LOCKED:
            self._heard, self.why = True, job.waiting
            self._told_at = self.again_at = self._clock.now()

    async def holds(self, why: Fault, job: Job) -> bool:
        """Whether what a job was told holds for all; then it is woken once that is over.

        Of what is forbidden a question tells whether that is only what the job asked for.
        """
        if why is Fault.FORBIDDEN and self.why is None:
            why = await self._refusal() or Fault.REFUSED
        if why not in LOCKED:
            return False
        self._turned_away.add((job.lane, job.id))
        if self.why is None or self._clock.now() >= self.again_at:
            self._refused(why)
        return True

    def asking(self) -> None:
        """The question is about to be asked."""
        self.again_at = self._clock.now() + UNANSWERED

    async def ask(self) -> set[Key]:
        """Whether they are taken again; whom to wake, if so."""
        why = await self._refusal()
        if why is not None:
            self._refused(why if why in LOCKED else self.why or Fault.BAD_CREDENTIALS)
            return set()
        self.why, self.again_at = None, self._clock.now()
        woken, self._turned_away = self._turned_away, set()
        return woken

    def is_news(self, job: Job) -> bool:
        """Whether nobody gets a turn for their sake, and this job has not heard that yet."""
        heard = job.waiting is self.why and job.updated_at >= self._told_at
        return self.why is not None and not heard

    def _refused(self, why: Fault) -> None:
        now = self._clock.now()
        self._tries = self._tries + 1 if now - self.again_at < MOST else 1
        self.again_at = now + min(FIRST * 2.0 ** min(self._tries - 1, 10), MOST)
        self._heard, self.why, self._told_at = True, why, now

    async def _refusal(self) -> Fault | None:
        """Why the service has nothing to do with us, as far as a free question tells."""
        try:
            with self._request():
                await self._provider.check()
        except NeedsOperator as error:
            return error.fault
        except BotError:
            return Fault.SERVICE_DOWN
        return None
