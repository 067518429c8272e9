"""What some services can do beyond the port that all of them fit."""

from typing import Protocol, runtime_checkable

from bot.domain.job import Ticket


@runtime_checkable
class Hooked(Protocol):
    """A service that tells us when a job has ended: a hint to look, never the truth."""

    name: str
    account: str
    hook: str | None  # the unguessable end of the address at which it tells; None: it does not

    def named(self, told: bytes) -> str | None:
        """The remote id that this is about, if there is one in it; whatever it is, never raises."""
        ...


@runtime_checkable
class Keeper(Protocol):
    """A service that keeps recordings on this machine."""

    async def tidy(self) -> None:
        """Let go of what nobody needs any more: at start, and now and then. Never raises."""
        ...


@runtime_checkable
class Forgetful(Protocol):
    """A service that deletes what it made of a recording (`Traits.forgets`)."""

    async def forget(self, ticket: Ticket) -> None:
        """Delete a job that has ended; may be repeated. Raises Transient, NeedsOperator."""
        ...
