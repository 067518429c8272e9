"""`search`: what was said in recordings of those channels that the asker is in at that moment."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from bot.domain.errors import NeedsOperator, Transient
from bot.domain.front import Asker, People, Thread
from bot.domain.job import Job
from bot.domain.memory import Store
from bot.domain.message import Message
from bot.domain.search import Hit, sought
from bot.domain.transcript import Segment
from bot.render import hits
from bot.render.hits import Found, Reach

LOOKED_AT = 200  # lines, the newest
SHOWN = 10  # lines in an answer
OF_ONE = 3  # lines of one recording, where there are others


class Searching:
    """Searches for one person."""

    def __init__(self, store: Store, people: People, thread: Thread) -> None:
        self._store = store
        self._people = people
        self._thread = thread

    async def search(self, asker: Asker, words: str) -> Message:
        """What there is for them to see."""
        wanted = sought(words)
        if not wanted.phrases:
            return hits.nothing_sought(words)
        reach = await self._reach(asker)
        lines = await self._store.search(asker.team, reach.channels, wanted, LOOKED_AT)
        found = await asyncio.gather(*(self._found(*one) for one in _chosen(lines)))
        shown = [one for one in found if one is not None]
        if not shown:
            return hits.nothing_found(wanted, reach)
        more = len(lines) > sum(len(one.lines) for one in shown)
        return hits.found(wanted, shown, reach, more=more)

    async def _reach(self, asker: Asker) -> Reach:
        """Where they may look: where they ask, they certainly are."""
        here = frozenset({asker.channel})
        try:
            channels = await self._people.channels(asker.team, asker.user)
        except NeedsOperator:
            return Reach(channels=here, barred=True)
        except Transient:
            return Reach(channels=here, untold=True)
        return Reach(channels=channels | here)

    async def _found(self, job_id: str, lines: Sequence[Segment]) -> Found | None:
        job = await self._store.job(job_id)
        if job is None:
            return None
        return Found(job=job, lines=tuple(lines), link=await self._link(job))

    async def _link(self, job: Job) -> str | None:
        posts = await self._store.posts(job.id)
        stands = [post.ref for post in posts if post.key.part == "result" and post.ref]
        ts = next(iter(stands), job.place.thread)
        return await self._thread.link(job.place, ts) if ts else None


def _chosen(lines: Sequence[Hit]) -> list[tuple[str, list[Segment]]]:
    """The lines to show, by their recordings, each from its beginning; the newest come first."""
    by_job: dict[str, list[Segment]] = defaultdict(list)
    for hit in lines:
        by_job[hit.job_id].insert(0, hit.line)
    each = max(OF_ONE, SHOWN // max(len(by_job), 1))
    chosen, room = [], SHOWN
    for job_id, found in by_job.items():
        if room > 0:
            chosen.append((job_id, found[: min(each, room)]))
            room -= len(chosen[-1][1])
    return chosen
