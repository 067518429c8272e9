"""Notes for a recording whose service wrote none: by the first that can, in the order given.

The transcript is there and comes first: whatever goes wrong with the notes, it is delivered, with
notes by the next one or with none.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.dates import due_date
from bot.domain.errors import BotError, NeedsOperator, Rejected, Transient
from bot.domain.front import Person
from bot.domain.job import Job, State
from bot.domain.notes import ActionItem, Caveat, Maker, Notes, Result, Warned
from bot.domain.notetaking import Brief, Notetaker
from bot.jobs import posts
from bot.jobs.outcome import Move, Outcome
from bot.jobs.parts import Parts

log = logging.getLogger(__name__)

PATIENCE = 600.0  # seconds for which a transcript waits for a notetaker that is out of reach
SHORTEST = 40  # words under which there is nothing to boil down


class Noting:
    """Has the notes written that a service did not write."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def write(self, job: Job) -> Outcome:
        """The notes, then to the thread with everything. Raises Transient while it may pass."""
        result = await self._parts.store.result(job.id)
        if result is None:  # forgotten meanwhile
            return Move(job=job.to(State.WITHDRAWN))
        late = self._late(job.waiting_since)
        return _to_thread(job, await self.noted(job, result, late=late), self._parts)

    async def noted(self, job: Job, result: Result, *, late: bool, writing: int = 1) -> Result:
        """With notes by the first that can. Raises Transient while there is time to wait for one."""
        brief = await self._brief(job, result, writing)
        failed = False
        for taker in self._parts.notetakers:
            notes = await self._by(taker, brief, late=late)
            if notes is not None:
                return _with(result, _dated(notes, brief.day), failed=failed)
            failed = failed or taker.maker is Maker.MODEL
        return result

    async def unnoted(self, job: Job) -> Outcome:
        """To the thread without notes, because writing them broke something of ours."""
        result = await self._parts.store.result(job.id)
        return _to_thread(job, result, self._parts) if result else Move(job=job.to(State.WITHDRAWN))

    async def _by(self, taker: Notetaker, brief: Brief, *, late: bool) -> Notes | None:
        try:
            return await taker.write(brief)
        except Transient as error:
            if not late:
                raise
            why: BotError = error
        except (Rejected, NeedsOperator) as error:
            why = error
        log.warning("no notes", extra={"job": brief.job, "by": taker.maker, "why": str(why)})
        return None

    def _late(self, since: float | None) -> bool:
        return since is not None and self._parts.clock.now() - since > PATIENCE

    async def _brief(self, job: Job, result: Result, writing: int) -> Brief:
        users = list(dict.fromkeys([job.user, job.requester]))
        people = await self._parts.people.around(job.place, users)
        return Brief(
            job=job.id,
            title=job.title,
            transcript=result.transcript,
            day=_day(job, people),
            people=tuple(person.name for person in people),
            words=job.wish.vocabulary.hints,
            writing=writing,
        )


def onward(job: Job, result: Result, parts: Parts) -> Move:
    """A transcript is there: on to its notes where there are none yet, else to the thread."""
    job = replace(job, seconds=job.seconds or result.transcript.seconds)
    some = result.transcript.words >= SHORTEST
    if parts.notetakers and some and _bare(result.notes):
        return Move(job=job.to(State.NOTING), result=result)
    return _to_thread(job, result, parts)


def _to_thread(job: Job, result: Result, parts: Parts) -> Move:
    posting = job.to(State.POSTING)
    return Move(job=posting, posts=posts.results(posting, result, parts.paper), result=result)


def _bare(notes: Notes | None) -> bool:
    """Whether nothing tells what it was about."""
    if notes is None:
        return True
    return not notes.summary and notes.points is None and notes.decisions is None


def _with(result: Result, notes: Notes, *, failed: bool) -> Result:
    """With these notes, and whatever else the service found."""
    own = result.notes.sections if result.notes else ()
    told = (Warned(caveat=Caveat.NOTES_PICKED),) if failed else ()
    others = tuple(one for one in result.warned if one.caveat is not Caveat.NOTES_PICKED)
    return replace(
        result, notes=replace(notes, sections=(*notes.sections, *own)), warned=(*others, *told)
    )


def _dated(notes: Notes, day: str | None) -> Notes:
    """With the days that people meant, where their words leave no doubt."""
    if notes.actions is None or day is None:
        return notes
    on = date.fromisoformat(day)
    return replace(notes, actions=tuple(_due(action, on) for action in notes.actions))


def _due(action: ActionItem, day: date) -> ActionItem:
    meant = due_date(action.due, day) if action.due and action.due_on is None else None
    return replace(action, due_on=meant.isoformat()) if meant else action


def _day(job: Job, people: Sequence[Person]) -> str:
    """The day of the recording where its sharer lives."""
    ahead = next((person.ahead for person in people if person.user == job.user), 0)
    moment = datetime.fromtimestamp(job.created_at, UTC) + timedelta(seconds=ahead)
    return moment.date().isoformat()
