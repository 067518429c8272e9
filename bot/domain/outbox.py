"""What the inside needs remembered of what threads are to hold."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.job import Job
from bot.domain.message import PartKey, Post


class Outbox(Protocol):
    """Posts, part by part; as with the rest of the store, each verb is one transaction."""

    async def posts(self, job_id: str) -> Sequence[Post]:
        """All outbox rows of a job in their order."""
        ...

    async def intend(self, key: PartKey, at: float, ref: str | None = None) -> bool:
        """Mark a post as about to be made; False when its job was cancelled meanwhile.

        The status part may always be made.
        """
        ...

    async def sent(
        self, key: PartKey, ref: str, at: float, *, shown: str = "", thread: str | None = None
    ) -> None:
        """Tick a post off and drop its body, of which `shown` is a digest.

        `thread` names the parent we just made.
        """
        ...

    async def unsent(self, key: PartKey, attempts: int, *, dead: bool = False) -> None:
        """A post that certainly did not happen: to be made again, or never."""
        ...

    async def instead(self, key: PartKey, posts: Sequence[Post]) -> None:
        """Say a part in these rows instead."""
        ...

    async def add_post(self, post: Post) -> None:
        """One more thing to say about a job, unless it is there already."""
        ...

    async def restated(self, key: PartKey, shown: str) -> None:
        """A post was changed into what has this digest."""
        ...

    async def replaced(self, key: PartKey) -> None:
        """A file was taken back, because another one says it now."""
        ...

    async def shown(self, job_id: str, digest: str) -> None:
        """What the status message shows now."""
        ...

    async def post_due(self, job: Job, at: float | None) -> None:
        """When the thread wants attention again; left alone when it changed meanwhile."""
        ...
