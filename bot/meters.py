"""What is counted for whoever watches over us (Prometheus): ids and numbers, nobody's words.

The edges count around their calls with a `Meter`; how things stand is shown when somebody looks.
"""

import asyncio
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from decimal import Decimal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    ProcessCollector,
    generate_latest,
)

from bot.domain.errors import BotError, NeedsOperator, Rejected
from bot.domain.job import Handles, State, Ticket
from bot.domain.memory import Census
from bot.domain.ports import (
    Audio,
    Broken,
    Finished,
    HandlesGone,
    Order,
    Provider,
    Running,
    Stopped,
    Stopping,
)
from bot.domain.recording import Wish

CONTENT_TYPE = CONTENT_TYPE_LATEST
Meter = Callable[[str], AbstractContextManager[None]]  # around a call, by the name of its method

_CODE = re.compile(r"[a-z0-9_]{1,60}")


def unmetered(_: str) -> AbstractContextManager[None]:
    """The meter where nobody watches."""
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What an account may ask now: requests at once, and seconds until it may ask at all."""

    requests: float
    rests: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at this moment. Ages and times are in seconds."""

    census: Census
    accounts: Mapping[str, Allowance]
    connections: Sequence[float]  # how long each line to Slack has been open
    now: float


class Meters:
    """Everything that is counted, in one registry."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        ProcessCollector(registry=registry)
        self._slack = Counter(
            "threadscribe_slack_calls_total",
            "Calls to Slack's Web API, by what came of them.",
            ["method", "answer"],
            registry=registry,
        )
        self._provider = Counter(
            "threadscribe_provider_requests_total",
            "Requests to transcription services, by what came of them.",
            ["account", "call", "answer"],
            registry=registry,
        )
        self._gauges = _Gauges(registry)

    def slack(self, method: str) -> AbstractContextManager[None]:
        """Around a call to Slack."""
        return self._counting(lambda answer: self._slack.labels(method, answer).inc())

    def watching(self, provider: Provider) -> Provider:
        """The same service, its requests counted."""

        def meter(call: str) -> AbstractContextManager[None]:
            labels = (provider.account, call)
            return self._counting(lambda answer: self._provider.labels(*labels, answer).inc())

        return _MeteredProvider(provider, meter)

    async def text(self, standing: Standing) -> bytes:
        """What Prometheus reads. Written in a thread: it asks the system about our process."""
        self._gauges.show(standing)
        return await asyncio.to_thread(generate_latest, self._registry)

    @contextmanager
    def _counting(self, count: Callable[[str], None]) -> Iterator[None]:
        answer = "unfinished"
        try:
            yield
            answer = "ok"
        except (BotError, HandlesGone, Stopped) as error:
            answer = _answer(error)
            raise
        finally:
            count(answer)


class _Gauges:
    """How things stand, as of the last look."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(f"threadscribe_{name}", told, labels, registry=registry)

        self._jobs = gauge("jobs", "Jobs, by their state.", "state")
        self._wait = gauge("oldest_wait_seconds", "How long the longest overdue job has been due.")
        self._inbox = gauge("inbox_notices", "What Slack told us and is not acted upon yet.")
        self._outbox = gauge("outbox_posts", "What is still to be said in threads.")
        self._requests = gauge(
            "provider_budget_requests", "Requests that an account may make at once.", "account"
        )
        self._rests = gauge(
            "provider_rest_seconds", "Until an account may ask again, as it was told.", "account"
        )
        self._ages = gauge(
            "slack_connection_age_seconds", "How long a line to Slack has been open.", "line"
        )

    def show(self, standing: Standing) -> None:
        census, due = standing.census, standing.census.oldest_due
        for state in State:
            self._jobs.labels(state).set(census.jobs.get(state, 0))
        self._wait.set(0.0 if due is None else max(standing.now - due, 0.0))
        self._inbox.set(census.inbox)
        self._outbox.set(census.outbox)
        for account, allowance in standing.accounts.items():
            self._requests.labels(account).set(allowance.requests)
            self._rests.labels(account).set(allowance.rests)
        self._ages.clear()  # a line that is down has no age
        for line, age in enumerate(standing.connections, start=1):
            self._ages.labels(line).set(age)


class _MeteredProvider:
    """A service whose requests are counted."""

    def __init__(self, provider: Provider, meter: Meter) -> None:
        self.name = provider.name
        self.account = provider.account
        self.traits = provider.traits
        self._provider = provider
        self._meter = meter

    async def prepare(self, audio: Audio) -> Handles:
        with self._meter("prepare"):
            return await self._provider.prepare(audio)

    async def submit(self, order: Order) -> Ticket:
        with self._meter("submit"):
            return await self._provider.submit(order)

    async def find(
        self, order: Order, since: float | None, known: frozenset[str]
    ) -> Sequence[Ticket]:
        with self._meter("find"):
            return await self._provider.find(order, since, known)

    async def look(self, ticket: Ticket, wish: Wish) -> Running | Finished | Broken:
        with self._meter("look"):
            return await self._provider.look(ticket, wish)

    async def list_ended(self) -> Collection[str]:
        with self._meter("list"):
            return await self._provider.list_ended()

    async def cancel(self, ticket: Ticket) -> Stopping:
        with self._meter("cancel"):
            return await self._provider.cancel(ticket)

    async def check(self) -> Decimal | None:
        with self._meter("check"):
            return await self._provider.check()


def _answer(error: Exception) -> str:
    """Slack's own name for a no, the fault for a no of a service, else how we call the error."""
    code = str(getattr(error, "code", ""))
    if _CODE.fullmatch(code):
        return code
    if isinstance(error, (Rejected, NeedsOperator)):
        return error.fault.value
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()
