"""What the steps are given, and what they ask of it together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.errors import Fault, Rejected
from bot.domain.front import Paper, People, Press, SlackShares
from bot.domain.job import Failure, Job, Spent, State
from bot.domain.memory import Store
from bot.domain.notetaking import Answerer, Notetaker
from bot.domain.ports import Clock, Media, Order, Provider, Traits
from bot.domain.recording import Link
from bot.jobs import posts
from bot.jobs.account import Account
from bot.jobs.cadence import DAY
from bot.jobs.credit import LOOK
from bot.jobs.line import Errand
from bot.jobs.operators import Operators
from bot.jobs.outcome import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything the engine needs of the rest; `app.py` fills it in."""

    store: Store
    media: Media
    files: SlackShares
    paper: Paper
    clock: Clock
    providers: Mapping[str, Provider]
    accounts: Mapping[str, Account]
    default: str | None
    stopping: Callable[[], bool]
    operators: Operators
    people: People
    notetakers: Sequence[Notetaker] = ()
    press: Press | None = None
    documents: bool = False  # whether the press can set documents
    answerer: Answerer | None = None

    def choose(self, job: Job) -> Provider:
        """The service for a new job. Raises Rejected(NO_PROVIDER)."""
        if not (candidates := self.candidates(job)):
            raise Rejected("no provider is configured", Fault.NO_PROVIDER)
        return candidates[0]

    def candidates(self, job: Job) -> list[Provider]:
        """Who may be asked, in order: the one that is wished, and with fail-over all others."""
        wished = self.providers.get(job.wish.provider or self.default or "")
        others = self.providers.values() if job.wish.failover else ()
        found = {one.name: one for one in (wished, *others) if one}
        return [one for one in found.values() if one.traits.label not in job.passed]

    def provider(self, job: Job) -> Provider:
        """The service that has a job, by the account that it was given to."""
        provider = self.providers.get(job.provider or "")
        if provider is None or provider.account != job.account:
            raise Rejected("the job's provider is no longer configured", Fault.NO_PROVIDER)
        return provider

    def moved(self, job: Job) -> bool:
        """Whether its service is there with another key than the one it was given to."""
        provider = self.providers.get(job.provider or "")
        return provider is not None and provider.account != job.account

    def account(self, job: Job) -> Account:
        """Through which its requests go. Raises Rejected(NO_PROVIDER)."""
        return self.accounts[self.provider(job).account]

    def kept_out(self, job: Job, errand: Errand) -> Move | None:
        """What a job says that gets no turn because nobody does; None when it has said so.

        Raises Rejected after a day.
        """
        why, now = self.account(job).news(job, errand), self.clock.now()
        if why is None:
            return None
        since = job.waiting_since or now
        if job.waiting and job.updated_at - since > DAY:
            raise Rejected("waited for a day", job.waiting)
        told = replace(job, waiting=why, waiting_since=since, attempts=job.attempts + 1)
        return Move(job=told, wait=LOOK)

    def traits(self, job: Job) -> Traits | None:
        """The traits of a job's service, or of the one that it would get."""
        provider = self.providers.get(job.provider or job.wish.provider or self.default or "")
        return provider.traits if provider else None

    @property
    def all_traits(self) -> Mapping[str, Traits]:
        """Every configured service's traits, by its name."""
        return {name: provider.traits for name, provider in self.providers.items()}

    async def question(self, job: Job, fault: Fault, spent: Spent) -> Move:
        """Leave it to a person."""
        asking = replace(job.to(State.ASKING), failure=Failure(fault=fault), spent=spent)
        message = self.paper.question(asking, self.traits(asking))
        asked = [row for row in await self.store.posts(job.id) if posts.is_question(row)]
        return Move(job=asking, posts=(posts.question(asking, message, len(asked) + 1),))

    def stopped(self, job: Job, spent: Spent) -> Move:
        """End a job because somebody said so, or because its recording or its thread is gone."""
        ended = replace(job.to(job.ending or State.CANCELLED), spent=spent, handles=None)
        if ended.state is not State.UNDELIVERABLE:
            return Move(job=replace(ended, failure=None))
        gone = replace(ended, failure=Failure(fault=Fault.UNDELIVERABLE))
        kept = job.state is State.POSTING
        message = self.paper.notice(gone, self.traits(gone), kept=kept)
        return Move(job=gone, posts=(posts.notice(gone, message),))


def order_of(job: Job) -> Order:
    """What the service is to do: with the upload, or with the link where it takes links."""
    link = job.source.url if isinstance(job.source, Link) and job.handles is None else None
    return Order(
        key=job.id,
        wish=job.wish,
        handles=job.handles,
        link=link,
        name=job.source.name,
        seconds=job.seconds,
    )
