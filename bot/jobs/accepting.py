"""New jobs, with the keys that keep them single: one job per thing asked, one payment per thing heard."""

import hashlib
import json
from dataclasses import asdict, replace

from bot.domain.front import Asker
from bot.domain.job import Job, Place
from bot.domain.memory import NewJob
from bot.domain.recording import Link, LocalFile, SlackFile, Source, Wish


def new_job(
    *,
    key: str,
    asker: Asker,
    message_ts: str | None,
    source: Source,
    wish: Wish,
    sharer: str | None = None,
) -> NewJob:
    """A job for what somebody shared or asked; `key` names the thing that was asked."""
    return NewJob(
        dedupe_key=key,
        place=Place(team=asker.team, channel=asker.channel, thread=asker.thread),
        message_ts=message_ts,
        user=sharer or asker.user,
        requester=asker.user,
        source=source,
        wish=wish,
        reuse_key=_reuse_key(asker.team, source, wish),
    )


def again(job: Job, requester: str, place: Place | None = None) -> NewJob:
    """The same once more, because somebody asked for it; a second click asks for the same."""
    return NewJob(
        dedupe_key=f"again:{job.id}",
        place=place or job.place,
        message_ts=None if place else job.message_ts,
        user=job.user,
        requester=requester,
        source=job.source,
        wish=job.wish,
        reuse_key=_reuse_key(job.place.team, job.source, job.wish),
        run=job.run + 1,
    )


def found(job: Job, file: SlackFile) -> Job:
    """The job whose link led to this file: from now on as if the file had been shared."""
    key = _reuse_key(job.place.team, file, job.wish)
    return replace(job, source=file, seconds=file.seconds, reuse_key=key)


def fingerprint(wish: Wish) -> str:
    """The same options, the same fingerprint; the title changes nothing that is heard."""
    options = asdict(replace(wish, title=None))
    del options["failover"], options["vocabulary"]  # the same recording is not paid for again
    if wish.voices is None:  # as it was before people could say how many there are
        del options["voices"]
    return _digest(options)


def _reuse_key(team: str, source: Source, wish: Wish) -> str:
    return _digest([team, _identity(source), fingerprint(wish)])


def _identity(source: Source) -> list[str]:
    match source:
        case SlackFile(id=file_id):
            return ["slack", file_id]
        case Link(url=url):
            return ["link", url]
        case LocalFile(path=path):
            return ["local", path]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]
