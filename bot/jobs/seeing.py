"""What somebody may know of: what belongs to other people's channels does not exist for them."""

from bot.domain.front import Asker
from bot.domain.job import Job
from bot.domain.memory import Store


async def seen(store: Store, asker: Asker, job_id: str) -> Job | None:
    """A job that the asker may know of."""
    job = await store.job(job_id)
    return job if job and visible(asker, job) else None


def visible(asker: Asker, job: Job) -> bool:
    """Whether it is of the channel that the asker speaks in, or their own."""
    here = job.place.channel == asker.channel or asker.user in {job.user, job.requester}
    return job.place.team == asker.team and here
